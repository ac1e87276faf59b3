"""The square label: 80x80. Office and goods stay on the packing slip; all that a driver needs is here."""

from __future__ import annotations

from logistics.labels.design import CodeArea, Design, MarksRow, Slot, SquareArea
from logistics.labels.designs.brand import heading, tab
from logistics.labels.faces import Face
from logistics.labels.fitting import Align, Stand, TextBox
from logistics.labels.shapes import Drawing, Path, rounded, rule

_RIGHT_MM = 38.8


def square(width_mm: float, height_mm: float) -> Design:
    """Bars across the top, consignee on the left, QR and money on the right, the second code at the edge."""
    return Design(
        width_mm,
        height_mm,
        furniture=_furniture(),
        with_cod=_cod(),
        without_cod=(_cod_frame(0.25),),
        boxes={**_left(), **_right()},
        code=CodeArea(2, 11.6, 68, 10.4, 0.42),
        second_code=CodeArea(width_mm - 8, 10, 60, 6.5, 0.42, turned=True),
        qr=SquareArea(37.6, 26, 33),
        marks=MarksRow(2, 58.8, 35.6, 6.6),
    )


def _furniture() -> Drawing:
    return (
        rounded(_RIGHT_MM, 2, 31.2, 4.4, radius_mm=1.1),
        rule(2, 10.6, 70, 10.6, 0.4),
        *tab(2, 26.6, 14.5, 3.4, "NGƯỜI NHẬN", 5),
        rule(2, 70.2, 70, 70.2, 0.4),
        *heading(2, 73.2, "NGƯỜI GỬI", "From", 4.5),
    )


def _cod_frame(line: float) -> Path:
    return rounded(_RIGHT_MM, 59.4, 31.2, 10.2, radius_mm=1.2, line_mm=line)


def _cod() -> Drawing:
    return _cod_frame(0.6), *tab(_RIGHT_MM, 59.4, 31.2, 2.9, "THU HỘ · COD", 6)


def _left() -> dict[Slot, TextBox]:
    return {
        "sorting": TextBox(2, 1.6, 34.8, 8.6, 21, 9, Face.BOLD, stand=Stand.MIDDLE),
        "number": TextBox(2, 22.2, 68, 4, 9.5, 6, Face.SEMIBOLD, align=Align.CENTRE, stand=Stand.MIDDLE),
        "to_phone": TextBox(2, 30.4, 35.4, 4.4, 10.5, 6, Face.BOLD, stand=Stand.MIDDLE),
        "to_name": TextBox(2, 34.8, 35.4, 6.4, 10.5, 5, Face.BOLD, stand=Stand.MIDDLE, leading=1.12),
        "to_address": TextBox(2, 41.4, 35.4, 6.8, 7, 4.3, stand=Stand.MIDDLE),
        "to_area": TextBox(2, 48.4, 35.4, 5.4, 7.5, 4.5, Face.BOLD, leading=1.1),
        "to_place": TextBox(2, 54.2, 35.4, 4.2, 6.5, 4.3, Face.SEMIBOLD, leading=1.1),
        "note": TextBox(2, 65.8, 35.6, 4, 6.2, 4.3, Face.SEMIBOLD, stand=Stand.MIDDLE),
        "from_name": TextBox(16.5, 70.8, 53.5, 3.2, 6.2, 4.3, Face.SEMIBOLD, stand=Stand.MIDDLE),
        "from_address": TextBox(2, 74.4, 40, 4.2, 5.6, 4, leading=1.1),
    }


def _right() -> dict[Slot, TextBox]:
    x = _RIGHT_MM
    return {
        "service": TextBox(x + 1, 2, 29.2, 4.4, 8, 5, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE, white=True),
        "again": TextBox(71.3, 1.8, 8, 7.6, 6.5, 4.5, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE),
        "count": TextBox(x, 6.6, 31.2, 3.6, 7, 4.8, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE),
        "cod_amount": TextBox(x + 0.8, 62.2, 29.6, 4.4, 13, 7, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE),
        "cod_words": TextBox(
            x + 0.8, 66.2, 29.6, 3.2, 4.6, 4, Face.SEMIBOLD, align=Align.CENTRE, stand=Stand.MIDDLE, leading=1.12
        ),
        "keep_by": TextBox(43, 74.2, 27, 2.4, 5.6, 4.2, Face.BOLD, align=Align.RIGHT, stand=Stand.MIDDLE),
        "facts": TextBox(43, 76.6, 27, 2.2, 5, 4, align=Align.RIGHT, stand=Stand.MIDDLE),
    }
