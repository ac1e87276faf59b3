"""Cash that should have been handed in by now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod.ledger import in_hand
from logistics.cod.models import Account, CodEntry
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
    drivers = session.execute(
        select(User.id, User.name)
        .where(sees, User.id.in_(select(CodEntry.driver_id).where(CodEntry.debit == Account.COLLECTED)))
        .order_by(User.id)
    ).all()
    found = []
    for driver, name in drivers:
        held = in_hand(session, driver)
        since = session.scalar(
            select(func.min(CodEntry.at)).where(
                CodEntry.driver_id == driver, CodEntry.debit == Account.COLLECTED, CodEntry.shipment_id.in_(held)
            )
        )
        if held and since is not None and since < before:
            found.append(Overdue(driver, name, sum(held.values()), since))
    return sorted(found, key=lambda each: each.since)
