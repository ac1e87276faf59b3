"""Scanning parcels into an open bag: each scan goes in, or the mistake is named."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from logistics.codes import check
from logistics.errors import Text
from logistics.shipments.models import Parcel
from logistics.tracking.accept import look
from logistics.tracking.bags import put_in
from logistics.tracking.findings import Finding
from logistics.tracking.models import Bag, Custody
from logistics.tracking.new_event import Sender

_FIT = frozenset({Finding.FINE, Finding.ALREADY_HERE, Finding.NEVER_COLLECTED, Finding.WRONG_OFFICE})
"""What lies on the counter and is on its way goes into a bag, whichever office took it in."""

_IN = Text("Đã vào túi.", "It is in the bag.")
_TWICE = Text("Đã có trong túi này. Không cần quét lại.", "It is in this bag already. No need to scan again.")
_BAG = Text(
    "Đây là mã túi, không phải bưu gửi. Túi không vào túi.", "This is a bag, not a parcel. Bags do not go into bags."
)


@dataclass(frozen=True, slots=True)
class Filled:
    """The answer to one scan: whether the parcel is in the bag now, and what to do where it is not."""

    number: str
    inside: bool
    advice: Text


def fill(session: Session, bag: Bag, code: str, sender: Sender) -> Filled:
    """Put what was scanned into the open bag, or say why it does not go in; scanning twice changes nothing.

    Raises Conflict where the bag is no longer open.
    """
    number = check(code).canonical or code
    if number == bag.sscc or session.scalar(select(Bag.id).where(Bag.sscc == number)) is not None:
        return Filled(number, False, _BAG)
    if _in_bag(session, number) == bag.id:
        return Filled(number, True, _TWICE)
    [scan] = look(session, [code], bag.office_id)
    if scan.finding not in _FIT:
        return Filled(scan.number, False, scan.advice)
    put_in(session, bag, [scan.number], Sender(principal=sender.principal, device=sender.device, sees=true()))
    return Filled(scan.number, True, _IN)


def _in_bag(session: Session, number: str) -> int | None:
    return session.scalar(
        select(Custody.bag_id).join(Parcel, Parcel.id == Custody.parcel_id).where(Parcel.item_number == number)
    )
