"""Voiding a parcel's number: the end of the number, the event and the reason in one transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from logistics import clock
from logistics.codes import read
from logistics.errors import Conflict, Invalid
from logistics.parties import audit
from logistics.shipments.void import end_number
from logistics.text import clean
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Outcome, Sender
from logistics.tracking.record import record
from logistics.tracking.refusing import LONGEST_NOTE
from logistics.tracking.uuid7 import uuid7


def void(session: Session, number: str, reason: str, sender: Sender) -> None:
    """End the number for ever, cancel its parcel, and write down who did it and why.

    A parcel that lies in our hands already goes back to its sender; one that does not is simply cancelled.
    Raises Invalid without a reason, NotFound for a number not seen, Conflict where it is void or has left.
    """
    why = clean(reason)
    if not why:
        raise Invalid.one("/reason", "required", vi="Hãy ghi lý do hủy mã.", en="Say why the number is made void.")
    canonical, now = read(number).canonical, clock.now()
    end_number(session, canonical, sender.may_know, now)
    event = NewEvent(
        event_id=uuid7(),
        code=EventCode.CANCELLED,
        happened_at=now,
        parcels=(canonical,),
        note=why[:LONGEST_NOTE],
        evidence={"void": True},
    )
    (verdict,) = record(session, [event], sender)
    if verdict.outcome is not Outcome.APPLIED:
        raise Conflict(
            f"not_void_{verdict.code}", vi="Không ghi nhận được. Thử lại.", en="It could not be recorded. Try again."
        )
    audit.note(session, sender.principal, "parcel.void", f"parcel {canonical}", why)
