"""Receiving a bag at the office it is for: opened, each parcel scanned out, and whatever differs named at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select, true, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.codes import check
from logistics.errors import Conflict, Text
from logistics.parties import audit
from logistics.shipments.models import Parcel, Status
from logistics.tracking.custody import HandOver, contents
from logistics.tracking.models import Bag, BagState, Custody, EventCode, HandlingEvent
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.seals import BAG_CAME, Found, write_found
from logistics.tracking.uuid7 import uuid7


class Came(StrEnum):
    """How a parcel came out of the bag."""

    LISTED = "listed"
    AGAIN = "again"
    SURPLUS = "surplus"
    MISROUTED = "misrouted"
    OVER = "over"
    UNKNOWN = "unknown"


_ADVICE = {
    Came.LISTED: Text("Đúng bảng kê.", "As listed."),
    Came.AGAIN: Text("Đã quét rồi. Không cần quét lại.", "Scanned already. No need to scan again."),
    Came.SURPLUS: Text("Thừa: không có trong bảng kê. Đã ghi nhận tại đây.", "Surplus: not listed. It is booked here."),
    Came.MISROUTED: Text(
        "Lạc hướng: thuộc túi {bag} đi {to}. Chuyển về đó.", "Misrouted: of bag {bag} to {to}. Send it there."
    ),
    Came.OVER: Text(
        "Đã giao, đã hoàn hoặc đã hủy. Kiểm tra nhãn, báo điều phối viên.",
        "Delivered, returned or cancelled. Check the label and tell the dispatcher.",
    ),
    Came.UNKNOWN: Text("Không có bưu gửi này. Kiểm tra nhãn.", "There is no such parcel. Check the label."),
}
_UNSEEN = Found()
_CAME = "came"
"""In the evidence of the scan of a parcel that was not listed: how it came."""
_ENDED = frozenset({Status.DELIVERED, Status.RETURNED, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The answer to one scan out of a bag."""

    number: str
    came: Came
    advice: Text


def open_here(session: Session, bag: Bag, sender: Sender, office_id: int, found: Found = _UNSEEN) -> None:
    """Break the seal at the office: all that is listed has arrived, and waits to be scanned out.

    What differs from the seal and the weight as told is named in the story of everything inside.
    Raises Conflict where the bag is not sealed, or is for another office.
    """
    if bag.destination_office_id not in (None, office_id):
        raise Conflict(
            "bag_for_other_office",
            vi=f"Túi {bag.sscc} đi {bag.destination}. Không mở ở đây, chuyển tiếp.",
            en=f"Bag {bag.sscc} is for {bag.destination}. Do not open it here, send it on.",
        )
    opened = session.scalar(
        update(Bag)
        .where(Bag.id == bag.id, Bag.state == BagState.SEALED)
        .values(state=BagState.OPENED, destination_office_id=office_id, opened_at=clock.now())
        .returning(Bag.id),
        execution_options={"synchronize_session": False},
    )
    if opened is None:
        raise Conflict(
            "bag_not_sealed",
            vi=f"Túi {bag.sscc} không ở trạng thái đã niêm phong. Tải lại trang và kiểm tra.",
            en=f"Bag {bag.sscc} is not sealed. Reload the page and look.",
        )
    session.refresh(bag)
    differs = write_found(session, bag, found, sender.principal)
    evidence = {BAG_CAME: list(differs)} if differs else {}
    _tell(session, EventCode.ARRIVED, sender, office_id, bags=(bag.sscc,), evidence=evidence)


def unpack(session: Session, bag: Bag, code: str, sender: Sender) -> Unpacked:
    """Take what was scanned out of the opened bag and say how it came; scanning twice changes nothing.

    Raises Conflict where the bag is not open for counting.
    """
    office_id = _counting(bag)
    number = check(code).canonical or code
    row = _parcel(session, number)
    came = _came(session, bag, row)
    advice = _ADVICE[came]
    if row is not None and came is Came.MISROUTED:
        words = {"bag": row.sscc, "to": row.destination}
        advice = Text(advice.vi.format(**words), advice.en.format(**words))
    if came is Came.LISTED:
        _tell(session, EventCode.UNBAGGED, sender, office_id, parcels=(number,), into=bag.sscc)
    elif came in (Came.SURPLUS, Came.MISROUTED):
        if row is not None and row.bag_id is not None:
            _tell(session, EventCode.UNBAGGED, sender, office_id, parcels=(number,))
        evidence = {_CAME: came.value} | ({"of": row.destination} if row is not None and row.destination else {})
        _tell(session, EventCode.ARRIVED, sender, office_id, parcels=(number,), into=bag.sscc, evidence=evidence)
    return Unpacked(number, came, advice)


