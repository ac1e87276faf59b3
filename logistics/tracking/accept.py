"""Taking parcels in at an office by scanning them: each scan gets the next right action, or the mistake."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, assert_never

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from logistics import clock
from logistics.codes import CodeKind, check
from logistics.errors import Text
from logistics.parties.models import Office
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.tracking.findings import ADVICE, Finding, Scan
from logistics.tracking.fold import BEFORE
from logistics.tracking.models import Bag, BagState, Custody, EventCode, HolderKind
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7


def accept(session: Session, codes: Sequence[str], sender: Sender, office_id: int) -> list[Scan]:
    """Take in what was scanned at the office, parcels and bags, and say of each what to do next.

    A parcel of another office is taken in all the same (it lies on the counter) and its office is named;
    nothing more about it is told. Scanning twice changes nothing.
    """
    scans = look(session, codes, office_id)
    # Whoever holds the parcel has its number: what they may look up elsewhere does not matter here.
    trusted = replace(sender, sees=true())
    kept = {scan.number: _event(scan, office_id) for scan in scans if scan.kept}
    verdicts = record(session, list(kept.values()), trusted) if kept else []
    statuses = {number: status for verdict in verdicts for number, status in verdict.statuses.items()}
    return [replace(scan, status=statuses.get(scan.number, scan.status)) for scan in scans]


def look(session: Session, codes: Sequence[str], office_id: int) -> list[Scan]:
    """What scanning these codes at the office would find; changes nothing."""
    verdicts = {code: check(code) for code in codes}
    numbers = {verdict.canonical for verdict in verdicts.values() if verdict.canonical}
    rows = {
        row.item_number: row
        for row in session.execute(
            select(
                Parcel.item_number,
                Parcel.status,
                Parcel.voided_at,
                Shipment.office_id,
                Office.name.label("office"),
                Custody.holder,
                Custody.holder_id,
                Bag.sscc,
            )
            .join(Shipment, Shipment.id == Parcel.shipment_id)
            .join(Office, Office.id == Shipment.office_id)
            .outerjoin(Custody, Custody.parcel_id == Parcel.id)
            .outerjoin(Bag, Bag.id == Custody.bag_id)
            .where(Parcel.item_number.in_(numbers))
        )
    }
    bags = {bag.sscc: bag for bag in session.scalars(select(Bag).where(Bag.sscc.in_(numbers)))}
    here = _lie_here(session, bags.values(), office_id)
    scans = []
    for code, verdict in verdicts.items():
        number = verdict.canonical or ""
        if verdict.canonical is None:
            why = verdict.reason.text if verdict.reason else Text("", "")
            scans.append(Scan(code, code, Finding.UNREADABLE, why))
        elif verdict.kind is CodeKind.SSCC and number in bags:
            scans.append(_found_bag(code, bags[number], office_id, here=bags[number].id in here))
        elif number in rows:
            scans.append(_found(code, rows[number], office_id))
        else:
            scans.append(Scan(code, number, Finding.UNKNOWN, ADVICE[Finding.UNKNOWN]))
    return scans


def _found_bag(code: str, bag: Bag, office_id: int, *, here: bool) -> Scan:
    finding = _bag_finding(bag, office_id, here=here)
    told, words = ADVICE[finding], {"office": bag.destination}
    return Scan(code, bag.sscc, finding, Text(told.vi.format(**words), told.en.format(**words)))


def _bag_finding(bag: Bag, office_id: int, *, here: bool) -> Finding:
    match bag.state:
        case BagState.OPEN:
            return Finding.BAG_OPEN
        case BagState.OPENED:
            return Finding.BAG_OPENED
        case BagState.SEALED if bag.destination_office_id == office_id:
            return Finding.BAG_ARRIVED
        case BagState.SEALED if here:
            return Finding.BAG_HERE
        case BagState.SEALED:
            return Finding.BAG_PASSES if bag.destination_office_id is not None else Finding.BAG_FOR_A_PLACE
        case _:
            assert_never(bag.state)


def _lie_here(session: Session, bags: Iterable[Bag], office_id: int) -> Collection[int]:
    """Those of the bags whose parcels the office holds, by id."""
    held = Custody.holder == HolderKind.OFFICE, Custody.holder_id == office_id
    ids = [bag.id for bag in bags]
    return set(session.scalars(select(Custody.bag_id).where(Custody.bag_id.in_(ids), *held))) if ids else set()


def _found(code: str, row: Any, office_id: int) -> Scan:
    finding = _finding(row, office_id)
    advice = ADVICE[finding]
    words = {"office": row.office, "bag": row.sscc}
    told = Text(advice.vi.format(**words), advice.en.format(**words))
    return Scan(code, row.item_number, finding, told, row.status)


def _finding(row: Any, office_id: int) -> Finding:
    here = row.holder is HolderKind.OFFICE and row.holder_id == office_id
    if row.status in (Status.DELIVERED, Status.RETURNED):
        return Finding.OVER
    if row.sscc is not None:
        return Finding.IN_A_BAG
    if row.status in (Status.LOST, Status.DAMAGED):
        return Finding.FOUND_AGAIN
    if row.voided_at is not None:
        return Finding.VOID
    if row.status is Status.CANCELLED:
        return Finding.CANCELLED
    if row.status is Status.RETURNING:
        return Finding.RETURNING
    # What came here by line-haul is on its way; what was given in here is not ours to send.
    if here and (row.office_id == office_id or row.status is not Status.ACCEPTED):
        return Finding.ALREADY_HERE
    if row.office_id != office_id:
        return Finding.WRONG_OFFICE
    return Finding.NEVER_COLLECTED if row.status in BEFORE else Finding.FINE


def _event(scan: Scan, office_id: int) -> NewEvent:
    bag = scan.finding in (Finding.BAG_ARRIVED, Finding.BAG_PASSES, Finding.BAG_FOR_A_PLACE)
    return NewEvent(
        event_id=uuid7(),
        code=EventCode.ARRIVED if bag else EventCode.ACCEPTED,
        happened_at=clock.now(),
        parcels=() if bag else (scan.number,),
        bags=(scan.number,) if bag else (),
        office_id=office_id,
    )
