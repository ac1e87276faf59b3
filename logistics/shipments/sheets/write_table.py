"""Tables written for spreadsheets: the failing rows of a sheet, in its own columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from logistics.shipments.sheets.cells import is_formula
from logistics.shipments.sheets.table import Row

_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for an old encoding."""


def write_csv(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV file that Excel opens as it is; what could start a formula begins with an apostrophe."""
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([defused(heading) for heading in headings])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return (_BOM + stream.getvalue()).encode()


def rejects_csv(headings: Iterable[str], rows: Iterable[Row]) -> bytes:
    """The rows as a file in their original columns: corrected, it can be imported as it is."""
    return write_csv(headings, (row.cells for row in rows))


def defused(cell: str) -> str:
    """The cell's text, which no spreadsheet will compute; read_table takes the apostrophe off again."""
    return f"'{cell}" if is_formula(cell) else cell
