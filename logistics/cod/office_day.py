"""The cash of an office on one day: who holds how much, what was counted, and where the money is on its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod.ledger import Balances, in_hand, total
from logistics.cod.models import Account, CashUp, CodEntry
from logistics.parties.models import Seller, User
from logistics.shipments.models import Parcel, Shipment


@dataclass(frozen=True, slots=True)
class Purse:
    """The cash that one of our people, or without `holder_id` the line-haul carriers, holds for the office."""

    holder_id: int | None
    name: str
    held_vnd: int
    shipments: int
    since: dt.datetime | None

    @property
    def overdue(self) -> bool:
        """Whether some of it was collected on an earlier day."""
        return self.since is not None and clock.service_day(self.since) < clock.service_day(clock.now())


@dataclass(frozen=True, slots=True)
class Held:
    """One shipment's cash in a purse."""

    item_number: str
    seller: str
    amount_vnd: int
    collected_at: dt.datetime


def purses(session: Session, office_id: int) -> list[Purse]:
    """Everybody who holds cash for the office now, the largest purse first; the line-haul carriers as one."""
    people = session.execute(
        select(User.id, User.name)
        .where(
            User.office_id == office_id,
            User.id.in_(select(CodEntry.driver_id).where(CodEntry.debit == Account.COLLECTED)),
        )
        .order_by(User.id)
    ).all()
    found = [purse(session, office_id, holder, name) for holder, name in [*people, (None, "")]]
    return sorted((each for each in found if each.held_vnd), key=lambda each: -each.held_vnd)


def purse(session: Session, office_id: int, holder_id: int | None, name: str) -> Purse:
    """What this holder has in hand."""
    held = in_hand(session, holder_id, office_id)
    since = min((each.collected_at for each in contents(session, office_id, holder_id)), default=None)
    return Purse(holder_id, name, sum(held.values()), len(held), since)


def contents(session: Session, office_id: int, holder_id: int | None) -> list[Held]:
    """The purse shipment by shipment, the oldest collection first."""
    held = in_hand(session, holder_id, office_id)
    rows = session.execute(
        select(Shipment.id, Parcel.item_number, Seller.name, func.max(CodEntry.at))
        .join(Parcel, (Parcel.shipment_id == Shipment.id) & (Parcel.sequence == 1))
        .join(Seller, Seller.id == Shipment.seller_id)
        .join(CodEntry, (CodEntry.shipment_id == Shipment.id) & (CodEntry.debit == Account.COLLECTED))
        .where(Shipment.id.in_(held))
        .group_by(Shipment.id, Parcel.item_number, Seller.name)
    )
    found = [Held(number, seller, held[shipment], at) for shipment, number, seller, at in rows]
    return sorted(found, key=lambda each: (each.collected_at, each.item_number))


def counted(session: Session, office_id: int, day: dt.date) -> list[tuple[CashUp, str]]:
    """The countings at the office on that day with the holder's name, the newest first."""
    rows = session.execute(
        select(CashUp, User.name)
        .outerjoin(User, User.id == CashUp.driver_id)
        .where(CashUp.office_id == office_id, CashUp.service_day == day)
        .order_by(CashUp.id.desc())
    )
    return [(each, name or "") for each, name in rows]


def office_total(session: Session, office_id: int) -> Balances:
    """Where the money of all the office's shipments stands."""
    return total(session, Shipment.office_id == office_id)


@dataclass(frozen=True, slots=True)
class Payable:
    """A seller, or a co-operative with its households, whose reconciled money waits to be paid out."""

    seller_id: int
    name: str
    amount_vnd: int


def payables(session: Session, office_id: int) -> list[Payable]:
    """Who is to be paid now: a household's money goes to its co-operative where it has one."""
    payee = func.coalesce(Seller.cooperative_id, Seller.id)
    rows = session.execute(
        select(payee, func.sum(_reconciled()))
        .join(Shipment, Shipment.id == CodEntry.shipment_id)
        .join(Seller, Seller.id == Shipment.seller_id)
        .where(Shipment.office_id == office_id)
        .group_by(payee)
        .having(func.sum(_reconciled()) > 0)
    )
    sums = {seller: int(amount_vnd) for seller, amount_vnd in rows}
    names = dict(session.execute(select(Seller.id, Seller.name).where(Seller.id.in_(sums))).all())
    return sorted((Payable(seller, names[seller], vnd) for seller, vnd in sums.items()), key=lambda each: each.name)


def _reconciled() -> ColumnElement[int]:
    return case(
        (CodEntry.debit == Account.RECONCILED, CodEntry.amount_vnd),
        (CodEntry.credit == Account.RECONCILED, -CodEntry.amount_vnd),
        else_=0,
    )
