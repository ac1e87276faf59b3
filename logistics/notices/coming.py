"""When the vehicle comes for a parcel, and where to, by the plan that is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.pickups.models import CollectionRoute, PlaceKind, Publication, Stop, StopParcel


@dataclass(frozen=True, slots=True)
class Coming:
    """A planned arrival."""

    at: dt.datetime
    place: PlaceKind


def coming_for(session: Session, parcel_ids: Collection[int], now: dt.datetime) -> Mapping[int, Coming]:
    """The arrivals still ahead, by parcel; a parcel that no published route fetches is missing."""
    rows = session.execute(
        select(StopParcel.parcel_id, Stop.arrives_at, Stop.place)
        .join(Stop, Stop.id == StopParcel.stop_id)
        .join(CollectionRoute, CollectionRoute.id == Stop.route_id)
        .join(Publication, Publication.plan_id == CollectionRoute.plan_id)
        .where(StopParcel.parcel_id.in_(parcel_ids), Stop.arrives_at > now, Stop.from_vehicle_id.is_(None))
        .order_by(Stop.arrives_at.desc())
    )
    return {parcel_id: Coming(at, place) for parcel_id, at, place in rows}
