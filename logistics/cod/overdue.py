"""Cash that should have been handed in by now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod.ledger import held_by_driver
from logistics.cod.models import CodEntry
from logistics.parties.models import User

OVERDUE_D = 1
"""A driver hands in on the day of the collection; a day later the dispatcher asks."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A driver who still holds cash, since the oldest collection not handed in."""

    driver_id: int
    name: str
    amount_vnd: int
    since: dt.datetime


def overdue_cash(session: Session, sees: ColumnElement[bool]) -> list[Overdue]:
    """The drivers under the condition (visible_to(principal, User)) who hold cash from an earlier day, worst first."""
    before = clock.at(clock.service_day(clock.now()) - dt.timedelta(days=OVERDUE_D - 1), 0)
    held = held_by_driver(CodEntry.driver_id.in_(select(User.id).where(sees))).subquery()
    since = func.min(held.c.since)
    rows = session.execute(
        select(User.id, User.name, func.sum(held.c.amount_vnd), since)
        .join(held, held.c.driver_id == User.id)
        .group_by(User.id, User.name)
        .having(since < before)
        .order_by(since, User.id)
    )
    return [Overdue(driver, name, int(amount_vnd), oldest) for driver, name, amount_vnd, oldest in rows]
