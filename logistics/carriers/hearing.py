"""What a carrier says of a parcel is kept as it came, and becomes a handling event where its word is known to be one.

Each once, in the order of when it happened.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers.calling import unreadable
from logistics.carriers.carrier import Carrier, Incoming, Said
from logistics.carriers.models import LONGEST_NUMBER, LONGEST_WORD, CarrierReport, HandOver, HandOverState
from logistics.carriers.reasons import reason_for
from logistics.db import insert_new
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Sender, record
from logistics.tracking.clocks import moment
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


def story_code(carrier: str, raw: str) -> EventCode | None:
    """The event that the carrier's word is in the story of the parcel; None where it is none, or nobody knows it."""
    event = mapping(carrier).hear(raw).event
    return None if event in _TOLD_TO_US_ONLY else event


def _can_be_kept(said: Said) -> bool:
    told = said.number + said.code + said.reason
    # No database keeps NUL or half a letter. Towards the years 1 and 9999 a moment of one zone is none in another.
    writable = "\0" not in told and told == told.encode(errors="replace").decode()
    return writable and len(said.number) <= LONGEST_NUMBER and 1970 <= said.at.year < 3000


def hear(session: Session, carrier: str, reports: Sequence[Said]) -> int:
    """How many of the reports told something new. Repeats, latecomers and parcels of others are no error.

    Every report is kept in the carrier's own words, also one that no table knows; the newest stands on the
    hand-over. The number it tells may be news itself: then the hand-over, whose answer was lost, is confirmed by it.
    """
    kept = [said for said in reports if _can_be_kept(said)]
    return sum(_hear(session, carrier, said) for said in sorted(kept, key=lambda said: said.at))


def _hear(session: Session, carrier: str, said: Said) -> bool:
    found = session.execute(
        select(HandOver, Parcel.item_number)
        .join(Parcel, Parcel.id == HandOver.parcel_id)
        .where(
            HandOver.carrier == carrier,
            or_(HandOver.carrier_number == said.number, HandOver.reference == said.reference),
        )
        .with_for_update(of=HandOver)
    ).first()
    if found is None or not said.number:
        return False
    given, item_number = found
    now = clock.now()
    # Its clock may be years ahead: taken as it came, such a report would be the newest until then.
    happened_at = moment(said.at, now, 0).happened_at
    if not _keep(session, given, said, happened_at, now):
        return False
    _note(given, said, happened_at, now, ended=mapping(carrier).hear(said.code).event is EventCode.CANCELLED)
    if (code := story_code(carrier, said.code)) is not None:
        sender = Sender(device=f"carrier:{carrier}", carrier=carrier)
        record(session, [_event(carrier, said, code, item_number)], sender)
    return True


def _keep(session: Session, given: HandOver, said: Said, happened_at: dt.datetime, now: dt.datetime) -> bool:
    """Keep the report as it came; False for one that was kept before."""
    row = insert_new(session, CarrierReport).values(
        hand_over_id=given.id,
        number=said.number,
        code=said.code[:LONGEST_WORD],
        reason=said.reason[:LONGEST_WORD],
        said_at=said.at,
        happened_at=happened_at,
        heard_at=now,
    )
    return session.scalar(row.on_conflict_do_nothing().returning(CarrierReport.id)) is not None


def _note(given: HandOver, said: Said, happened_at: dt.datetime, now: dt.datetime, *, ended: bool) -> None:
    """Keep the newest word and the number; `ended` means that the carrier has let go of the parcel."""
    if given.carrier_number not in ("", said.number):
        return  # An earlier announcement of the same parcel, given up since.
    given.carrier_number = said.number
    given.uncertain = False
    given.updated_at = now
    if given.status_at is None or happened_at >= given.status_at:
        given.raw_status, given.status_at = said.code[:LONGEST_WORD], happened_at
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
