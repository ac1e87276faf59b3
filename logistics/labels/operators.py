"""Drawings as PDF operators. One unit is one printer dot, y runs downwards, so nothing needs rounding later.

Bars and modules stand on whole dots and are drawn a little narrower (INSET of a module on each side):
Poppler and Ghostscript blacken every dot a path touches, and would print each bar a dot too wide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import assert_never

from logistics.labels.faces import Face, pdf_string
from logistics.labels.fitting import MM_PER_POINT
from logistics.labels.shapes import Bars, Modules, Path, Shape, Words

INSET = 0.02
_QR_INSET = 0.002
FONT_NAMES: dict[Face, str] = {Face.REGULAR: "R", Face.SEMIBOLD: "S", Face.BOLD: "B"}

_VERBS = {"M": "m", "L": "l", "C": "c"}
_RUNS = re.compile("1+")
_STARTS = [f"{at + INSET:g}" for at in range(600)]
_WIDTHS = [f"{width - 2 * INSET:g}" for width in range(8)]
_QR_STARTS = [f"{at + _QR_INSET:g}" for at in range(64)]
_QR_WIDTHS = [f"{width - 2 * _QR_INSET:g}".lstrip("0") for width in range(64)]


def operators(drawing: Iterable[Shape], dots_per_mm: int) -> str:
    """The drawing in Latin-1 text, ready for a content stream whose unit is a dot."""
    return "\n".join(_shape(shape, dots_per_mm) for shape in drawing)


def text_operator(line: Words, dots_per_mm: int) -> str:
    """One line of text, to stand between BT and ET."""
    size = line.size_pt * MM_PER_POINT * dots_per_mm
    x, y = round(line.x_mm * dots_per_mm), round(line.y_mm * dots_per_mm)
    turn = "0 -1 -1 0" if line.turned else "1 0 0 -1"
    return f"/{FONT_NAMES[line.face]} {size:.4g} Tf {turn} {x} {y} Tm({pdf_string(line.text)})Tj"


def bars_operators(bars: Bars, dots_per_mm: int) -> str:
    """A linear symbol as one path in units of its module."""
    x, y, height, module = (
        round(length * dots_per_mm) for length in (bars.x_mm, bars.y_mm, bars.height_mm, bars.module_mm)
    )
    place = f"0 {module} {height} 0" if bars.turned else f"{module} 0 0 {height}"
    return f"q {place} {x} {y} cm {bar_path(bars.widths)} f Q"


@lru_cache(maxsize=64)
def bar_path(widths: tuple[int, ...]) -> str:
    """The bars' rectangles, one module wide and one unit high, each inset."""
    at, parts = 0, []
    for bar, space in zip(widths[::2], (*widths[1::2], 0), strict=True):
        parts.append(f"{_STARTS[at]} 0 {_WIDTHS[bar]} 1 re")
        at += bar + space
    return " ".join(parts)


def modules_operators(modules: Modules, dots_per_mm: int) -> str:
    """A square symbol as one path of its rows' dark runs."""
    x, y, module = (round(length * dots_per_mm) for length in (modules.x_mm, modules.y_mm, modules.module_mm))
    parts = []
    for number, row in enumerate(modules.rows):
        top = _QR_STARTS[number]
        for run in _RUNS.finditer(row):
            start, end = run.span()
            parts.append(f"{_QR_STARTS[start]} {top} {_QR_WIDTHS[end - start]} .996 re")
    return f"q {module} 0 0 {module} {x} {y} cm {' '.join(parts)} f Q"


def _shape(shape: Shape, dots_per_mm: int) -> str:
    match shape:
        case Path():
            return _path(shape, dots_per_mm)
        case Words():
            line = f"BT {text_operator(shape, dots_per_mm)} ET"
            return f"1 g {line} 0 g" if shape.white else line
        case Bars():
            return bars_operators(shape, dots_per_mm)
        case Modules():
            return modules_operators(shape, dots_per_mm)
        case _:
            assert_never(shape)


def _path(path: Path, dots_per_mm: int) -> str:
    parts = []
    for verb, numbers in path.commands:
        parts += [_number(value * dots_per_mm) for value in numbers]
        parts.append(_VERBS.get(verb, "h"))
    outline = " ".join(parts)
    if path.line_mm:
        line = f"{_number(path.line_mm * dots_per_mm)} w {outline} S"
        return f"1 G {line} 0 G" if path.white else line
    return f"1 g {outline} f 0 g" if path.white else f"{outline} f"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
