"""Drawings as SVG. Every text is escaped; nothing of it can become markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never
from xml.sax.saxutils import escape

from logistics.labels.faces import Face, advance
from logistics.labels.fitting import MM_PER_POINT
from logistics.labels.shapes import Bars, Modules, Path, Shape, Words

_WEIGHT = {Face.REGULAR: 400, Face.SEMIBOLD: 600, Face.BOLD: 700}


def svg_drawing(drawing: Iterable[Shape], width_mm: float, height_mm: float) -> str:
    """One SVG document of the size. Words carry their measured length, so another font keeps the layout."""
    body = "\n".join(map(_shape, drawing))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:g}mm" height="{height_mm:g}mm" '
        f'viewBox="0 0 {width_mm:g} {height_mm:g}" font-family="\'Be Vietnam Pro\', sans-serif">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _shape(shape: Shape) -> str:
    match shape:
        case Path():
            return _path(shape)
        case Words():
            return _words(shape)
        case Bars():
            return f'<path d="{_bars(shape)}"/>'
        case Modules():
            return f'<path shape-rendering="crispEdges" d="{_modules(shape)}"/>'
        case _:
            assert_never(shape)


def _path(path: Path) -> str:
    outline = "".join(
        f"{verb}{' '.join(f'{value:.3g}' if abs(value) < 1 else f'{value:.2f}' for value in numbers)}"
        for verb, numbers in path.commands
    )
    colour = "#fff" if path.white else "#000"
    if path.line_mm:
        return f'<path d="{outline}" fill="none" stroke="{colour}" stroke-width="{path.line_mm:.3f}"/>'
    return f'<path d="{outline}" fill="{colour}"/>'


def _words(line: Words) -> str:
    if not line.text:
        return ""
    size = line.size_pt * MM_PER_POINT
    place = f'x="{line.x_mm:.2f}" y="{line.y_mm:.2f}"'
    turn = f' transform="rotate(-90 {line.x_mm:.2f} {line.y_mm:.2f})"' if line.turned else ""
    colour = ' fill="#fff"' if line.white else ""
    length = advance(line.face, line.text) * size
    return (
        f'<text {place}{turn}{colour} font-size="{size:.3f}" font-weight="{_WEIGHT[line.face]}" '
        f'textLength="{length:.2f}" lengthAdjust="spacingAndGlyphs">{escape(line.text)}</text>'
    )


def _bars(bars: Bars) -> str:
    at, parts = 0, []
    for bar, space in zip(bars.widths[::2], (*bars.widths[1::2], 0), strict=True):
        start, width = at * bars.module_mm, bar * bars.module_mm
        if bars.turned:
            parts.append(f"M{bars.x_mm:g} {bars.y_mm + start:g}h{bars.height_mm:g}v{width:g}h{-bars.height_mm:g}z")
        else:
            parts.append(f"M{bars.x_mm + start:g} {bars.y_mm:g}h{width:g}v{bars.height_mm:g}h{-width:g}z")
        at += bar + space
    return "".join(parts)


def _modules(modules: Modules) -> str:
    side = modules.module_mm
    return "".join(
        f"M{modules.x_mm + column * side:g} {modules.y_mm + row * side:g}h{side:g}v{side:g}h{-side:g}z"
        for row, line in enumerate(modules.rows)
        for column, module in enumerate(line)
        if module == "1"
    )
