"""One row of a sheet, read by what its columns mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from logistics.shipments.faults import Faults
from logistics.shipments.sheets.cells import BadCell, expanded, plain
from logistics.shipments.sheets.headings import Columns
from logistics.shipments.sheets.profile import Field
from logistics.shipments.sheets.table import Row


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the row's cells; what cannot be read is noted in `faults` and stands as empty or 0."""

    row: Row
    columns: Columns
    faults: Faults

    def raw(self, field: Field) -> str:
        """The cell as it stands; empty where there is no such column."""
        place = self.columns.places.get(field)
        return "" if place is None else self.row.cells[place]

    def text(self, field: Field, at: str) -> str:
        """The cell's clean text. `at` is the JSON pointer for a fault."""
        if not (raw := self.raw(field)):
            return ""
        try:
            return plain(raw)
        except BadCell as bad:
            self.faults.add(at, bad.code, bad.text)
            return ""

    def number(self, field: Field, at: str, read: Callable[[str], int]) -> int:
        """The cell's number; 0 where it is empty."""
        try:
            return read(text) if (text := plain(expanded(self.raw(field)))) else 0
        except BadCell as bad:
            self.faults.add(at, bad.code, bad.text)
            return 0
