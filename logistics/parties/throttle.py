"""Counting tries in the database, so that the count holds in every process and after a restart."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.parties.models import Throttle

# A window is counted in slices: at most `limit` tries fall in any stretch as long as the window,
# where one aligned counter would let through twice as many around its border.
_SLICES = 6

_COUNTED = (
    select(Throttle.__table__.c.window_start, Throttle.__table__.c.tries)
    .where(
        Throttle.__table__.c.subject == bindparam("subject"),
        Throttle.__table__.c.tries > 0,
        Throttle.__table__.c.window_start > bindparam("since"),
    )
    .order_by(Throttle.__table__.c.window_start)
)


@dataclass(frozen=True, slots=True)
class Tries:
    """What one counted try found: how many are left after it, or how long to wait where it was one too many."""

    left: int
    retry_after_s: int = 0

    @property
    def allowed(self) -> bool:
        """Whether this try may go on."""
        return self.retry_after_s == 0


@dataclass(frozen=True, slots=True)
class Booking:
    """How many tries were granted, how many may still be booked, and when more where these are not enough."""

    granted: int
    left: int
    free_s: int = 0


def count(session: Session, subject: str, *, limit: int, window_s: int) -> Tries:
    """Count one try of `subject` and say whether it is within `limit` per `window_s` seconds.

    A refused try is not counted, so waiting helps. The count must be committed even where the try is then
    refused: answer with a value and raise outside the transaction.
    """
    now = clock.now()
    _add(session, subject, _slice_start(now, slice_s(window_s)), 1)
    total, free_s = _counted(session, subject, now, window_s)
    if total <= limit:
        return Tries(left=limit - total)
    take_back(session, subject)
    return Tries(left=0, retry_after_s=free_s)


def book(session: Session, subject: str, most: int, *, limit: int, window_s: int) -> Booking:
    """Count up to `most` tries of `subject` at once, as many as `limit` per `window_s` seconds still allows.

    Who asks often books ahead and writes once in many tries; a booking is good for `slice_s(window_s)` seconds.
    """
    now = clock.now()
    _add(session, subject, _slice_start(now, slice_s(window_s)), most)
    total, free_s = _counted(session, subject, now, window_s)
    excess = min(most, max(0, total - limit))
    if excess:
        _add(session, subject, _slice_start(now, slice_s(window_s)), -excess)
    granted = most - excess
    return Booking(granted, left=max(0, limit - total), free_s=free_s if excess else 0)


def slice_s(window_s: int) -> int:
    """Seconds of one slice of a window."""
    return math.ceil(window_s / _SLICES)


def wait_s(session: Session, subject: str, *, limit: int, window_s: int) -> int:
    """Seconds until another try of `subject` would be allowed, 0 where it is now; counts nothing."""
    total, free_s = _counted(session, subject, clock.now(), window_s)
    return free_s if total >= limit else 0


def take_back(session: Session, subject: str) -> None:
    """Uncount the newest try: it succeeded, or it was refused."""
    newest = (
        select(Throttle.id)
        .where(Throttle.subject == subject, Throttle.tries > 0)
        .order_by(Throttle.window_start.desc())
        .limit(1)
        .scalar_subquery()
    )
    session.execute(
        update(Throttle).where(Throttle.id == newest).values(tries=Throttle.tries - 1),
        execution_options={"synchronize_session": False},
    )


def forget_before(session: Session, moment: dt.datetime) -> None:
    """Delete counts from before the moment; the clock does it daily."""
    session.execute(
        delete(Throttle).where(Throttle.window_start < moment), execution_options={"synchronize_session": False}
    )


def _counted(session: Session, subject: str, now: dt.datetime, window_s: int) -> tuple[int, int]:
    """How many tries fall in the window up to now, and in how many seconds the oldest of them leaves it."""
    since = now - dt.timedelta(seconds=window_s + slice_s(window_s))
    rows = session.connection().execute(_COUNTED, {"subject": subject, "since": since}).all()
    if not rows:
        return 0, 0
    frees_at = rows[0].window_start + dt.timedelta(seconds=slice_s(window_s) + window_s)
    return sum(tries for _, tries in rows), max(1, math.ceil((frees_at - now).total_seconds()))


def _add(session: Session, subject: str, start: dt.datetime, tries: int) -> None:
    row = {"subject": subject, "window_start": start, "tries": tries}
    session.execute(
        insert_new(session, Throttle)
        .values(row)
        .on_conflict_do_update(
            index_elements=[Throttle.subject, Throttle.window_start], set_={"tries": Throttle.tries + tries}
        )
    )


def _slice_start(moment: dt.datetime, length_s: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(moment.timestamp() // length_s * length_s, dt.UTC)
