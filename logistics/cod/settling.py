"""From the office to the seller: what was handed in is reconciled with the bank, then paid out by household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from logistics.cod.ledger import Balances, Movement, lock, move, moved_by, standing_in, total
from logistics.cod.models import Account, CodEntry
from logistics.parties.models import Seller
from logistics.shipments.models import Shipment


@dataclass(frozen=True, slots=True)
class Share:
    """What one household (or the co-operative itself) gets out of a payment."""

    seller_id: int
    name: str
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a seller's money stands, as sellers read it: still on the way, at the post, agreed, paid."""

    seller_id: int
    name: str
    balances: Balances


def reconcile(session: Session, office_id: int, key: str, actor_id: int | None = None) -> int:
    """Mark everything handed in at the office as agreed with the bank; the sum, the same for the same key."""
    movements = _moving(
        session,
        Shipment.office_id == office_id,
        _Step(Account.HANDED_IN, Account.RECONCILED, f"reconcile:{office_id}:{key}", actor_id),
    )
    return sum(movement.amount_vnd for movement in movements)


def pay_out(session: Session, seller_id: int, key: str, actor_id: int | None = None) -> list[Share]:
    """Pay the seller, and as a co-operative its households, all that is reconciled; each one's share.

    The same key pays once and answers as the first time.
    """
    movements = _moving(
        session, _of(seller_id), _Step(Account.RECONCILED, Account.PAID_OUT, f"pay-out:{seller_id}:{key}", actor_id)
    )
    paid = {movement.shipment_id: movement.amount_vnd for movement in movements}
    rows = session.execute(
        select(Seller.id, Seller.name, Shipment.id)
        .join(Shipment, Shipment.seller_id == Seller.id)
        .where(Shipment.id.in_(paid))
        .order_by(Seller.id)
    )
    shares: dict[int, Share] = {}
    for seller, name, shipment in rows:
        before_vnd = shares[seller].amount_vnd if seller in shares else 0
        shares[seller] = Share(seller, name, before_vnd + paid[shipment])
    return list(shares.values())


def standings(session: Session, seller_id: int) -> list[Standing]:
    """How the money of the seller, and as a co-operative of each of its households, stands."""
    sellers = session.execute(
        select(Seller.id, Seller.name)
        .where(or_(Seller.id == seller_id, Seller.cooperative_id == seller_id))
        .order_by(Seller.id)
    )
    return [Standing(seller, name, total(session, Shipment.seller_id == seller)) for seller, name in sellers.all()]


@dataclass(frozen=True, slots=True)
class _Step:
    source: Account
    target: Account
    act: str
    actor_id: int | None


def _moving(session: Session, which: ColumnElement[bool], step: _Step) -> Sequence[Movement]:
    """Move all that stands in the step's source, shipment by shipment; the movements, also of an act done before."""
    shipments = CodEntry.shipment_id.in_(select(Shipment.id).where(which))
    lock(session, standing_in(session, step.source, shipments))
    if done := moved_by(session, step.act):
        return done
    movements = [
        Movement(
            act=step.act,
            shipment_id=shipment,
            source=step.source,
            target=step.target,
            amount_vnd=amount_vnd,
            actor_id=step.actor_id,
        )
        for shipment, amount_vnd in standing_in(session, step.source, shipments).items()
    ]
    move(session, movements)
    return movements


def _of(seller_id: int) -> ColumnElement[bool]:
    households = select(Seller.id).where(Seller.cooperative_id == seller_id)
    return or_(Shipment.seller_id == seller_id, Shipment.seller_id.in_(households))
