"""A label laid out: its design filled with its words, symbols and marks, at whole dots of the printer."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from logistics.errors import Invalid
from logistics.labels.content import LabelContent, Mark
from logistics.labels.design import CodeArea, Design, MarksRow, Slot, SquareArea
from logistics.labels.designs import design_for
from logistics.labels.fitting import fit
from logistics.labels.formats import LabelFormat
from logistics.labels.pictograms import SIDE, pictogram, stars
from logistics.labels.shapes import Bars, Drawing, Modules, fitted, moved
from logistics.labels.symbols import LinearSymbol, SquareSymbol, code128, qr
from logistics.labels.symbols.code128 import QUIET_MODULES
from logistics.labels.symbols.qr import QUIET_MODULES as QR_QUIET_MODULES
from logistics.labels.wording import label_words

_NARROWEST_DOTS = 2
_GAP = 0.12


def drawing(label: LabelContent, label_format: LabelFormat, dots_per_mm: int) -> Drawing:
    """The whole label. Raises Invalid where its number cannot be a symbol."""
    design = design_for(label_format)
    texts = label_words(label)
    words = (word for slot, box in design.boxes.items() for word in fitted(box, texts[slot]))
    return (
        *design.background(label.cod_amount_vnd),
        *words,
        *symbols(label, design, dots_per_mm),
        *marks_drawing(label, design.marks),
    )


def shortened(label: LabelContent, label_format: LabelFormat) -> tuple[Slot, ...]:
    """The slots whose text goes on where the label has no room: the packing slip must carry it."""
    design = design_for(label_format)
    texts = label_words(label)
    return tuple(slot for slot, box in design.boxes.items() if fit(texts[slot], box).cut)


def symbols(label: LabelContent, design: Design, dots_per_mm: int) -> tuple[Bars, Bars, Modules]:
    """The Code 128, its second copy turned at the far edge, and the QR code; each was read back."""
    linear = code128(label.item_number)
    return (
        place_bars(linear, design.code, dots_per_mm),
        place_bars(linear, design.second_code, dots_per_mm),
        place_modules(qr(label.qr_text or label.item_number), design.qr, dots_per_mm),
    )


def place_bars(symbol: LinearSymbol, area: CodeArea, dots_per_mm: int) -> Bars:
    """The symbol in the middle of its area, each module a whole number of dots, quiet zones kept."""
    dots = bar_dots(symbol.modules, area, dots_per_mm)
    spare = int(area.length_mm * dots_per_mm) - symbol.modules * dots
    start = spare // 2 / dots_per_mm
    x = area.x_mm if area.turned else area.x_mm + start
    y = area.y_mm + start if area.turned else area.y_mm
    return Bars(
        _snap(x, dots_per_mm),
        _snap(y, dots_per_mm),
        _snap(area.height_mm, dots_per_mm),
        dots / dots_per_mm,
        symbol.widths,
        area.turned,
    )


def place_modules(symbol: SquareSymbol, area: SquareArea, dots_per_mm: int) -> Modules:
    """The symbol in the middle of its area, each module a whole number of dots, quiet zone kept."""
    dots = module_dots(symbol.modules, area, dots_per_mm)
    start = (int(area.side_mm * dots_per_mm) - symbol.modules * dots) // 2 / dots_per_mm
    x, y = _snap(area.x_mm + start, dots_per_mm), _snap(area.y_mm + start, dots_per_mm)
    return Modules(x, y, dots / dots_per_mm, symbol.rows)


def bar_dots(modules: int, area: CodeArea, dots_per_mm: int) -> int:
    """How many dots one module takes. Raises Invalid where even two are too many for the area."""
    across = modules + 2 * QUIET_MODULES
    return _enough(min(int(area.widest_module_mm * dots_per_mm), int(area.length_mm * dots_per_mm) // across))


def module_dots(modules: int, area: SquareArea, dots_per_mm: int) -> int:
    """The same for a square symbol of so many modules a side."""
    return _enough(int(area.side_mm * dots_per_mm) // (modules + 2 * QR_QUIET_MODULES))


class PlacedMark(NamedTuple):
    """A mark or the OCOP stars, drawn in a box of SIDE by SIDE, and the square it fills."""

    drawn: Drawing
    x_mm: float
    y_mm: float
    side_mm: float


def marks_row(marks: tuple[Mark, ...], row: MarksRow) -> Drawing:
    """Marks side by side, without figures of their own."""
    return _drawn(_placed(marks, None, None, 0, row))


def marks_drawing(label: LabelContent, row: MarksRow) -> Drawing:
    """The label's marks and OCOP stars side by side."""
    return _drawn(placed_marks(label, row))


def placed_marks(label: LabelContent, row: MarksRow) -> tuple[PlacedMark, ...]:
    """The same one by one, for printers that keep each mark as a picture."""
    return _placed(label.marks, label.temperature_c, label.stacking_limit, label.ocop_stars, row)


def _drawn(placed: tuple[PlacedMark, ...]) -> Drawing:
    return tuple(shape for mark in placed for shape in moved(mark.drawn, mark.x_mm, mark.y_mm, mark.side_mm / SIDE))


@lru_cache(maxsize=256)
def _placed(
    marks: tuple[Mark, ...],
    temperature_c: tuple[int, int] | None,
    stacking_limit: int | None,
    ocop_stars: int,
    row: MarksRow,
) -> tuple[PlacedMark, ...]:
    boxes = [pictogram(mark, temperature_c, stacking_limit) for mark in dict.fromkeys(marks)]
    boxes += [stars(min(ocop_stars, 5))] if ocop_stars > 0 else []
    if not boxes:
        return ()
    step = min(row.side_mm * (1 + _GAP), (row.width_mm + row.side_mm * _GAP) / len(boxes))
    side = step / (1 + _GAP)
    return tuple(PlacedMark(box, row.x_mm + number * step, row.y_mm, side) for number, box in enumerate(boxes))


def _enough(dots: int) -> int:
    if dots < _NARROWEST_DOTS:
        raise _too_long()
    return dots


def _snap(length_mm: float, dots_per_mm: int) -> float:
    return round(length_mm * dots_per_mm) / dots_per_mm


def _too_long() -> Invalid:
    return Invalid.one(
        "/item_number",
        "too_long_for_label",
        vi="Mã quá dài, không vừa nhãn. Chọn nhãn lớn hơn hoặc mã ngắn hơn.",
        en="The code is too long for this label. Choose a larger label or a shorter code.",
    )
