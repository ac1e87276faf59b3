"""An order of a sheet as the new shipments it asks for: one for each household that sells in it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from logistics.errors import Problem, Text
from logistics.shipments.faults import MOST_UNITS, Faults, too_heavy
from logistics.shipments.new import NewConsignee, NewLine, NewShipment
from logistics.shipments.rules import heaviest_g, standard
from logistics.shipments.sheets.cell_reader import CellReader
from logistics.shipments.sheets.cells import BadCell, amount_vnd, mass_g, moment, whole
from logistics.shipments.sheets.headings import Columns
from logistics.shipments.sheets.orders import MarketOrder
from logistics.shipments.sheets.profile import Field
from logistics.shipments.sheets.report import Rejection
from logistics.shipments.sheets.table import Row
from logistics.text import fold

_YES = frozenset({"y", "yes", "co", "x", "1", "true"})
_RECIPIENT = (Field.NAME, Field.PHONE, Field.PROVINCE, Field.COMMUNE, Field.ADDRESS)
_FIELDS: dict[str, tuple[Field, ...]] = {
    "seller_code": (Field.SELLER, Field.SKU),
    "amount_vnd": (Field.LINE_AMOUNT, Field.UNIT_PRICE),
    "cod_amount_vnd": (Field.COD_AMOUNT, Field.ORDER_AMOUNT),
    **{field.value: (field,) for field in Field},
}
"""The columns that the last part of a JSON pointer may speak of, the likelier first."""

_MISSING_QUANTITY = Text(
    "Thiếu số lượng. Hỏi người mua rồi điền.", "The quantity is missing. Ask the buyer and fill it in."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One shipment asked for, where its words stand, and what its cells already got wrong."""

    new: NewShipment
    head: Row
    """The order's first live row, which speaks for the recipient."""
    lines: tuple[Row, ...]
    faults: Faults

    def rejection(self, problem: Problem, columns: Columns) -> Rejection:
        """The problem where a person finds it: row and heading."""
        match problem.at.split("/"):
            case ["", "lines", place, field_word]:
                row = self.lines[int(place)]
            case ["", "seller_code" | "lines" as field_word]:
                row = self.lines[0]
            case [*_, field_word]:
                row = self.head
        fields = _FIELDS.get(field_word, (Field.SKU,))
        field = next((field for field in fields if field in columns.places), fields[0])
        return Rejection(row.number, self.new.reference, columns.heading(field), problem.code, problem.text)


def drafts(order: MarketOrder, columns: Columns, latest: dt.datetime) -> list[Draft]:
    """The shipments that a live order asks for. `latest` is the last moment at which it can have been sold."""
    by_seller: dict[str, list[Row]] = defaultdict(list)
    above = ""
    for row in order.lines:
        above = _seller_code(CellReader(row, columns, Faults())) or above
        by_seller[above].append(row)
    made = [_draft(order, code, tuple(rows), columns) for code, rows in by_seller.items()]
    head = CellReader(order.lines[0], columns, made[0].faults)
    _check_sold_at(head, latest)
    _check_agreement(order, head, made[0].faults)
    return _with_cod(made, head)


def _seller_code(cells: CellReader) -> str:
    """The seller that the row names, in its own column or in its SKU; empty where it names none."""
    if told := cells.text(Field.SELLER, ""):
        return told.upper()
    read = standard().read_sku(cells.text(Field.SKU, ""))
    return read[0] if read else ""


def _draft(order: MarketOrder, seller_code: str, rows: tuple[Row, ...], columns: Columns) -> Draft:
    faults = Faults()
    new = NewShipment(
        seller_code=seller_code,
        channel=columns.profile.channel,
        reference=order.reference,
        consignee=_consignee(CellReader(order.lines[0], columns, faults)),
        lines=tuple(_line(CellReader(row, columns, faults), f"/lines/{at}") for at, row in enumerate(rows)),
    )
    for at, row in enumerate(rows):
        _check_mass(order, CellReader(row, columns, faults), f"/lines/{at}/mass_kg")
    return Draft(new, order.lines[0], rows, faults)


def _consignee(cells: CellReader) -> NewConsignee:
    name, phone, province, district, commune, address, address_note, note = (
        cells.text(field, f"/consignee/{field}")
        for field in (
            *(Field.NAME, Field.PHONE, Field.PROVINCE, Field.DISTRICT, Field.COMMUNE),
            *(Field.ADDRESS, Field.ADDRESS_NOTE, Field.NOTE),
        )
    )
    return NewConsignee(
        name=name,
        phone=phone,
        province=province,
        district=district,
        commune=commune,
        address=", ".join(part for part in (address, address_note) if part),
        note=note,
    )


