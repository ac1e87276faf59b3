"""Where a parcel's way leads, its money follows: collected where it is delivered, let go of where it turns back.

The cash of a shipment goes with its first parcel, as the labels say. What is moved depends on the status alone,
never on the order in which we learnt of events: a delivery that is corrected gives the money back to what is due.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.cod.collecting import due_at_once, make_due
from logistics.cod.ledger import Balances, Movement, balances, in_whose_hands, lock, move
from logistics.cod.models import Account, CodEntry
from logistics.parties.models import Role, User
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.tracking.models import HandlingEvent

COD_EVIDENCE = "cod_vnd"
"""In the evidence of a delivery: what was taken, where that was not the whole amount."""

_TURNED_BACK = frozenset({Status.RETURNING, Status.RETURNED, Status.CANCELLED, Status.LOST, Status.DAMAGED})
_OURS = frozenset({Role.DRIVER, Role.CLERK, Role.DISPATCHER})
_TAKEN = (Account.COLLECTED, Account.HANDED_IN, Account.RECONCILED, Account.PAID_OUT)

_OUTCOMES = (
    select(
        *(Shipment.id, Shipment.cod_amount_vnd, Parcel.status),
        *(HandlingEvent.actor_id, HandlingEvent.evidence, User.role),
    )
    .join(Shipment, Shipment.id == Parcel.shipment_id)
    .outerjoin(HandlingEvent, HandlingEvent.id == Parcel.status_event_id)
    .outerjoin(User, User.id == HandlingEvent.actor_id)
    .where(Parcel.sequence == 1, Shipment.cod_amount_vnd > 0)
    .order_by(Shipment.id)
)


class Following:
    """The ledger as shipments and events book in it: see logistics.shipments.cash."""

    due_at_once = staticmethod(due_at_once)

    def follow(self, session: Session, parcels: Collection[int]) -> None:
        """The money of these parcels' shipments stands where their statuses say; booked once, however often asked."""
        outcomes = session.execute(_OUTCOMES.where(Parcel.id.in_(parcels))).all()
        if not outcomes:
            return
        shipments = [outcome.id for outcome in outcomes]
        lock(session, shipments)
        for shipment in shipments:
            make_due(session, shipment)
        standing, held = balances(session, shipments), in_whose_hands(session, shipments)
        booked = dict(
            session.execute(
                select(CodEntry.shipment_id, func.count())
                .where(CodEntry.shipment_id.in_(shipments))
                .group_by(CodEntry.shipment_id)
            ).all()
        )
        movements = [
            movement
            for outcome in outcomes
            for movement in _Purse(outcome, standing[outcome.id], held[outcome.id], booked[outcome.id]).movements()
        ]
        move(session, movements)


@dataclass(frozen=True, slots=True)
class _Purse:
    """One shipment's money: what became of its first parcel, and where each dong is now."""

    outcome: Any
    standing: Balances
    held: Mapping[int | None, int]
    booked: int

    def movements(self) -> Iterator[Movement]:
        """What is to be moved. Money that was handed in stays there: people settle that, not a scan."""
        # An act is a name that no earlier one of this shipment has: it has had `booked` so far.
        acts = (f"follow:{n}" for n in count(self.booked))
        for source, target, amount_vnd, driver in self._moves():
            yield Movement(
                act=next(acts),
                shipment_id=self.outcome.id,
                source=source,
                target=target,
                amount_vnd=amount_vnd,
                driver_id=driver,
                actor_id=self.outcome.actor_id,
            )

    def _moves(self) -> Iterator[tuple[Account, Account, int, int | None]]:
        due_vnd, waived_vnd = self.standing[Account.DUE], self.standing[Account.WAIVED]
        if waived_vnd and self.outcome.status not in _TURNED_BACK:
            yield Account.WAIVED, Account.DUE, waived_vnd, None
            due_vnd += waived_vnd
        if self.outcome.status is Status.DELIVERED:
            taken_vnd = min(due_vnd, self._told_vnd() - sum(self.standing[account] for account in _TAKEN))
            if taken_vnd > 0:
                yield Account.DUE, Account.COLLECTED, taken_vnd, self._driver()
            return
        for driver, amount_vnd in self.held.items():
            yield Account.COLLECTED, Account.DUE, amount_vnd, driver
            due_vnd += amount_vnd
        if due_vnd and self.outcome.status in _TURNED_BACK:
            yield Account.DUE, Account.WAIVED, due_vnd, None

    def _told_vnd(self) -> int:
        told = (self.outcome.evidence or {}).get(COD_EVIDENCE)
        return told if isinstance(told, int) and told >= 0 else int(self.outcome.cod_amount_vnd)

    def _driver(self) -> int | None:
        """Who holds the cash: one of our people, or a line-haul carrier (None) that pays it over."""
        return self.outcome.actor_id if self.outcome.role in _OURS else None
