"""Taking parcels in at an office by scanning them: each scan gets the next right action, or the mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from logistics import clock
from logistics.codes import CodeKind, check
from logistics.errors import Text
from logistics.parties.models import Office
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.tracking.fold import BEFORE
from logistics.tracking.models import Bag, Custody, EventCode, HolderKind
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7


class Finding(StrEnum):
    """What the scan of a parcel found; only FINE and BAG_ARRIVED need no second look."""

    FINE = "fine"
    BAG_ARRIVED = "bag_arrived"
    BAG_PASSES = "bag_passes"
    NEVER_COLLECTED = "never_collected"
    ALREADY_HERE = "already_here"
    WRONG_OFFICE = "wrong_office"
    IN_A_BAG = "in_a_bag"
    VOID = "void"
    CANCELLED = "cancelled"
    RETURNING = "returning"
    FOUND_AGAIN = "found_again"
    OVER = "over"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


_KEPT = frozenset(Finding) - {Finding.ALREADY_HERE, Finding.IN_A_BAG, Finding.OVER, Finding.UNREADABLE, Finding.UNKNOWN}
"""The findings with which the scan is a fact worth keeping: the parcel is in our hands."""

_ADVICE = {
    Finding.FINE: Text("Đã nhận. Cân và đóng túi.", "Taken in. Weigh it and bag it."),
    Finding.BAG_ARRIVED: Text("Túi đã đến. Mở niêm phong và quét từng bưu gửi.", "The bag is in. Open it and scan."),
    Finding.BAG_PASSES: Text(
        "Túi đi {office}. Không mở, chuyển tiếp.", "The bag is for {office}. Send it on unopened."
    ),
    Finding.NEVER_COLLECTED: Text(
        "Đã nhận, nhưng chưa ai quét lúc lấy hàng. Hỏi người lái xe.",
        "Taken in, though nobody scanned it at the pickup. Ask the driver.",
    ),
    Finding.ALREADY_HERE: Text("Đã nhận trước đó. Không cần quét lại.", "It is here already. No need to scan again."),
    Finding.WRONG_OFFICE: Text("Bưu gửi của {office}. Chuyển về đó.", "It belongs to {office}. Send it there."),
    Finding.IN_A_BAG: Text("Đang nằm trong túi {bag}. Mở túi trước.", "It is in bag {bag}. Open the bag first."),
    Finding.VOID: Text(
        "Mã này đã bị hủy vĩnh viễn. Gỡ nhãn; nếu gửi lại thì đăng ký mới.",
        "This number is void for ever. Take the label off; register it anew to send it.",
    ),
    Finding.CANCELLED: Text(
        "Đã hủy. Không gửi đi, trả lại người gửi.", "Cancelled. Do not send it; give it back to the sender."
    ),
    Finding.RETURNING: Text("Đang chuyển hoàn. Trả về người gửi.", "It is going back. Send it to the sender."),
    Finding.FOUND_AGAIN: Text(
        "Đã báo thất lạc hoặc hư hỏng. Báo điều phối viên.", "It was reported lost or damaged. Tell the dispatcher."
    ),
    Finding.OVER: Text("Đã giao hoặc đã hoàn. Kiểm tra nhãn.", "Delivered or returned already. Check the label."),
    Finding.UNREADABLE: Text("{why}", "{why}"),
    Finding.UNKNOWN: Text("Không có bưu gửi này. Kiểm tra nhãn.", "There is no such parcel. Check the label."),
}


@dataclass(frozen=True, slots=True)
class Scan:
    """The answer to one scanned code: what it is, what was found, and in words what to do now.

    `kept` says whether the scan was recorded; `status` is the parcel's status after it.
    """

    code: str
    number: str
    finding: Finding
    advice: Text
    status: Status | None = None

    @property
    def kept(self) -> bool:
        """Whether the scan became an event."""
        return self.finding in _KEPT


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
    scans = []
    for code, verdict in verdicts.items():
        number = verdict.canonical or ""
        if verdict.canonical is None:
            why = verdict.reason.text if verdict.reason else Text("", "")
            scans.append(Scan(code, code, Finding.UNREADABLE, why))
        elif verdict.kind is CodeKind.SSCC and number in bags:
            scans.append(_found_bag(code, bags[number], office_id))
        elif number in rows:
            scans.append(_found(code, rows[number], office_id))
        else:
            scans.append(Scan(code, number, Finding.UNKNOWN, _ADVICE[Finding.UNKNOWN]))
    return scans


def _found_bag(code: str, bag: Bag, office_id: int) -> Scan:
    passes = bag.destination_office_id not in (None, office_id)
    finding = Finding.BAG_PASSES if passes else Finding.BAG_ARRIVED
    told = _ADVICE[finding]
    words = {"office": bag.destination}
    return Scan(code, bag.sscc, finding, Text(told.vi.format(**words), told.en.format(**words)))


def _found(code: str, row: Any, office_id: int) -> Scan:
    finding = _finding(row, office_id)
    advice = _ADVICE[finding]
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
    bag = scan.finding in (Finding.BAG_ARRIVED, Finding.BAG_PASSES)
    return NewEvent(
        event_id=uuid7(),
        code=EventCode.ARRIVED if bag else EventCode.ACCEPTED,
        happened_at=clock.now(),
        parcels=() if bag else (scan.number,),
        bags=(scan.number,) if bag else (),
        office_id=office_id,
    )
