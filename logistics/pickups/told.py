"""What drivers have told of the visits of routes, and since when it is about these routes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from logistics import clock
from logistics.pickups.models import CollectionRoute, Plan
from logistics.tracking.models import EventCode, HandlingEvent


def told_since(session: Session, routes: Sequence[CollectionRoute]) -> dt.datetime:
    """From when on what is told about a household is about these routes: since their day was first planned.

    A failed visit of the evening before is not, whenever it was told. A plan made after its day counts from midnight.
    """
    one, other = aliased(Plan), aliased(Plan)
    same_day = (other.office_id == one.office_id) & (other.service_day == one.service_day)
    planned = session.execute(
        select(one.service_day, func.min(other.created_at))
        .join(other, same_day)
        .where(one.id.in_({route.plan_id for route in routes}))
        .group_by(one.service_day)
    ).all()
    midnights = [clock.at(day, 0) for day, _ in planned]
    since = [
        max(first, midnight) if first < midnight + dt.timedelta(days=1) else midnight
        for (_, first), midnight in zip(planned, midnights, strict=True)
    ]
    return min(since, default=clock.now())


def failures(session: Session, parcel_ids: Sequence[int], *, since: dt.datetime) -> dict[int, str]:
    """By parcel: the reason of its last failed pickup since the routes set out."""
    newest = (
        select(HandlingEvent.parcel_id, func.max(HandlingEvent.happened_at).label("at"))
        .where(
            HandlingEvent.parcel_id.in_(parcel_ids),
            HandlingEvent.code == EventCode.PICKUP_FAILED,
            HandlingEvent.happened_at >= since,
        )
        .group_by(HandlingEvent.parcel_id)
        .subquery()
    )
    rows = session.execute(
        select(HandlingEvent.parcel_id, HandlingEvent.reason)
        .join(
            newest,
            (newest.c.parcel_id == HandlingEvent.parcel_id) & (newest.c.at == HandlingEvent.happened_at),
        )
        .where(HandlingEvent.code == EventCode.PICKUP_FAILED)
    )
    return {parcel_id: reason for parcel_id, reason in rows if parcel_id is not None}
