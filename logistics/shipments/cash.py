"""The ledger of cash on delivery as shipments and their events need it: kept by a room above, which says so here.

Registering a shipment, and an event that ends its way, move its money in the same transaction. The rooms that
write them lie below the ledger, so it hands itself in when it is imported (logistics/cod/__init__.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from sqlalchemy.orm import Session


class Ledger(Protocol):
    """What the keeper of the ledger promises."""

    def due_at_once(self, session: Session, amounts_vnd: Mapping[int, int]) -> None:
        """The amount of each of these new shipments is due from now on."""

    def follow(self, session: Session, parcels: Collection[int]) -> None:
        """The money of these parcels' shipments stands where their statuses say."""


_KEPT: list[Ledger] = []


def keep(ledger: Ledger) -> None:
    """Let every shipment and event from now on be booked in this ledger."""
    _KEPT[:] = [ledger]


def ledger() -> Ledger:
    """The ledger that is kept. Raises LookupError without one: no money may go unbooked."""
    if not _KEPT:
        raise LookupError("nobody keeps the ledger of cash on delivery; import logistics.cod")
    return _KEPT[0]
