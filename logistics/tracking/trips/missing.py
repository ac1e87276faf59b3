"""Bags that should have come off a trip where it has been, and did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from logistics.tracking.models import Bag, BagState, Custody
from logistics.tracking.trips.models import Aboard, Leg, Trip


@dataclass(frozen=True, slots=True)
class MissingBag:
    """A bag still booked as aboard a trip that has been where it was to come off.

    `due_at` is when the trip got there; `parcels` is how many are inside.
    """

    sscc: str
    destination: str
    trip_code: str
    due_at: dt.datetime
    parcels: int


def missing(trip: Trip, bags: Iterable[Bag]) -> list[Bag]:
    """Those of the bags aboard that should have come off where the trip has been already."""
    return [bag for bag in bags if _due_at(trip, bag) is not None]


def missing_bags(session: Session, sees: ColumnElement[bool], limit: int = 200) -> list[MissingBag]:
    """The missing bags under the condition on Trip and Bag, longest missing first."""
    inside = select(func.count()).where(Custody.bag_id == Bag.id).scalar_subquery()
    been_somewhere = select(Leg.id).where(Leg.trip_id == Trip.id, Leg.arrived_at.is_not(None)).exists()
    rows = session.execute(
        select(Trip, Bag, inside)
        .join(Aboard, Aboard.trip_id == Trip.id)
        .join(Bag, Bag.id == Aboard.bag_id)
        .where(sees, been_somewhere, Aboard.unloaded_at.is_(None), Bag.state == BagState.SEALED)
        .options(selectinload(Trip.legs))
    ).all()
    found = [
        MissingBag(bag.sscc, bag.destination, trip.code, due_at, parcels)
        for trip, bag, parcels in rows
        if (due_at := _due_at(trip, bag)) is not None
    ]
    return sorted(found, key=lambda each: (each.due_at, each.sscc))[:limit]


def _due_at(trip: Trip, bag: Bag) -> dt.datetime | None:
    """When the trip was where the bag should have come off: at its office, else at the end. None where not yet."""
    if bag.destination_office_id is not None:
        for leg in trip.legs:
            if leg.to_office_id == bag.destination_office_id and leg.arrived_at is not None:
                return leg.arrived_at
    return trip.legs[-1].arrived_at