def _line(cells: CellReader, at: str) -> NewLine:
    if not cells.raw(Field.QUANTITY).strip():
        cells.faults.add(f"{at}/quantity", "missing_quantity", _MISSING_QUANTITY)
    quantity = cells.number(Field.QUANTITY, f"{at}/quantity", whole)
    total_vnd = cells.number(Field.LINE_AMOUNT, f"{at}/amount_vnd", amount_vnd)
    each_vnd = cells.number(Field.UNIT_PRICE, f"{at}/amount_vnd", amount_vnd)
    return NewLine(
        sku=cells.text(Field.SKU, f"{at}/sku"),
        quantity=quantity,
        # A quantity that nobody can send is told once, and not again as the amount it would cost.
        amount_vnd=total_vnd or each_vnd * min(max(quantity, 0), MOST_UNITS),
        description=cells.text(Field.DESCRIPTION, f"{at}/description"),
    )


def _check_mass(order: MarketOrder, cells: CellReader, at: str) -> None:
    """The packing standard knows the mass; what the sheet says, of a line or of the whole order, has to be possible."""
    told_g, most_g = cells.number(Field.MASS_KG, at, mass_g), heaviest_g()
    if told_g <= most_g:
        return
    lines = (CellReader(row, cells.columns, Faults()) for row in order.lines)
    units = sum(min(max(line.number(Field.QUANTITY, "", whole), 1), MOST_UNITS) for line in lines)
    if told_g > units * most_g:
        cells.faults.add(at, "too_heavy", too_heavy(told_g, units, most_g))


def _check_sold_at(head: CellReader, latest: dt.datetime) -> None:
    if sold_at := head.text(Field.SOLD_AT, "/sold_at"):
        try:
            moment(sold_at, head.columns.profile.moments, latest)
        except BadCell as bad:
            head.faults.add("/sold_at", bad.code, bad.text)


def _check_agreement(order: MarketOrder, head: CellReader, faults: Faults) -> None:
    """Rows of one order may leave the recipient empty, but may not name another one."""
    for row in order.lines[1:]:
        other = CellReader(row, head.columns, faults)
        for field in _RECIPIENT:
            if other.raw(field).strip() not in ("", head.raw(field).strip()):
                faults.add(
                    f"/consignee/{field}",
                    "contradiction",
                    Text(
                        f"Dòng {row.number} ghi khác dòng {head.row.number} của cùng đơn. Sửa cho giống nhau.",
                        f"Row {row.number} says otherwise than row {head.row.number} of this order. Make them agree.",
                    ),
                )


def _with_cod(made: Sequence[Draft], head: CellReader) -> list[Draft]:
    """The drafts with the cash to collect, shared out by what their goods cost; the last takes what is left."""
    values = [sum(line.amount_vnd for line in draft.new.lines) for draft in made]
    left_vnd, left_value = _cod_amount_vnd(head, sum(values)), sum(values)
    shared = []
    for place, (draft, value) in enumerate(zip(made, values, strict=True), start=1):
        share_vnd = left_vnd if place == len(made) else left_vnd * value // max(left_value, 1)
        left_vnd, left_value = left_vnd - share_vnd, left_value - value
        shared.append(replace(draft, new=replace(draft.new, cod_amount_vnd=share_vnd)) if share_vnd else draft)
    return shared


def _cod_amount_vnd(head: CellReader, value_vnd: int) -> int:
    at, columns = "/cod_amount_vnd", head.columns
    told = head.number(Field.COD_AMOUNT, at, amount_vnd)
    if Field.COD_FLAG in columns.places:
        flagged = fold(head.raw(Field.COD_FLAG)) in _YES
        if flagged and not told:
            head.faults.add(
                at,
                "missing_cod_amount",
                Text(
                    "Có thu hộ nhưng thiếu số tiền. Điền số tiền thu hộ.",
                    "Cash is to be collected but the amount is missing. Fill it in.",
                ),
            )
        return told if flagged else 0
    if Field.PAYMENT in columns.places:
        cash = fold(head.raw(Field.PAYMENT)) in columns.profile.cash_on_delivery
        return (told or head.number(Field.ORDER_AMOUNT, at, amount_vnd) or value_vnd) if cash else 0
    return told
