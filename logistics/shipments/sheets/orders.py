"""Rows become the orders of the marketplace: lines gathered, repeats and cancelled ones set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from logistics.errors import Text
from logistics.shipments.sheets.cells import BadCell, plain
from logistics.shipments.sheets.headings import Columns
from logistics.shipments.sheets.profile import REQUIRED, Field
from logistics.shipments.sheets.report import Rejection
from logistics.shipments.sheets.table import Row
from logistics.text import fold


@dataclass(slots=True)
class MarketOrder:
    """What one order of the sheet says: its first row speaks for the recipient, each live row is a line."""

    reference: str
    rows: list[Row]
    """Every row as it stands in the sheet, repeats too: they go back together if the order is refused."""
    lines: list[Row] = field(default_factory=list)
    """Rows of goods that are neither repeated nor cancelled."""
    cut: list[Rejection] = field(default_factory=list)
    """Rows that end before a cell which they need: what else may be wrong with them, nobody can tell."""

    @property
    def cancelled(self) -> bool:
        """Whether nothing of it is left to send."""
        return not self.lines


@dataclass(slots=True)
class Gathered:
    """The orders of a sheet in the order of their first rows, and rows that belong to none."""

    orders: list[MarketOrder]
    repeated: int
    strays: list[Rejection]
    stray_rows: list[Row]


def gather(rows: Iterable[Row], columns: Columns) -> Gathered:
    """The orders in these rows. A row without a reference continues the order above where the profile says so."""
    orders: dict[str, MarketOrder] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    gathered = Gathered([], 0, [], [])
    above: MarketOrder | None = None
    for row in rows:
        try:
            reference = _reference(row, columns, above)
        except BadCell as bad:
            gathered.strays.append(Rejection(row.number, "", columns.heading(Field.REFERENCE), bad.code, bad.text))
            gathered.stray_rows.append(row)
            continue
        order = orders.setdefault(reference, MarketOrder(reference, []))
        above = order
        order.rows.append(row)
        if missing := _cut_off(row, columns, continues=len(order.rows) > 1):
            order.cut.append(_cut_short(row, reference, columns, missing))
        if (key := (reference, row.cells)) in seen:
            gathered.repeated += 1
            continue
        seen.add(key)
        if not _cancelled(row, columns):
            order.lines.append(row)
    gathered.orders = list(orders.values())
    return gathered


def _cut_off(row: Row, columns: Columns, *, continues: bool) -> Field | None:
    """The first needed field whose cell the row is too short to hold. A further row may leave the recipient out."""
    needed = (Field.SKU, Field.QUANTITY) if continues else REQUIRED
    return next((field for field in needed if columns.places[field] >= row.written), None)


def _cut_short(row: Row, reference: str, columns: Columns, missing: Field) -> Rejection:
    many, most = row.written, len(columns.headings)
    return Rejection(
        row.number,
        reference,
        columns.heading(missing),
        "row_cut_short",
        Text(
            f"Dòng bị cắt: chỉ có {many} ô, cần {most}. Xuất lại tệp, hoặc điền nốt các ô còn thiếu.",
            f"The row is cut short: it has {many} of {most} cells. Export the file again, or fill in the rest.",
        ),
    )


def _reference(row: Row, columns: Columns, above: MarketOrder | None) -> str:
    if len(row.cells) > len(columns.headings):
        raise BadCell(
            "too_many_cells",
            Text(
                "Dòng có nhiều ô hơn số cột (dấu phẩy trong địa chỉ không có ngoặc kép?). Sửa dòng này.",
                "The row has more cells than there are columns (an unquoted comma in the address?). Correct it.",
            ),
        )
    if reference := plain(row.cells[columns.places[Field.REFERENCE]]):
        return reference
    if columns.profile.continued and above is not None:
        return above.reference
    raise BadCell(
        "missing_reference",
        Text(
            "Thiếu mã đơn hàng. Điền mã, hoặc xoá dòng này.",
            "The order number is missing. Fill it in, or delete this row.",
        ),
    )


def _cancelled(row: Row, columns: Columns) -> bool:
    place = columns.places.get(Field.STATUS)
    return place is not None and fold(row.cells[place]) in columns.profile.cancelled
