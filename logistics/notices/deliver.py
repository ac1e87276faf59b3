"""Delivering what is due: claimed by raising its attempts, sent outside any transaction, then settled.

A worker that dies in between leaves the notice due again after the lease: it is delivered at least once, under
an id that tells the receiver of a repeat.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, case, cast, literal, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.jobs import breaker
from logistics.jobs.work import Work
from logistics.notices.models import Channel, Notice, NoticeState, Subscription
from logistics.notices.queue import ask_for_delivery
from logistics.notices.quiet import is_quiet, outside_quiet_hours
from logistics.notices.transports import Letter, Transport, TransportError, sms, webhook
from logistics.parties.models import User
from logistics.settings import Settings

ROUND = 100
"""So many notices a job, so that a planning that waits behind it does not wait long."""
LEASE_S = 60
FIRST_DELAY_S, LONGEST_DELAY_S = 10, 6 * 3600
_JITTER = 0.25

_taker: ColumnElement[str] = case(
    (Notice.channel == Channel.SMS, Channel.SMS.value),
    else_=literal("webhook:") + cast(Notice.subscription_id, String),
)
"""Who takes a notice: what has to rest when they do not answer. The same in Python: `_route`."""

Transports = Mapping[Channel, Transport]


def transports_of(settings: Settings) -> Transports:
    """The ways out of this installation."""
    return {Channel.SMS: sms.transport_for(settings), Channel.WEBHOOK: webhook.transport_for(settings)}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice in one worker's hands, ready to be sent; `attempt` tells whether it still is."""

    notice_id: int
    attempt: int
    channel: Channel
    letter: Letter


def handle(work: Work) -> None:
    """The `deliver` job: a round of what is due; where more remains, the next round is asked for."""
    ways = transports_of(work.settings)
    tried = 0
    while tried < ROUND and not work.lost.is_set():
        with work.database.transaction() as session:
            claimed = claim(session)
        if claimed is None:
            break
        tried += 1
        error = _sent(ways, claimed)
        with work.database.transaction() as session:
            settle(session, claimed, error)
    with work.database.transaction() as session:
        if tried == ROUND:
            ask_for_delivery(session)
        work.complete(session, {"tried": tried})


def is_anything_due(session: Session, now: dt.datetime) -> bool:
    """Whether a round would find something to do."""
    return session.scalar(select(Notice.id).where(_due(now)).limit(1)) is not None


def claim(session: Session) -> Claimed | None:
    """The notice that has been due longest, for this worker alone until the lease ends; None where none is due.

    What goes to somebody who does not answer stays where it is until they have rested. What a subscription that
    was ended still had to hear is laid aside, and so is a text message whose time passed while it waited.
    """
    now = clock.now()
    wanted = select(Notice).where(_due(now)).order_by(Notice.due_at, Notice.id).limit(1)
    while notice := session.scalars(wanted.with_for_update(skip_locked=True)).first():
        secrets = _secrets(session, notice)
        if notice.channel is Channel.WEBHOOK and not secrets:
            notice.state, notice.last_error = NoticeState.DEAD, "the subscription has ended"
            session.flush()
            continue
        if notice.channel is Channel.SMS and notice.give_up_at <= now:
            notice.state, notice.last_error = NoticeState.DEAD, "it waited too long to be news"
            session.flush()
            continue
        if not breaker.may_try(session, _route(notice), now):
            return None
        notice.attempts += 1
        notice.due_at = now + dt.timedelta(seconds=LEASE_S)
        session.flush()
        letter = Letter(f"msg_{notice.id}", notice.recipient, notice.body, secrets)
        return Claimed(notice.id, notice.attempts, notice.channel, letter)
    return None


def settle(session: Session, claimed: Claimed, error: TransportError | None) -> None:
    """Write down what became of a claimed notice, and what that says of who takes it."""
    now = clock.now()
    notice = session.get_one(Notice, claimed.notice_id, with_for_update=True)
    if notice.attempts != claimed.attempt or notice.state is not NoticeState.WAITING:
        return  # The lease had ended, and somebody else has it.
    notice.last_error = "" if error is None else str(error)[:400]
    if error is not None and not error.permanent:
        _postpone(session, notice, now)
        return
    notice.state = NoticeState.DELIVERED if error is None else NoticeState.DEAD
    notice.delivered_at = now if error is None else None
    if error is not None and error.gone and notice.subscription_id is not None:
        session.get_one(Subscription, notice.subscription_id).active = False
    if breaker.answered(session, _route(notice)):
        waiting = (_taker == _route(notice), Notice.state == NoticeState.WAITING, Notice.attempts > 0)
        _update(session, *waiting, due_at=now)


def delay_s(attempts: int) -> float:
    """How long to wait after so many tries: three times longer each time, to six hours, with jitter."""
    longest = min(FIRST_DELAY_S * 3.0 ** min(attempts - 1, 20), LONGEST_DELAY_S)
    return longest * random.uniform(1, 1 + _JITTER)


def _postpone(session: Session, notice: Notice, now: dt.datetime) -> None:
    breaker.failed(session, _route(notice), now)
    due_at = now + dt.timedelta(seconds=delay_s(notice.attempts))
    waits = notice.channel is Channel.SMS and not notice.at_any_hour
    notice.due_at = outside_quiet_hours(due_at) if waits else due_at
    session.flush()
    # All that have waited too long for the same receiver, also those that were never its turn.
    overdue = (_taker == _route(notice), Notice.state == NoticeState.WAITING, Notice.give_up_at <= now)
    _update(session, *overdue, state=NoticeState.DEAD, last_error=notice.last_error)


def _sent(ways: Transports, claimed: Claimed) -> TransportError | None:
    """None once the receiver has it, else why not."""
    try:
        ways[claimed.channel].send(claimed.letter)
    except TransportError as error:
        return error
    return None


def _secrets(session: Session, notice: Notice) -> tuple[str, ...]:
    """What to sign with: the subscription's secrets of this moment; none where it, or its user, was switched off."""
    found = session.execute(
        select(Subscription.secret, Subscription.former_secret)
        .join(User, User.id == Subscription.user_id)
        .where(Subscription.id == notice.subscription_id, Subscription.active, User.active)
    ).first()
    return () if found is None else tuple(secret for secret in found if secret)


def _due(now: dt.datetime) -> ColumnElement[bool]:
    due = (Notice.state == NoticeState.WAITING) & (Notice.due_at <= now) & _taker.not_in(breaker.resting(now))
    # Asked when it leaves, not only when it is composed: a worker may be late, a gateway answer again at midnight.
    return due & ((Notice.channel != Channel.SMS) | Notice.at_any_hour) if is_quiet(now) else due


def _route(notice: Notice) -> str:
    return Channel.SMS.value if notice.channel is Channel.SMS else f"webhook:{notice.subscription_id}"


def _update(session: Session, *where: ColumnElement[bool], **values: object) -> None:
    session.execute(update(Notice).where(*where).values(**values), execution_options={"synchronize_session": "fetch"})
