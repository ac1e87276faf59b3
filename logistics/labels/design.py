"""What a label's design says: where each text, symbol and mark stands, and what never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from logistics.labels.fitting import TextBox
from logistics.labels.shapes import Drawing


class Slot(StrEnum):
    """The texts of a parcel label. A small design may leave some out; each has OFFICE or AGAIN for a reprint's mark."""

    SORTING = "sorting"
    SERVICE = "service"
    COUNT = "count"
    OFFICE = "office"
    AGAIN = "again"
    NUMBER = "number"
    TO_NAME = "to_name"
    TO_PHONE = "to_phone"
    TO_ADDRESS = "to_address"
    TO_AREA = "to_area"
    TO_PLACE = "to_place"
    COD_AMOUNT = "cod_amount"
    COD_WORDS = "cod_words"
    GOODS = "goods"
    KEEP_BY = "keep_by"
    FACTS = "facts"
    NOTE = "note"
    FROM_NAME = "from_name"
    FROM_ADDRESS = "from_address"


@dataclass(frozen=True, slots=True, eq=False)
class CodeArea:
    """Where a linear symbol stands, quiet zones included, and the widest module it may take.

    `length_mm` runs along the symbol: across, or downwards where the symbol is turned.
    """

    x_mm: float
    y_mm: float
    length_mm: float
    height_mm: float
    widest_module_mm: float = 0.5
    turned: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SquareArea:
    """Where a square symbol stands, quiet zone included."""

    x_mm: float
    y_mm: float
    side_mm: float


@dataclass(frozen=True, slots=True, eq=False)
class MarksRow:
    """Where the marks stand side by side; they shrink where there are many."""

    x_mm: float
    y_mm: float
    width_mm: float
    side_mm: float


@dataclass(frozen=True, slots=True)
class Design:
    """One label's design. `with_cod` and `without_cod` are what stands on every such label."""

    width_mm: float
    height_mm: float
    with_cod: Drawing
    without_cod: Drawing
    boxes: Mapping[Slot, TextBox]
    code: CodeArea
    second_code: CodeArea
    qr: SquareArea
    marks: MarksRow