def receipt(session: Session, bag: Bag) -> HandOver:
    """What has come out of the bag so far, and what has not."""
    missing = contents(session, bag.sscc)
    came = _scanned_out(session, bag)
    return HandOver(
        received=tuple(sorted(number for number, evidence in came.items() if _CAME not in evidence)),
        missing=tuple(missing),
        surplus=tuple(sorted(n for n, evidence in came.items() if evidence.get(_CAME) == Came.SURPLUS)),
        misrouted=tuple(
            sorted(
                (n, str(evidence.get("of", "")))
                for n, evidence in came.items()
                if evidence.get(_CAME) == Came.MISROUTED
            )
        ),
        unknown=(),
    )


def finish(session: Session, bag: Bag, sender: Sender) -> HandOver:
    """End the counting of the opened bag: what is still inside is missing, and is written down with the rest."""
    _counting(bag)
    found = receipt(session, bag)
    bag.counted_at = clock.now()
    session.flush()
    words = (
        f"received {len(found.received)}, missing {len(found.missing)}, "
        f"surplus {len(found.surplus)}, misrouted {len(found.misrouted)}"
    )
    audit.note(session, sender.principal, "bag.count", f"bag {bag.sscc}", words)
    return found


def _counting(bag: Bag) -> int:
    """The office that counts the bag. Raises Conflict where nobody does."""
    if bag.state is not BagState.OPENED or bag.counted_at is not None or bag.destination_office_id is None:
        raise Conflict(
            "bag_not_counted",
            vi=f"Túi {bag.sscc} không đang được kiểm. Tải lại trang.",
            en=f"Bag {bag.sscc} is not being counted. Reload the page.",
        )
    return bag.destination_office_id


def _parcel(session: Session, number: str) -> Any:
    return session.execute(
        select(Parcel.id, Parcel.status, Parcel.voided_at, Custody.bag_id, Bag.sscc, Bag.destination)
        .outerjoin(Custody, Custody.parcel_id == Parcel.id)
        .outerjoin(Bag, Bag.id == Custody.bag_id)
        .where(Parcel.item_number == number)
    ).first()


def _came(session: Session, bag: Bag, row: Any) -> Came:
    if row is None:
        return Came.UNKNOWN
    if row.bag_id == bag.id:
        return Came.LISTED
    if session.scalar(select(HandlingEvent.id).where(_out_of(bag), HandlingEvent.parcel_id == row.id).limit(1)):
        return Came.AGAIN
    if row.voided_at is not None or row.status in _ENDED:
        return Came.OVER
    return Came.MISROUTED if row.bag_id is not None else Came.SURPLUS


def _out_of(bag: Bag) -> Any:
    since: dt.datetime = bag.sealed_at or bag.created_at
    return (
        (HandlingEvent.container_id == bag.id)
        & HandlingEvent.parcel_id.is_not(None)
        & HandlingEvent.code.in_((EventCode.UNBAGGED, EventCode.ARRIVED))
        & (HandlingEvent.happened_at >= since)
    )


def _scanned_out(session: Session, bag: Bag) -> dict[str, dict[str, Any]]:
    rows = session.execute(
        select(Parcel.item_number, HandlingEvent.evidence)
        .join(Parcel, Parcel.id == HandlingEvent.parcel_id)
        .where(_out_of(bag))
    )
    return {number: dict(evidence) for number, evidence in rows}


def _tell(session: Session, code: EventCode, sender: Sender, office_id: int, **more: Any) -> None:
    event = NewEvent(event_id=uuid7(), code=code, happened_at=clock.now(), office_id=office_id, **more)
    # Whoever holds the parcel has its number: what they may look up elsewhere does not matter here.
    record(session, [event], Sender(principal=sender.principal, device=sender.device, sees=true()))
