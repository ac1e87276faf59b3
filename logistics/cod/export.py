"""The ledger as files for spreadsheets: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod.ledger import balances
from logistics.cod.models import Account
from logistics.parties.models import Seller
from logistics.shipments.models import Shipment

HEADINGS = ("Ngày", "Người bán", "Tên", "Kênh", "Mã đơn", "COD", "Chờ thu", "Đã thu", "Đã nộp", "Đã đối soát", "Đã trả")
_ACCOUNTS = (Account.DUE, Account.COLLECTED, Account.HANDED_IN, Account.RECONCILED, Account.PAID_OUT)
_BOM = "\ufeff"
# OWASP's list: what a spreadsheet may take for the start of a formula, full-width signs included.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One shipment with money to collect, its texts as they are and where each dong stands."""

    texts: tuple[str, ...]
    amounts_vnd: tuple[int, ...]

    @property
    def cells(self) -> tuple[str | int, ...]:
        """The row as it is exported, under HEADINGS."""
        return (*self.texts, *self.amounts_vnd)


def ledger_rows(session: Session, which: ColumnElement[bool]) -> list[LedgerRow]:
    """Every shipment under the condition (visible_to(principal, Shipment)) that has money to collect."""
    found = session.execute(
        select(Shipment, Seller.code, Seller.name)
        .join(Seller, Seller.id == Shipment.seller_id)
        .where(which, Shipment.cod_amount_vnd > 0)
        .order_by(Shipment.created_at, Shipment.id)
    ).all()
    standing = balances(session, [shipment.id for shipment, _, _ in found])
    return [
        LedgerRow(
            (clock.service_day(shipment.created_at).isoformat(), code, name, shipment.channel, shipment.reference),
            (shipment.cod_amount_vnd, *(standing[shipment.id][account] for account in _ACCOUNTS)),
        )
        for shipment, code, name in found
    ]


def as_csv(rows: Iterable[LedgerRow]) -> bytes:
    """UTF-8 with BOM; a text that could start a formula has an apostrophe before it."""
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(HEADINGS)
    writer.writerows([_defused(cell) for cell in row.cells] for row in rows)
    return (_BOM + stream.getvalue()).encode()


def as_xlsx(rows: Iterable[LedgerRow]) -> bytes:
    """A workbook whose text cells are text, so that nothing in it is computed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("COD")
    sheet.append(list(HEADINGS))
    for row in rows:
        sheet.append([_text_or_number(sheet, cell) for cell in row.cells])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _defused(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_RISKY) else cell


def _text_or_number(sheet: Any, value: str | int) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
