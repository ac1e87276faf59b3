"""The house's sign and the small headings that all designs share."""

from __future__ import annotations

from dataclasses import replace

from logistics.labels.faces import Face, advance
from logistics.labels.fitting import MM_PER_POINT, Align
from logistics.labels.shapes import Drawing, aligned, moved, polygon, rounded, white, words


def mountains(x_mm: float, y_mm: float, height_mm: float) -> Drawing:
    """Two peaks with snow and a path: the sign of the house, twice as wide as high."""
    sign = (
        polygon((0, 100), (58, 12), (86, 55), (104, 32), (150, 100)),
        white(polygon((58, 30), (70, 48), (62, 56), (56, 48), (48, 58), (44, 51))),
        white(polygon((72, 100), (84, 84), (76, 74), (88, 64), (92, 68), (85, 75), (95, 85), (86, 100))),
    )
    return moved(sign, x_mm, y_mm, height_mm / 100)


def heading(x_mm: float, y_mm: float, vietnamese: str, english: str, size_pt: float = 6.5) -> Drawing:
    """A small heading: Vietnamese in bold, English behind it in a lighter and smaller hand."""
    first = words(x_mm, y_mm, vietnamese, size_pt, Face.BOLD)
    gap = (advance(Face.BOLD, first.text) + 0.4) * size_pt * MM_PER_POINT
    return first, words(x_mm + gap, y_mm, english, size_pt * 0.85)


def tab(x_mm: float, y_mm: float, width_mm: float, height_mm: float, text: str, size_pt: float) -> Drawing:
    """White words on a black tab."""
    middle = aligned(
        x_mm + width_mm / 2, y_mm + height_mm / 2 + size_pt * 0.129, text, size_pt, Face.BOLD, Align.CENTRE
    )
    return rounded(x_mm, y_mm, width_mm, height_mm, radius_mm=min(1.2, height_mm / 3)), replace(middle, white=True)
