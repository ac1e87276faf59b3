"""What a drawing is made of: paths, words, bars and modules, in millimetres from the top left corner.

Drawings are plain tuples, so the same label becomes PDF, SVG, PNG and ZPL graphics.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from logistics.labels.faces import Face, advance
from logistics.labels.fitting import MM_PER_POINT, Align, TextBox, fit
from logistics.labels.printable import printable

Command = tuple[Literal["M", "L", "C", "Z"], tuple[float, ...]]
"""Move to (x, y), line to (x, y), curve to (x1, y1, x2, y2, x, y), close ()."""

_ROUND = 0.5523
"""How far a Bézier's handles reach to draw a quarter of a circle of radius 1."""


@dataclass(frozen=True, slots=True)
class Path:
    """An outline, filled where `line_mm` is 0, else stroked; black unless `white`."""

    commands: tuple[Command, ...]
    line_mm: float = 0.0
    white: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One line of printable text, its baseline starting at x, y; `turned` reads upwards."""

    x_mm: float
    y_mm: float
    text: str
    size_pt: float
    face: Face = Face.REGULAR
    white: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A linear symbol: widths in modules, bar first; `turned` runs downwards, its bars lying."""

    x_mm: float
    y_mm: float
    height_mm: float
    module_mm: float
    widths: tuple[int, ...]
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Modules:
    """A square symbol: each row a string of "0" and "1"."""

    x_mm: float
    y_mm: float
    module_mm: float
    rows: tuple[str, ...]


Shape = Path | Words | Bars | Modules
Drawing = tuple[Shape, ...]


def block(x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> Path:
    """A filled rectangle."""
    return Path(_corners(x_mm, y_mm, width_mm, height_mm))


def frame(x_mm: float, y_mm: float, width_mm: float, height_mm: float, line_mm: float = 0.25) -> Path:
    """A stroked rectangle."""
    return Path(_corners(x_mm, y_mm, width_mm, height_mm), line_mm)


def rule(x1_mm: float, y1_mm: float, x2_mm: float, y2_mm: float, line_mm: float = 0.25) -> Path:
    """A straight line."""
    return Path((("M", (x1_mm, y1_mm)), ("L", (x2_mm, y2_mm))), line_mm)


def dashes(x1_mm: float, y_mm: float, x2_mm: float, line_mm: float = 0.2, step_mm: float = 1.5) -> Path:
    """A dotted line across, for writing on."""
    commands: list[Command] = []
    x = x1_mm
    while x < x2_mm:
        commands += [("M", (x, y_mm)), ("L", (min(x + step_mm / 3, x2_mm), y_mm))]
        x += step_mm
    return Path(tuple(commands), line_mm)


def rounded(
    x_mm: float, y_mm: float, width_mm: float, height_mm: float, *, radius_mm: float = 1.2, line_mm: float = 0.0
) -> Path:
    """A rectangle with round corners, filled or stroked."""
    r, k = radius_mm, radius_mm * (1 - _ROUND)
    x2, y2 = x_mm + width_mm, y_mm + height_mm
    commands: tuple[Command, ...] = (
        ("M", (x_mm + r, y_mm)),
        ("L", (x2 - r, y_mm)),
        ("C", (x2 - k, y_mm, x2, y_mm + k, x2, y_mm + r)),
        ("L", (x2, y2 - r)),
        ("C", (x2, y2 - k, x2 - k, y2, x2 - r, y2)),
        ("L", (x_mm + r, y2)),
        ("C", (x_mm + k, y2, x_mm, y2 - k, x_mm, y2 - r)),
        ("L", (x_mm, y_mm + r)),
        ("C", (x_mm, y_mm + k, x_mm + k, y_mm, x_mm + r, y_mm)),
        ("Z", ()),
    )
    return Path(commands, line_mm)


def circle(x_mm: float, y_mm: float, radius_mm: float, line_mm: float = 0.0) -> Path:
    """A circle around x, y."""
    r = radius_mm
    return rounded(x_mm - r, y_mm - r, 2 * r, 2 * r, radius_mm=r, line_mm=line_mm)


def polygon(*points: tuple[float, float]) -> Path:
    """A filled polygon."""
    first, *rest = points
    return Path((("M", first), *(("L", point) for point in rest), ("Z", ())))


def words(x_mm: float, y_mm: float, text: str, size_pt: float, face: Face = Face.REGULAR) -> Words:
    """One line as it is, made printable; nothing is fitted."""
    return Words(x_mm, y_mm, printable(text), size_pt, face)


def aligned(x_mm: float, y_mm: float, text: str, size_pt: float, face: Face, align: Align) -> Words:
    """One line that ends at x or stands around it."""
    line = words(x_mm, y_mm, text, size_pt, face)
    width = advance(face, line.text) * size_pt * MM_PER_POINT
    return replace(line, x_mm=x_mm - (width if align is Align.RIGHT else width / 2))


def fitted(box: TextBox, text: str) -> tuple[Words, ...]:
    """The text in its box."""
    found = fit(text, box)
    return tuple(Words(line.x_mm, line.y_mm, line.text, found.size_pt, box.face, box.white) for line in found.lines)


def bounds(drawing: Iterable[Shape]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the drawing's paths, their lines' width included."""
    edges = [
        (
            numbers[at] - path.line_mm / 2,
            numbers[at + 1] - path.line_mm / 2,
            numbers[at] + path.line_mm / 2,
            numbers[at + 1] + path.line_mm / 2,
        )
        for path in drawing
        if isinstance(path, Path)
        for _, numbers in path.commands
        for at in range(0, len(numbers), 2)
    ]
    lefts, tops, rights, bottoms = zip(*edges, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def white(shape: Path) -> Path:
    """The same in white, to stand on black."""
    return replace(shape, white=True)


def moved(drawing: Iterable[Shape], dx_mm: float, dy_mm: float, scale: float = 1.0) -> Drawing:
    """The drawing scaled about its corner, then moved. Bars and modules must not be scaled."""
    return tuple(_moved(shape, dx_mm, dy_mm, scale) for shape in drawing)


def _moved(shape: Shape, dx: float, dy: float, scale: float) -> Shape:
    if isinstance(shape, Path):
        commands = tuple(
            (verb, tuple(value * scale + (dy if place % 2 else dx) for place, value in enumerate(numbers)))
            for verb, numbers in shape.commands
        )
        return replace(shape, commands=commands, line_mm=shape.line_mm * scale)
    if isinstance(shape, Words):
        return replace(shape, x_mm=shape.x_mm * scale + dx, y_mm=shape.y_mm * scale + dy, size_pt=shape.size_pt * scale)
    return replace(shape, x_mm=shape.x_mm + dx, y_mm=shape.y_mm + dy)


def _corners(x: float, y: float, width: float, height: float) -> tuple[Command, ...]:
    return ("M", (x, y)), ("L", (x + width, y)), ("L", (x + width, y + height)), ("L", (x, y + height)), ("Z", ())
