"""What a carrier says of a parcel becomes a handling event, once, in the order of when it happened."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers.calling import unreadable
from logistics.carriers.carrier import Carrier, Incoming, Said
from logistics.carriers.models import LONGEST_NUMBER, HandOver, HandOverState
from logistics.carriers.reasons import reason_for
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Outcome, Sender, record
from logistics.tracking.mapping import mapping

_NAMESPACE = uuid.UUID("0a2c4f0e-6f0b-5c39-9a53-9e3c7be7d1a4")

_TOLD_TO_US_ONLY = frozenset({EventCode.PICKUP_ASSIGNED, EventCode.PICKUP_FAILED, EventCode.CANCELLED})
"""About the carrier's own errand to our office: no turn in the story of the parcel, which stays with us."""


def receive(session: Session, carrier: Carrier, request: Incoming) -> int:
    """How many of the reports in a carrier's webhook told something new; answer it with 200 whatever that is.

    Raises Denied where the sender is not the carrier, Invalid where it is no report.
    """
    reports = carrier.read(request)
    if not all(_can_be_kept(said) for said in reports):
        raise unreadable()
    return hear(session, carrier.code, reports)


def _can_be_kept(said: Said) -> bool:
    # Towards the years 1 and 9999 a moment of one zone is none in another.
    return len(said.number) <= LONGEST_NUMBER and 1970 <= said.at.year < 3000


def hear(session: Session, carrier: str, reports: Sequence[Said]) -> int:
    """How many of the reports told something new. Repeats, latecomers and parcels of others are no error.

    The carrier's own word is always kept on the hand-over, also one that no table knows. The number it tells may
    be news itself: then the hand-over, whose answer was lost, is confirmed by it.
    """
    return sum(_hear(session, carrier, said) for said in sorted(reports, key=lambda said: said.at))


def _hear(session: Session, carrier: str, said: Said) -> bool:
    found = session.execute(
        select(HandOver, Parcel.item_number)
        .join(Parcel, Parcel.id == HandOver.parcel_id)
        .where(
            HandOver.carrier == carrier,
            or_(HandOver.carrier_number == said.number, Parcel.item_number == said.reference),
        )
        .with_for_update(of=HandOver)
    ).first()
    if found is None or not said.number:
        return False
    given, item_number = found
    heard = mapping(carrier).hear(said.code)
    _note(given, said, ended=heard.event is EventCode.CANCELLED)
    if heard.event is None or heard.event in _TOLD_TO_US_ONLY:
        return False
    sender = Sender(device=f"carrier:{carrier}", carrier=carrier)
    [verdict] = record(session, [_event(carrier, said, heard.event, item_number)], sender)
    return verdict.outcome is Outcome.APPLIED


def _note(given: HandOver, said: Said, *, ended: bool) -> None:
    """Keep the newest word and the number; `ended` means that the carrier has let go of the parcel."""
    now = clock.now()
    if given.carrier_number not in ("", said.number):
        return  # An earlier announcement of the same parcel, given up since.
    given.carrier_number = said.number
    given.uncertain = False
    given.updated_at = now
    if given.status_at is None or said.at >= given.status_at:
        given.raw_status, given.status_at = said.code[:64], said.at
    match given.state:
        case HandOverState.WAITING:
            given.state = HandOverState.CONFIRMED
        case HandOverState.WITHDRAWING:
            given.due_at = now
        case _:
            pass
    if ended:
        withdrawn = given.state in (HandOverState.WITHDRAWING, HandOverState.WITHDRAWN)
        given.state = HandOverState.WITHDRAWN if withdrawn else HandOverState.REFUSED


def _event(carrier: str, said: Said, code: EventCode, item_number: str) -> NewEvent:
    # What a carrier fetches at our office it takes over from the office, not from the sender.
    taken = EventCode.DEPARTED if code is EventCode.COLLECTED else code
    key = f"{carrier}:{said.number}:{said.code}:{said.at.timestamp():.0f}"
    return NewEvent(
        event_id=uuid.uuid5(_NAMESPACE, key),
        code=taken,
        happened_at=said.at,
        parcels=(item_number,),
        reason=reason_for(carrier, said.reason) if taken is EventCode.DELIVERY_FAILED else "",
        note=f"{mapping(carrier).name}: {said.code}",
        evidence={"carrier": carrier, "carrier_number": said.number, "carrier_code": said.code},
    )
