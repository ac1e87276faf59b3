"""Who sees which trips."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from logistics.parties import Principal, rule, within
from logistics.tracking.trips.models import Leg, Trip


@rule(Trip)
def trips(principal: Principal) -> ColumnElement[bool]:
    """Staff those that start or stop at their office."""
    stops = or_(within(principal, office=Leg.from_office_id), within(principal, office=Leg.to_office_id))
    return within(principal, office=Trip.office_id) | Trip.id.in_(select(Leg.trip_id).where(stops))
