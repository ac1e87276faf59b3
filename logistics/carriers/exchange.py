"""Telling carriers what is due: a row is claimed, the carrier called outside any transaction, the row settled.

Whatever dies in between, the row stays. Where a request may have arrived without an answer, the carrier is asked
for the reference before it is told again, so that no parcel is announced twice.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers.carrier import Carrier, CarrierError, Consignment
from logistics.carriers.consigning import consignment_of
from logistics.carriers.handing_over import LEASE_S, ask_for_exchange
from logistics.carriers.known import carriers
from logistics.carriers.models import HandOver, HandOverState
from logistics.jobs import breaker
from logistics.jobs.work import Work

ROUND = 50
FIRST_DELAY_S, LONGEST_DELAY_S = 15, 3600

_DUE = (HandOverState.WAITING, HandOverState.WITHDRAWING)


@dataclass(frozen=True, slots=True)
class Task:
    """A claimed hand-over: to be announced (WAITING) or cancelled (WITHDRAWING)."""

    hand_over_id: int
    attempt: int
    carrier: str
    state: HandOverState
    number: str
    uncertain: bool
    consignment: Consignment


def handle(work: Work) -> None:
    """The `exchange` job: a round of what is due; where more remains, the next round is asked for."""
    known = carriers(work.settings)
    tried = 0
    while tried < ROUND and not work.lost.is_set():
        with work.database.transaction() as session:
            task = claim(session, known.keys())
        if task is None:
            break
        tried += 1
        number, error = _tell(known[task.carrier], task)
        with work.database.transaction() as session:
            settle(session, task, number, error, can_find=known[task.carrier].can_find)
    with work.database.transaction() as session:
        if tried == ROUND:
            ask_for_exchange(session)
        work.complete(session, {"tried": tried})


def is_anything_due(session: Session, now: dt.datetime) -> bool:
    """Whether some carrier has to be told something."""
    due = (HandOver.state.in_(_DUE), HandOver.due_at <= now)
    return session.scalar(select(HandOver.id).where(*due).limit(1)) is not None


def claim(session: Session, known: Collection[str]) -> Task | None:
    """The hand-over that has been due longest, for this worker alone until the lease ends; None where none is."""
    now = clock.now()
    wanted = select(HandOver).where(*_due(known, now)).order_by(HandOver.due_at, HandOver.id).limit(1)
    given = session.scalars(wanted.with_for_update(skip_locked=True)).first()
    if given is None or not breaker.may_try(session, given.carrier, now):
        return None
    given.attempts += 1
    given.due_at = now + dt.timedelta(seconds=LEASE_S)
    task = Task(
        hand_over_id=given.id,
        attempt=given.attempts,
        carrier=given.carrier,
        state=given.state,
        number=given.carrier_number,
        uncertain=given.uncertain,
        consignment=consignment_of(session, given),
    )
    # Until the carrier has answered, nobody knows whether it heard: also not after a kill -9.
    given.uncertain = True
    session.flush()
    return task


def settle(session: Session, task: Task, number: str, error: CarrierError | None, *, can_find: bool) -> None:
    """Write down what the carrier did, and what that says of the carrier."""
    now = clock.now()
    if error is None or error.permanent:
        breaker.answered(session, task.carrier)
    else:
        breaker.failed(session, task.carrier, now)
    given = session.get_one(HandOver, task.hand_over_id, with_for_update=True, populate_existing=True)
    if given.attempts != task.attempt or given.state is not task.state:
        # Its webhook was faster, or somebody changed their mind, or the lease had ended: only the number is news.
        given.carrier_number = given.carrier_number or number
        return
    given.last_error = "" if error is None else str(error)[:400]
    given.updated_at = now
    if error is None:
        given.uncertain = False
        given.carrier_number = number
        given.state = _DONE[task.state]
        return
    given.uncertain = task.uncertain or error.uncertain
    # A carrier that refuses a reference it may have had before refuses the repeat, not the parcel.
    may_have_it = given.uncertain and not can_find and not given.carrier_number
    if error.permanent and not may_have_it:
        given.state = _REFUSED[task.state]
        return
    given.due_at = now + dt.timedelta(seconds=delay_s(given.attempts))


_DONE = {HandOverState.WAITING: HandOverState.CONFIRMED, HandOverState.WITHDRAWING: HandOverState.WITHDRAWN}
# What it no longer gives back, it has.
_REFUSED = {HandOverState.WAITING: HandOverState.REFUSED, HandOverState.WITHDRAWING: HandOverState.CONFIRMED}


def delay_s(attempts: int) -> float:
    """How long to wait after so many tries: twice as long each time, to an hour, with jitter."""
    return min(FIRST_DELAY_S * 2.0 ** min(attempts - 1, 20), LONGEST_DELAY_S) * random.uniform(1, 1.25)


def _tell(carrier: Carrier, task: Task) -> tuple[str, CarrierError | None]:
    """The carrier's number for the parcel, and None; or why it did not do it."""
    reference = task.consignment.reference
    try:
        number = task.number or (carrier.find(reference) if task.uncertain else None)
        if task.state is HandOverState.WAITING:
            return number or carrier.create(task.consignment), None
        if number:
            carrier.cancel(number)
        elif task.uncertain and not carrier.can_find:
            raise CarrierError("its number is not known yet; the carrier's webhook will tell it")
        return number or "", None
    except CarrierError as error:
        return "", error


def _due(known: Collection[str], now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        HandOver.state.in_(_DUE),
        HandOver.due_at <= now,
        HandOver.carrier.in_(known),
        HandOver.carrier.not_in(breaker.resting(now)),
    )
