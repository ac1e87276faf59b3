"""Asking carriers about parcels that nothing was heard of: a webhook that got lost loses nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers.carrier import Carrier, CarrierError, Said
from logistics.carriers.hearing import hear
from logistics.carriers.known import carriers
from logistics.carriers.models import HandOver, HandOverState
from logistics.jobs import breaker, queue
from logistics.jobs.work import Work
from logistics.shipments.models import Parcel
from logistics.tracking.fold import OVER

ASK_CARRIERS = "ask-carriers"
"""The kind of the job."""
SILENT_H = 6
ROUND = 200


def ask_for_asking(session: Session) -> None:
    """A job that asks about whatever is silent when it runs."""
    queue.enqueue(session, ASK_CARRIERS, uuid.uuid4().hex, {})


def silent(session: Session, known: Collection[str], now: dt.datetime) -> Sequence[HandOver]:
    """Confirmed hand-overs of parcels still under way that were neither heard nor asked about for six hours."""
    last = func.coalesce(HandOver.updated_at, HandOver.created_at)
    return session.scalars(
        select(HandOver)
        .join(Parcel, Parcel.id == HandOver.parcel_id)
        .where(
            HandOver.state == HandOverState.CONFIRMED,
            HandOver.carrier.in_(known),
            Parcel.status.not_in(OVER),
            last < now - dt.timedelta(hours=SILENT_H),
        )
        .order_by(last, HandOver.id)
        .limit(ROUND)
    ).all()


def handle(work: Work) -> None:
    """The `ask-carriers` job: each silent parcel is asked about once; a carrier that does not answer, no further."""
    known = carriers(work.settings)
    heard = 0
    with work.database.reading() as session:
        asked = [(given.id, given.carrier, given.carrier_number) for given in silent(session, known, clock.now())]
    for hand_over_id, code, number in asked:
        if work.lost.is_set():
            return
        with work.database.transaction() as session:
            if not breaker.may_try(session, code, clock.now()):
                continue
        said, error = _ask(known[code], number)
        with work.database.transaction() as session:
            heard += _answered(session, hand_over_id, said, error)
    with work.database.transaction() as session:
        work.complete(session, {"asked": len(asked), "heard": heard})


def _answered(session: Session, hand_over_id: int, said: Sequence[Said], error: CarrierError | None) -> int:
    given = session.get_one(HandOver, hand_over_id, with_for_update=True)
    if error is not None and not error.permanent:
        breaker.failed(session, given.carrier, clock.now())
        return 0
    breaker.answered(session, given.carrier)
    given.updated_at = clock.now()
    return hear(session, given.carrier, said)


def _ask(carrier: Carrier, number: str) -> tuple[Sequence[Said], CarrierError | None]:
    try:
        return carrier.ask(number), None
    except CarrierError as error:
        return (), error
