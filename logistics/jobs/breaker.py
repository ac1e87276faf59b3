"""The circuit breaker for everybody outside: who does not answer is left in peace for a while, then asked once.

It stands in the database, so that it holds in every process and after a restart. Names say who: "sms",
"webhook:12", "ghn".
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from logistics.db import insert_new
from logistics.jobs.models import Breaker

FIRST_REST_S = 5
LONGEST_REST_S = 300
PROBE_S = 60
"""While one caller tries whether it answers again, the others wait this long for the result."""


def resting(now: dt.datetime) -> Select[str]:
    """The names to leave in peace at this moment, for a WHERE ... NOT IN."""
    return select(Breaker.name).where(Breaker.rest_until > now)


def may_try(session: Session, name: str, now: dt.datetime) -> bool:
    """Whether to call it now: always while it answers; after a rest, for one caller at a time."""
    if session.scalar(select(Breaker.name).where(Breaker.name == name)) is None:
        return True
    probed = session.scalar(
        update(Breaker)
        .where(Breaker.name == name, Breaker.rest_until <= now)
        .values(rest_until=now + dt.timedelta(seconds=PROBE_S))
        .returning(Breaker.name),
        execution_options={"synchronize_session": False},
    )
    return probed is not None


def failed(session: Session, name: str, now: dt.datetime) -> int:
    """Count one more failure in a row; for how many seconds it is now left in peace."""
    counted = (
        insert_new(session, Breaker)
        .values(name=name, failures=1)
        .on_conflict_do_update(index_elements=["name"], set_={"failures": Breaker.failures + 1})
        .returning(Breaker.failures)
    )
    failures = session.execute(counted).scalar_one()
    rest_s = int(min(FIRST_REST_S * 2 ** min(failures - 1, 16), LONGEST_REST_S))
    session.execute(
        update(Breaker).where(Breaker.name == name).values(rest_until=now + dt.timedelta(seconds=rest_s)),
        execution_options={"synchronize_session": False},
    )
    return rest_s


def answered(session: Session, name: str) -> bool:
    """Forget its failures; True where it had been failing, so that what waited for it may go at once."""
    recovered = session.scalar(
        delete(Breaker).where(Breaker.name == name).returning(Breaker.name),
        execution_options={"synchronize_session": False},
    )
    return recovered is not None
