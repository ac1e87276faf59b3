"""Plans that use a road which has just been closed: found at once, and flagged until the road is open again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import CompoundSelect, func, or_, select
from sqlalchemy.orm import Session, selectinload

from logistics import clock
from logistics.db import Database, insert_new
from logistics.parties.models import Office
from logistics.pickups.models import CollectionRoute, Plan, Publication, Stop, TouchedRoute
from logistics.pickups.reported import dealt_with, told_of
from logistics.travel import Mode, Point, Source
from logistics.travel.chain import travel_matrix
from logistics.travel.closing import as_closure, closures
from logistics.travel.models import RouteClosure
from logistics.travel.touched import PlannedWay, touched_legs

HOME = 0
"""Instead of a stop's number: the office, between two trips and at the end."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A flag as people read it: which route of which plan, by which closure, on the ways to which stops.

    In `legs` HOME stands for the way back to the office.
    """

    plan_id: int
    office_code: str
    service_day: dt.date
    version: int
    route_id: int
    route: int
    legs: tuple[int, ...]
    closure: RouteClosure


def flag_plans(database: Database, closure_id: int, sources: Sequence[Source] = ()) -> int:
    """How many routes of today and later the closure touches; each is flagged, once.

    A route is touched where the closure makes a leg still to come longer, impossible or less sure. `sources` may
    not need the network: a flag has to stand at once, and an engine that is slow or silent would hold it up.
    """
    with database.reading() as session:
        row = session.get_one(RouteClosure, closure_id)
        closure = as_closure(row)
        known = [each for each in closures(session, clock.now()) if each.id != closure.id]
        chain = travel_matrix(session, sources)
        ways = [(route, _way(office, route)) for office, route in _routes_ahead(session)]
        past = _dealt_with(session, [route for route, _ in ways])
    touched = [(route, touched_legs(chain, way, closure, known)) for route, way in ways]
    numbers = [
        (route, [number for number in _numbers(route, legs) if (route.id, number) not in past])
        for route, legs in touched
    ]
    rows = [
        {"route_id": route.id, "closure_id": closure_id, "legs": ahead, "at": clock.now()}
        for route, ahead in numbers
        if ahead
    ]
    if rows:
        with database.transaction() as session:
            session.execute(insert_new(session, TouchedRoute).values(rows).on_conflict_do_nothing())
    return len(rows)


def touched_routes(session: Session, *, plan_id: int | None = None) -> list[Touched]:
    """The flags of today and later whose road is still closed: of one plan, or of every plan in force and each newest.

    What somebody sees of it, the caller decides: a flag names an office and no people.
    """
    now = clock.now()
    statement = (
        select(TouchedRoute, CollectionRoute.sequence, Plan, Office.code, RouteClosure)
        .join(CollectionRoute, CollectionRoute.id == TouchedRoute.route_id)
        .join(Plan, Plan.id == CollectionRoute.plan_id)
        .join(Office, Office.id == Plan.office_id)
        .join(RouteClosure, RouteClosure.id == TouchedRoute.closure_id)
        .where(
            or_(RouteClosure.ended_at.is_(None), RouteClosure.ended_at > now),
            or_(RouteClosure.expected_end_at.is_(None), RouteClosure.expected_end_at > now),
            Plan.id.in_(_plans_ahead()) if plan_id is None else Plan.id == plan_id,
        )
        .order_by(Plan.service_day, Office.code, CollectionRoute.sequence)
    )
    return [
        Touched(plan.id, code, plan.service_day, plan.version, flag.route_id, sequence, tuple(flag.legs), closure)
        for flag, sequence, plan, code, closure in session.execute(statement)
    ]


def _plans_ahead() -> CompoundSelect[int]:
    """A query of the plans of today and later that somebody may drive by: those in force, and each day's newest."""
    today = clock.service_day(clock.now())
    newest = select(func.max(Plan.id)).where(Plan.service_day >= today).group_by(Plan.office_id, Plan.service_day)
    return newest.union(select(Publication.plan_id).where(Publication.service_day >= today))


def _routes_ahead(session: Session) -> list[tuple[Office, CollectionRoute]]:
    rows = session.execute(
        select(Office, CollectionRoute)
        .join(Plan, Plan.id == CollectionRoute.plan_id)
        .join(Office, Office.id == Plan.office_id)
        .where(Plan.id.in_(_plans_ahead()))
        .options(selectinload(CollectionRoute.stops).selectinload(Stop.parcels))
    )
    return [(office, route) for office, route in rows]


def _way(office: Office, route: CollectionRoute) -> PlannedWay:
    """The way as it is still to be driven: of a route that has left, from now on."""
    places = tuple(Point(lat, lon) for lat, lon, _ in _places(office, route.stops))
    return PlannedWay(places, Mode(route.vehicle_kind.value), max(route.departs_at, clock.now()))


def _dealt_with(session: Session, routes: Sequence[CollectionRoute]) -> set[tuple[int, int]]:
    """The stops, by route and number, of which drivers have told."""
    past = set()
    for plan_id in {route.plan_id for route in routes}:
        mine = [route for route in routes if route.plan_id == plan_id]
        told = dealt_with(told_of(session, mine))
        past |= {(route.id, stop.sequence) for route in mine for stop in route.stops if stop.id in told}
    return past


def _numbers(route: CollectionRoute, legs: Sequence[int]) -> Iterator[int]:
    """The number of the stop at the end of each leg; HOME for a leg to the office."""
    ends = [number for _, _, number in _places(None, route.stops)][1:]
    yield from sorted({ends[leg] for leg in legs})


def _places(office: Office | None, stops: Sequence[Stop]) -> Iterator[tuple[float, float, int]]:
    """Latitude, longitude and number of each place in driving order, by way of the office between trips."""
    home = (office.lat, office.lon, HOME) if office else (0.0, 0.0, HOME)
    trip = 0
    for stop in stops:
        if stop.trip != trip:
            yield home
            trip = stop.trip
        yield stop.lat, stop.lon, stop.sequence
    if stops:
        yield home
