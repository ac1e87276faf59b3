"""What drivers really needed from stop to stop, read from their events and kept for the next plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, selectinload

from logistics import clock
from logistics.pickups.models import CollectionRoute, Publication, Stop, StopParcel
from logistics.routing.travel import NO_WAY
from logistics.tracking.models import ClockConfidence, EventCode, HandlingEvent
from logistics.travel import Mode, Point, Source
from logistics.travel.chain import travel_matrix
from logistics.travel.learning import observe
from logistics.travel.observed import Drive
from logistics.travel.points import coordinates, straight_m

LOOK_BACK = dt.timedelta(days=8)
"""Phones without signal bring their events within days; a day is read again each night until then."""

_SLACK = dt.timedelta(hours=6)
_ELSEWHERE_M = 1_000.0
"""An event told from farther than this was not told at the stop."""
_FASTEST_KMH = 90.0
_LONGEST = dt.timedelta(hours=4)
"""Faster than this, or longer, is no drive from one stop to the next: scanned together, or a break between."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """A stop as it was: the first and the last event told there."""

    stop: Stop
    came_at: dt.datetime
    left_at: dt.datetime


def learn(session: Session, until: dt.date, sources: Sequence[Source] = ()) -> int:
    """How many new drives the routes in force before `until` taught, each once however often it is read.

    A drive is the time from the last event at one stop to the first at the next one visited, so it holds the greeting
    at its end. How far it went nobody measured: the metres are those of the chain over `sources`, which may not need
    the network.
    """
    chain = travel_matrix(session, sources)
    new = 0
    for route in _routes(session, until - LOOK_BACK, until):
        for one, other in pairwise(_visits(session, route)):
            drive = _drive(route, one, other)
            if drive is None:
                continue
            metres = chain.matrix([drive.start, drive.end], drive.mode, drive.departed_at).distance_m[0, 1]
            if metres != NO_WAY:
                key = f"route {route.id}: {one.stop.id} to {other.stop.id}"
                new += observe(session, key, replace(drive, distance_m=int(metres)))
    return new


def _routes(session: Session, since: dt.date, until: dt.date) -> Sequence[CollectionRoute]:
    """The routes in force on the days from `since` to before `until`."""
    return session.scalars(
        select(CollectionRoute)
        .join(Publication, Publication.plan_id == CollectionRoute.plan_id)
        .where(Publication.service_day >= since, Publication.service_day < until)
        .order_by(CollectionRoute.id)
        .options(selectinload(CollectionRoute.stops))
    ).all()


def _visits(session: Session, route: CollectionRoute) -> list[_Visit]:
    """The stops at which something was told, in the order in which they were visited."""
    told: dict[int, list[dt.datetime]] = {}
    stops = {stop.id: stop for stop in route.stops}
    for stop_id, happened_at, lat, lon in _events(session, route):
        stop = stops[stop_id]
        if lat is None or lon is None or _near(stop, lat, lon):
            told.setdefault(stop_id, []).append(happened_at)
    visits = [_Visit(stops[stop_id], min(moments), max(moments)) for stop_id, moments in told.items()]
    return sorted(visits, key=lambda visit: visit.came_at)


def _events(session: Session, route: CollectionRoute) -> Sequence[tuple[int, dt.datetime, float | None, float | None]]:
    """What the route's driver told of its parcels that day, by a clock that can be believed, and never took back."""
    annulment = aliased(HandlingEvent)
    taken_back = select(annulment.annuls).where(annulment.annuls.is_not(None))
    rows = session.execute(
        select(StopParcel.stop_id, HandlingEvent.happened_at, HandlingEvent.lat, HandlingEvent.lon)
        .join(StopParcel, StopParcel.parcel_id == HandlingEvent.parcel_id)
        .join(Stop, Stop.id == StopParcel.stop_id)
        .where(
            Stop.route_id == route.id,
            HandlingEvent.code.in_([EventCode.COLLECTED, EventCode.PICKUP_FAILED]),
            HandlingEvent.actor_id == route.driver_id,
            HandlingEvent.clock_confidence != ClockConfidence.SUSPECT,
            HandlingEvent.happened_at.between(route.departs_at - _SLACK, route.returns_at + _SLACK),
            HandlingEvent.event_id.not_in(taken_back),
        )
    )
    return [(stop_id, happened_at, lat, lon) for stop_id, happened_at, lat, lon in rows]


def _drive(route: CollectionRoute, one: _Visit, other: _Visit) -> Drive | None:
    """The drive between two visits; None where it was none, or led by way of the office."""
    took = other.came_at - one.left_at
    start, end = _point(one.stop), _point(other.stop)
    straight = float(straight_m(coordinates([start]), coordinates([end]))[0, 0])
    least_s = straight * 3.6 / _FASTEST_KMH
    if one.stop.trip != other.stop.trip or not straight or took > _LONGEST or took.total_seconds() < least_s:
        return None
    return Drive(start, end, Mode(route.vehicle_kind.value), one.left_at, round(took.total_seconds()))


def _point(stop: Stop) -> Point:
    return Point(stop.lat, stop.lon)


def _near(stop: Stop, lat: float, lon: float) -> bool:
    here = coordinates([Point(lat, lon)])
    return bool(straight_m(coordinates([_point(stop)]), here)[0, 0] <= _ELSEWHERE_M)


def learn_yesterday(session: Session, now: dt.datetime) -> int:
    """What the days before today taught; the clock asks for it each night."""
    return learn(session, clock.service_day(now))
