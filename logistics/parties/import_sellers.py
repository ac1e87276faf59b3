"""Sellers from a sheet: one row a household or co-operative, made where the code is new, updated where known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Invalid, Text
from logistics.parties.models import Office, Seller
from logistics.parties.seller_row import REQUIRED, RowFault, read_seller
from logistics.parties.which_office import nearest, office_of_code, open_first_office

Record = tuple[int, Mapping[str, str]]
"""A row's number as its sheet counts, and its cells by heading."""


@dataclass(frozen=True, slots=True)
class SellerRejection:
    """Why one row is refused; the keys of the report's JSON."""

    row: int
    seller: str
    field: str
    reason: str
    advice: Text


@dataclass(slots=True)
class SellersReport:
    """What became of the rows; `opened` is the office that had to be opened because there was none."""

    rows: int = 0
    made: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[SellerRejection] = field(default_factory=list)
    opened: Office | None = None


def import_sellers(session: Session, records: Iterable[Record], office_code: str = "") -> SellersReport:
    """Every good row taken in, every bad one reported with all its faults.

    New sellers belong to the office given, else to the nearest; in a house without any office the first one is
    opened in their middle. Raises Invalid where a required heading is missing, NotFound for an unknown office.
    """
    report = SellersReport()
    good: list[dict[str, Any]] = []
    for row, cells in records:
        report.rows += 1
        if report.rows == 1:
            _require_headings(cells)
        values, faults = read_seller(cells)
        code = cells.get("seller_code", "").strip()
        report.rejected += [_rejection(row, code, fault) for fault in faults]
        if not faults:
            good.append(values)
    if good:
        offices = _offices(session, office_code, good, report)
        known = {seller.code: seller for seller in session.scalars(select(Seller))}
        for values in good:
            _take_in(session, values, known, offices, report)
    session.flush()
    return report


def _require_headings(cells: Mapping[str, str]) -> None:
    if missing := [heading for heading in REQUIRED if heading not in cells]:
        raise Invalid.one(
            "/file/headings",
            "missing_columns",
            vi=f"Thiếu các cột: {', '.join(missing)}. Các cột trong tệp: {', '.join(cells)}.",
            en=f"Missing columns: {', '.join(missing)}. The file's headings: {', '.join(cells)}.",
        )


def _offices(session: Session, code: str, rows: Sequence[Mapping[str, Any]], report: SellersReport) -> Sequence[Office]:
    """The offices that may take a new seller."""
    if code:
        return [office_of_code(session, code)]
    offices = session.scalars(select(Office).order_by(Office.id)).all()
    if not offices:
        report.opened = open_first_office(session, [(row["lat"], row["lon"]) for row in rows])
        return [report.opened]
    return offices


def _take_in(
    session: Session,
    values: Mapping[str, Any],
    known: dict[str, Seller],
    offices: Sequence[Office],
    report: SellersReport,
) -> None:
    seller = known.get(values["code"])
    if seller is None:
        office = nearest(offices, values["lat"], values["lon"])
        seller = Seller(office_id=office.id, **values)
        session.add(seller)
        known[seller.code] = seller
        report.made += 1
        return
    changed = {name: value for name, value in values.items() if getattr(seller, name) != value}
    for name, value in changed.items():
        setattr(seller, name, value)
    if changed:
        report.updated += 1
    else:
        report.unchanged += 1


def _rejection(row: int, code: str, fault: RowFault) -> SellerRejection:
    return SellerRejection(row, code, fault.field, fault.reason, fault.advice)
