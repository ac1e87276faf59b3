"""Sellers from a sheet: one row a household or co-operative, made where the code is new, updated where known.

checked = check_sellers(session, records)            # reads and judges; writes nothing: what a preview shows
report = import_sellers(session, records, office)    # the same, and the good rows taken in
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from logistics.errors import Invalid, Text
from logistics.parties.models import Office, Seller
from logistics.parties.pins.look_up import pinned_fields
from logistics.parties.seller_row import HEADINGS, REQUIRED, RowFault, field_of, read_seller
from logistics.parties.which_office import nearest, office_of_code, open_first_office

Record = tuple[int, Mapping[str, str]]
"""A row's number as its sheet counts, and its cells by heading."""


@dataclass(frozen=True, slots=True)
class SellerRejection:
    """Why one row is refused; the keys of the report's JSON. `field` is the sheet's own heading."""

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


@dataclass(frozen=True, slots=True)
class CheckedSellers:
    """What a sheet would do: sellers to make, and those to change with what changes about them."""

    report: SellersReport
    new: list[dict[str, Any]] = field(default_factory=list)
    changes: list[tuple[Seller, dict[str, Any]]] = field(default_factory=list)


def import_sellers(
    session: Session, records: Iterable[Record], office_code: str = "", seen: ColumnElement[bool] | None = None
) -> SellersReport:
    """Every good row taken in, every bad one reported with all its faults.

    New sellers belong to the office given, else to the nearest; in a house without any office the first one is
    opened in their middle. Raises as `check_sellers` does, and NotFound for an unknown office.
    """
    checked = check_sellers(session, records, seen)
    if checked.new:
        offices = _offices(session, office_code, checked)
        for values in checked.new:
            session.add(Seller(office_id=nearest(offices, values["lat"], values["lon"]).id, **values))
    for seller, changed in checked.changes:
        for name, value in changed.items():
            setattr(seller, name, value)
    session.flush()
    return checked.report


def check_sellers(
    session: Session, records: Iterable[Record], seen: ColumnElement[bool] | None = None
) -> CheckedSellers:
    """Every row judged, nothing written. Of the sellers known, those of `seen` may be changed; by default all.

    What a driver or staff pinned stays where it is; another meeting point than before is a new one.
    Raises Invalid where a required heading is missing.
    """
    known = {seller.code: seller for seller in session.scalars(select(Seller))}
    own = set(session.scalars(select(Seller.code).where(true() if seen is None else seen)))
    pinned = pinned_fields(session)
    checked = CheckedSellers(SellersReport())
    rows: dict[str, int] = {}
    for row, cells in records:
        named = {field_of(heading): heading for heading in cells}
        if not checked.report.rows:
            _require_headings(named, cells)
        checked.report.rows += 1
        values, faults = read_seller({word: cells[heading] for word, heading in named.items()})
        code = values["code"]
        if not faults:
            faults = _faults_of_code(code, rows, foreign=code in known and code not in own)
        checked.report.rejected += [
            SellerRejection(row, code, named.get(fault.field, fault.field), fault.reason, fault.advice)
            for fault in faults
        ]
        if not faults:
            rows[code] = row
            seller = known.get(code)
            _count_in(checked, values if seller is None else _unpinned(values, seller, pinned.get(seller.id)), seller)
    return checked


def _require_headings(named: Mapping[str, str], cells: Mapping[str, str]) -> None:
    if missing := [word for word in REQUIRED if word not in named]:
        raise Invalid.one(
            "/file/headings",
            "missing_columns",
            vi=f"Thiếu các cột: {', '.join(f'{HEADINGS[word].vi} ({word})' for word in missing)}. "
            f"Các cột trong tệp: {', '.join(cells)}.",
            en=f"Missing columns: {', '.join(missing)}. The file's headings: {', '.join(cells)}.",
        )


def _faults_of_code(code: str, rows: Mapping[str, int], *, foreign: bool) -> list[RowFault]:
    """Why a good row is not taken all the same: its seller is another office's, or stands in a row above."""
    if foreign:
        advice = Text(
            f"Mã {code} là người bán của bưu cục khác. Kiểm tra mã, hoặc nhờ quản trị viên.",
            f"{code} is a seller of another office. Check the code, or ask an administrator.",
        )
        return [RowFault("seller_code", "other_office", advice)]
    if code in rows:
        advice = Text(
            f"Mã {code} đã có ở dòng {rows[code]}. Giữ lại một dòng.",
            f"{code} stands in row {rows[code]} already. Keep one of the rows.",
        )
        return [RowFault("seller_code", "repeated_code", advice)]
    return []


def _unpinned(values: dict[str, Any], seller: Seller, pinned: frozenset[str] | None) -> dict[str, Any]:
    """What of a row may change a known seller."""
    elsewhere = values["meeting_point"] != seller.meeting_point
    kept = {name for name in pinned or () if not (elsewhere and name.startswith("meeting_"))}
    return {name: value for name, value in values.items() if name not in kept}


def _count_in(checked: CheckedSellers, values: dict[str, Any], seller: Seller | None) -> None:
    if seller is None:
        checked.new.append(values)
        checked.report.made += 1
    elif changed := {name: value for name, value in values.items() if getattr(seller, name) != value}:
        checked.changes.append((seller, changed))
        checked.report.updated += 1
    else:
        checked.report.unchanged += 1


def _offices(session: Session, code: str, checked: CheckedSellers) -> Sequence[Office]:
    """The offices that may take a new seller."""
    if code:
        return [office_of_code(session, code)]
    offices = session.scalars(select(Office).order_by(Office.id)).all()
    if not offices:
        checked.report.opened = open_first_office(session, [(row["lat"], row["lon"]) for row in checked.new])
        return [checked.report.opened]
    return offices
