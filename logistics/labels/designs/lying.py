"""The label that lies: 100x75 and A7."""

from __future__ import annotations

from logistics.labels.design import CodeArea, Design, MarksRow, Slot, SquareArea
from logistics.labels.designs.brand import heading, tab
from logistics.labels.faces import Face
from logistics.labels.fitting import Align, Stand, TextBox
from logistics.labels.shapes import Drawing, Path, rounded, rule

_LEFT_MM = 55.0


def lying(width_mm: float, height_mm: float) -> Design:
    """Bars and consignee on the left, QR and money on the right, the second code along the right edge."""
    return Design(
        width_mm,
        height_mm,
        furniture=_furniture(width_mm, height_mm),
        with_cod=_cod(width_mm),
        without_cod=(_cod_frame(width_mm, 0.25),),
        boxes={**_left(width_mm, height_mm), **_right(width_mm, height_mm)},
        code=CodeArea(0.5, 12.4, 58.5, 11.6, 0.42),
        second_code=CodeArea(width_mm - 8.5, (height_mm - 60) / 2, 60, 6.5, 0.42, turned=True),
        qr=SquareArea(width_mm - 41.6, 11.8, 33),
        marks=MarksRow(2.5, height_mm - 16.2, 43, 7),
    )


def _furniture(width: float, height: float) -> Drawing:
    inner = width - 10
    return (
        rounded(width - 40.5, 2.2, 30.5, 4.6, radius_mm=1.1),
        rule(2.5, 11.4, inner, 11.4, 0.4),
        *tab(2.5, 30, 14.5, 3.4, "NGƯỜI NHẬN", 5),
        rule(2.5, height - 17, inner, height - 17, 0.4),
        *heading(2.5, height - 6.2, "NGƯỜI GỬI", "From", 4.5),
    )


def _cod_frame(width: float, line: float) -> Path:
    return rounded(width - 40.5, 45, 30.5, 11.6, radius_mm=1.2, line_mm=line)


def _cod(width: float) -> Drawing:
    return _cod_frame(width, 0.6), *tab(width - 40.5, 45, 30.5, 3.2, "THU HỘ · COD", 6)


def _left(width: float, height: float) -> dict[Slot, TextBox]:
    return {
        "sorting": TextBox(2.5, 1.8, width - 45, 9.2, 24, 10, Face.BOLD, stand=Stand.MIDDLE),
        "number": TextBox(2.5, 24.6, _LEFT_MM, 4.4, 10, 6.5, Face.SEMIBOLD, align=Align.CENTRE),
        "to_phone": TextBox(
            18, 29.4, _LEFT_MM - 15.5, 4.6, 11.5, 6.5, Face.BOLD, align=Align.RIGHT, stand=Stand.MIDDLE
        ),
        "to_name": TextBox(2.5, 34.2, _LEFT_MM, 5.6, 13, 6.5, Face.BOLD, stand=Stand.MIDDLE),
        "to_address": TextBox(2.5, 40, _LEFT_MM, height - 65.4, 9, 5, stand=Stand.MIDDLE),
        "to_area": TextBox(2.5, height - 25.2, _LEFT_MM, 4, 9.5, 5.5, Face.BOLD, stand=Stand.MIDDLE),
        "to_place": TextBox(2.5, height - 21.2, _LEFT_MM, 3.6, 7, 4.8, Face.SEMIBOLD, stand=Stand.MIDDLE),
        "from_name": TextBox(17.5, height - 8.8, width - 58, 3.4, 6.5, 4, Face.SEMIBOLD, stand=Stand.MIDDLE),
        "from_address": TextBox(2.5, height - 5.4, width - 54, 3.4, 6, 4.3, stand=Stand.MIDDLE),
    }


def _right(width: float, height: float) -> dict[Slot, TextBox]:
    x = width - 40.5
    return {
        "service": TextBox(x + 1, 2.2, 28.5, 4.6, 8, 5, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE, white=True),
        "again": TextBox(
            width - 9.3, 1.2, 8.3, height / 2 - 31.4, 6.5, 4.5, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE
        ),
        "count": TextBox(x, 7, 30.5, 3.8, 7.5, 5, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE),
        "cod_amount": TextBox(x + 0.8, 48.1, 28.9, 4.9, 14, 7, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE),
        "cod_words": TextBox(
            x + 0.8, 52.6, 28.9, 3.8, 5.2, 4, Face.SEMIBOLD, align=Align.CENTRE, stand=Stand.MIDDLE, leading=1.12
        ),
        "goods": TextBox(47, height - 16.4, width - 57, 5, 6, 4.3, Face.SEMIBOLD, stand=Stand.MIDDLE),
        "note": TextBox(47, height - 11.6, width - 57, 2.8, 6, 4.3, Face.SEMIBOLD, stand=Stand.MIDDLE),
        "keep_by": TextBox(
            width - 39.5, height - 8.8, 29.5, 3.4, 7, 4.5, Face.BOLD, align=Align.RIGHT, stand=Stand.MIDDLE
        ),
        "facts": TextBox(width - 50, height - 5.4, 40, 3.4, 5.5, 4.3, align=Align.RIGHT, stand=Stand.MIDDLE),
    }
