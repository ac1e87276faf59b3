"""The packing picture: which goods lie where, layer by layer from the bottom, seen from above, as SVG."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase
from typing import Literal

from logistics.errors import Text
from logistics.packaging.parcel import PackedParcel, Placement

_COLOURS = ("#cfe3d4", "#f3dfb5", "#d5dcef", "#efd0c8", "#e3d3ea", "#d8ead0", "#f0e6e0", "#cfe6ea")
_VIEW = 240
"""Pixels of the longer side of a layer."""
_GAP = 28
_LINE = 20
_COLUMNS = 2


def picture(parcel: PackedParcel, *, language: Literal["vi", "en"] = "vi") -> str:
    """A self-contained SVG: one view per layer, units numbered in the order they go in, and a legend.

    A unit is drawn where it begins; where it reaches up through later layers it is shown hatched. Texts are
    escaped; goods are told apart by letters as well as by colours.
    """
    layers = sorted({placement.z_mm for placement in parcel.placements})
    letters = _letters(parcel)
    scale = _VIEW / max(parcel.inner.length_mm, parcel.inner.width_mm)
    cell_height = round(parcel.inner.width_mm * scale) + _LINE + _GAP
    rows = -(-len(layers) // _COLUMNS)
    views = []
    for number, level in enumerate(layers):
        left = _GAP + (number % _COLUMNS) * (_VIEW + _GAP)
        top = 2 * _LINE + _GAP + (number // _COLUMNS) * cell_height
        title = Text(f"Lớp {number + 1}, cao {level} mm", f"Layer {number + 1}, at {level} mm")
        views.append(
            f'<g transform="translate({left} {top})">'
            f'<text y="-6">{escape(getattr(title, language))}</text>'
            f"{_layer(parcel, level, letters, scale)}</g>"
        )
    width = _COLUMNS * (_VIEW + _GAP) + _GAP
    legend_top = 2 * _LINE + _GAP + rows * cell_height
    legend = _legend(parcel, letters, legend_top, language)
    height = legend_top + len(parcel.lines) * _LINE + _GAP
    heading = f"{parcel.carton_code} · {parcel.outer} · {parcel.gross_mass_g} g"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>{escape(heading)}</title>{_HATCH}'
        f'<text x="{_GAP}" y="{_LINE + 4}" font-size="16" font-weight="bold">{escape(heading)}</text>'
        f"{''.join(views)}{legend}</svg>"
    )


_HATCH = (
    '<defs><pattern id="through" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V7" stroke="#888" stroke-width="1.5"/></pattern></defs>'
)


def _letters(parcel: PackedParcel) -> dict[str, str]:
    """A letter per goods code, A first; after Z the letters begin again."""
    codes = dict.fromkeys(line.goods.code for line in parcel.lines)
    return {code: ascii_uppercase[index % 26] for index, code in enumerate(codes)}


def _layer(parcel: PackedParcel, level: int, letters: dict[str, str], scale: float) -> str:
    walls = _rectangle(0, 0, parcel.inner.length_mm * scale, parcel.inner.width_mm * scale, "#fff", 2)
    units = [
        _unit(placement, number, level, letters, scale)
        for number, placement in enumerate(parcel.placements, 1)
        if placement.z_mm <= level < placement.z_mm + placement.height_mm
    ]
    return walls + "".join(units)


def _unit(placement: Placement, number: int, level: int, letters: dict[str, str], scale: float) -> str:
    x, y = placement.x_mm * scale, placement.y_mm * scale
    width, depth = placement.length_mm * scale, placement.width_mm * scale
    if placement.z_mm < level:
        return _rectangle(x, y, width, depth, "url(#through)", 1)
    letter = letters[placement.goods]
    colour = _COLOURS[list(letters).index(placement.goods) % len(_COLOURS)]
    size = max(7, min(13, width / 3, depth / 1.5))
    return (
        _rectangle(x, y, width, depth, colour, 1)
        + f'<text x="{x + width / 2:.1f}" y="{y + depth / 2 + size / 3:.1f}" font-size="{size:.1f}" '
        f'text-anchor="middle">{letter}{number}</text>'
    )


def _rectangle(x: float, y: float, width: float, depth: float, fill: str, stroke: int) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{depth:.1f}" fill="{fill}" '
        f'stroke="#333" stroke-width="{stroke}"/>'
    )


def _legend(parcel: PackedParcel, letters: dict[str, str], top: int, language: Literal["vi", "en"]) -> str:
    rows = []
    for index, line in enumerate(parcel.lines):
        y = top + index * _LINE
        colour = _COLOURS[index % len(_COLOURS)]
        name = line.goods.name.vi if language == "vi" else line.goods.name.en
        rows.append(
            _rectangle(_GAP, y, 14, 14, colour, 1)
            + f'<text x="{_GAP + 22}" y="{y + 12}">'
            + escape(f"{letters[line.goods.code]}  {line.quantity} × {name}")
            + "</text>"
        )
    return "".join(rows)
