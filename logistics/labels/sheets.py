"""Several labels on a sheet: where each stands, the first in any position of a sheet begun before."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.errors import Invalid
from logistics.labels.formats import LABEL_MM, PAPER_MM, PrintLayout


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and the top left corners of its labels, row by row, on whole dots."""

    width_mm: float
    height_mm: float
    corners_mm: tuple[tuple[float, float], ...]


def sheet_for(layout: PrintLayout) -> Sheet:
    """The page of the layout: one label on its own page, or the paper the way round that holds more.

    Raises Invalid where the start position is not on the sheet.
    """
    width, height = LABEL_MM[layout.format]
    if layout.paper is None:
        sheet = Sheet(width, height, ((0.0, 0.0),))
    else:
        narrow, tall = PAPER_MM[layout.paper]
        ways = (_filled(layout, narrow, tall), _filled(layout, tall, narrow))
        sheet = max(ways, key=lambda each: len(each.corners_mm))
    if not 1 <= layout.start_position <= len(sheet.corners_mm):
        raise Invalid.one(
            "/start_position",
            "no_such_position",
            vi=f"Vị trí bắt đầu {layout.start_position} không có trên tờ. Chọn từ 1 đến {len(sheet.corners_mm)}.",
            en=f"There is no start position {layout.start_position} on the sheet. Choose 1 to {len(sheet.corners_mm)}.",
        )
    return sheet


def _filled(layout: PrintLayout, across: int, down: int) -> Sheet:
    """As many labels as the paper holds this way round, the whole in its middle."""
    width, height = LABEL_MM[layout.format]
    columns, rows = across // width, down // height
    left, top = (across - columns * width) / 2, (down - rows * height) / 2
    corners = tuple(
        (_snap(left + column * width, layout), _snap(top + row * height, layout))
        for row in range(rows)
        for column in range(columns)
    )
    return Sheet(across, down, corners)


def _snap(length_mm: float, layout: PrintLayout) -> float:
    return int(length_mm * layout.dots_per_mm) / layout.dots_per_mm
