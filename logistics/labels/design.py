"""What a label's design says: where each text, symbol and mark stands, and what never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from logistics.labels.fitting import TextBox
from logistics.labels.shapes import Drawing

Slot = Literal[
    "sorting",
    "service",
    "count",
    "office",
    "again",
    "number",
    "to_name",
    "to_phone",
    "to_address",
    "to_area",
    "to_place",
    "cod_amount",
    "cod_words",
    "goods",
    "keep_by",
    "facts",
    "note",
    "from_name",
    "from_address",
]
"""The texts of a parcel label. A small design may leave some out; each has "office" or "again" for a reprint's mark."""


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
    """One label's design: what stands on every label, what only on those with cash to collect or without."""

    width_mm: float
    height_mm: float
    furniture: Drawing
    with_cod: Drawing
    without_cod: Drawing
    boxes: Mapping[Slot, TextBox]
    code: CodeArea
    second_code: CodeArea
    qr: SquareArea
    marks: MarksRow

    def background(self, cod_amount_vnd: int) -> Drawing:
        """All that stands on every label that collects so much."""
        return (*self.furniture, *self.money(cod_amount_vnd))

    def money(self, cod_amount_vnd: int) -> Drawing:
        """Of that, what depends on whether there is cash to collect."""
        return self.with_cod if cod_amount_vnd else self.without_cod
