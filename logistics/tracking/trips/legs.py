"""Which leg a trip is on."""

from __future__ import annotations

from logistics.errors import Conflict
from logistics.tracking.trips.models import Leg, Trip


def standing(trip: Trip) -> Leg:
    """The leg that the trip goes on next. Raises Conflict where there is none, or it is under way."""
    leg = next_or_current(trip)
    if leg.departed_at is not None:
        raise Conflict(
            "trip_on_the_road",
            vi=f"Chuyến {trip.code} đang trên đường. Quét khi xe đến nơi.",
            en=f"Trip {trip.code} is on the road. Scan it when it arrives.",
        )
    return leg


def on_the_road(trip: Trip, office_id: int) -> Leg:
    """The leg under way, which ends at the office. Raises Conflict where it does not, or none is under way."""
    leg = next_or_current(trip)
    if leg.departed_at is None:
        raise Conflict(
            "trip_not_departed",
            vi=f"Chuyến {trip.code} chưa xuất phát.",
            en=f"Trip {trip.code} has not departed.",
        )
    if leg.to_office_id not in (None, office_id):
        raise Conflict(
            "trip_for_other_office",
            vi=f"Chuyến {trip.code} đang đi {leg.to_name}.",
            en=f"Trip {trip.code} is on its way to {leg.to_name}.",
        )
    return leg


def next_or_current(trip: Trip) -> Leg:
    """The leg that is under way, else the one to come. Raises Conflict where the trip is over."""
    leg = next((leg for leg in trip.legs if leg.arrived_at is None), None)
    if leg is None:
        raise Conflict("trip_over", vi=f"Chuyến {trip.code} đã kết thúc.", en=f"Trip {trip.code} is over.")
    return leg
