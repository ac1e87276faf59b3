"""The label that stands: 100x150 and A6. The default."""

from __future__ import annotations

from logistics.labels.design import CodeArea, Design, MarksRow, Slot, SquareArea
from logistics.labels.designs.brand import heading, mountains, tab
from logistics.labels.faces import Face
from logistics.labels.fitting import Align, Stand, TextBox
from logistics.labels.shapes import Drawing, rounded, rule, words

_LOWER_MM = 62.5
"""The height of the lower part, in which the second code stands at the right edge."""


def standing(width_mm: float, height_mm: float) -> Design:
    """Sorting code and bars on top, the consignee large, then QR, money, marks, goods and the consignor."""
    lower = height_mm - _LOWER_MM
    return Design(
        width_mm,
        height_mm,
        furniture=_furniture(width_mm, lower),
        with_cod=_cod(width_mm, lower),
        without_cod=_no_cod(width_mm, lower),
        boxes={**_upper(width_mm, lower), **_lower(width_mm, lower)},
        code=CodeArea(3, 22.6, width_mm - 6, 20.5, 0.52),
        second_code=CodeArea(width_mm - 11, lower + 2, 59.5, 8.5, 0.42, turned=True),
        qr=SquareArea(1.5, lower + 1, 33),
        marks=MarksRow(3, lower + 34.5, width_mm - 17.5, 10),
    )


def _furniture(width: float, lower: float) -> Drawing:
    right = width - 3
    inner = width - 14
    return (
        *mountains(3, 3, 4.2),
        words(10.5, 6.7, "HIGHLAND POST", 8.5, Face.BOLD),
        rule(3, 21.2, right, 21.2, 0.5),
        rule(3, 50.8, right, 50.8, 0.5),
        rounded(width - 33, 8.8, 30, 6, radius_mm=1.4),
        *tab(3, 52.6, 23, 4.6, "NGƯỜI NHẬN", 7.5),
        words(27.2, 55.9, "To", 6.5),
        rule(3, lower, right, lower, 0.5),
        rule(3, lower + 46, inner, lower + 46, 0.25),
        rule(3, lower + 53.3, inner, lower + 53.3, 0.25),
        *heading(3, lower + 56.2, "NGƯỜI GỬI", "From", 5.5),
    )


def _cod(width: float, lower: float) -> Drawing:
    x, y, across = 35.5, lower + 3.5, width - 49.5
    return (
        rounded(x, y, across, 25.5, radius_mm=1.6, line_mm=0.8),
        *tab(x, y, across, 6.4, "THU HỘ · COD", 10),
    )


def _no_cod(width: float, lower: float) -> Drawing:
    x, y, across = 35.5, lower + 3.5, width - 49.5
    return (rounded(x, y, across, 25.5, radius_mm=1.6, line_mm=0.25),)


def _upper(width: float, lower: float) -> dict[Slot, TextBox]:
    across = width - 6
    return {
        "office": TextBox(42, 3, width - 45, 4.6, 8, 5.5, align=Align.RIGHT, stand=Stand.MIDDLE),
        "sorting": TextBox(3, 8, width - 38, 12.6, 33, 12, Face.BOLD, stand=Stand.MIDDLE),
        "service": TextBox(
            width - 31.5, 8.8, 27, 6, 11, 6, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE, white=True
        ),
        "count": TextBox(width - 33, 15.2, 30, 5.4, 10, 6, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE),
        "number": TextBox(3, 43.6, across, 6.6, 15, 9, Face.SEMIBOLD, align=Align.CENTRE, stand=Stand.MIDDLE),
        "to_phone": TextBox(width - 56, 51.7, 53, 6.6, 16, 8, Face.BOLD, align=Align.RIGHT, stand=Stand.MIDDLE),
        "to_name": TextBox(3, 58.4, across, 8.2, 20, 9, Face.BOLD, stand=Stand.MIDDLE, leading=1.15),
        "to_address": TextBox(3, 66.8, across, lower - 77.8, 13, 6.5, stand=Stand.MIDDLE),
        "to_area": TextBox(3, lower - 11, across, 5.4, 12.5, 6.5, Face.BOLD, stand=Stand.MIDDLE),
        "to_place": TextBox(3, lower - 5.6, across, 4.6, 9.5, 6, Face.SEMIBOLD, stand=Stand.MIDDLE),
    }


def _lower(width: float, lower: float) -> dict[Slot, TextBox]:
    inner = width - 17
    cod = width - 53.5
    return {
        "cod_amount": TextBox(37.75, lower + 10, cod, 10.4, 27, 10, Face.BOLD, align=Align.CENTRE, stand=Stand.MIDDLE),
        "cod_words": TextBox(
            37.75, lower + 20.2, cod, 8, 8.5, 5.5, Face.SEMIBOLD, align=Align.CENTRE, stand=Stand.MIDDLE
        ),
        "goods": TextBox(3, lower + 46.5, inner * 0.52, 6.5, 8, 5, Face.SEMIBOLD, stand=Stand.MIDDLE),
        "keep_by": TextBox(
            3 + inner * 0.53,
            lower + 46.3,
            inner * 0.47,
            3.2,
            8.5,
            5,
            Face.BOLD,
            align=Align.RIGHT,
            stand=Stand.MIDDLE,
        ),
        "facts": TextBox(
            3 + inner * 0.53, lower + 49.3, inner * 0.47, 3.85, 6.5, 4.5, align=Align.RIGHT, stand=Stand.MIDDLE
        ),
        "note": TextBox(
            35.5, lower + 29.6, width - 49, 4.2, 8.5, 4.5, Face.SEMIBOLD, align=Align.CENTRE, stand=Stand.MIDDLE
        ),
        "from_name": TextBox(21, lower + 53.8, inner - 18, 3.2, 7.5, 5, Face.SEMIBOLD, stand=Stand.MIDDLE),
        "from_address": TextBox(3, lower + 56.8, inner, 3.6, 7, 4.5, stand=Stand.MIDDLE),
    }
