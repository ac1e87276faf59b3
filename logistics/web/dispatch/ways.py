"""The lines that a plan's vehicles drive: roads where the installation has a source that draws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from logistics import clock
from logistics.db import Database
from logistics.pickups.view import PlanView, RouteView
from logistics.settings import Settings
from logistics.travel import Point
from logistics.travel.chain import travel_matrix
from logistics.travel.closing import closures
from logistics.travel.sources import configured


@dataclass(frozen=True, slots=True)
class Way:
    """One leg's line as (lat, lon); `drawn` is false where it is only the straight one between the ends."""

    line: Sequence[tuple[float, float]]
    drawn: bool


def ways(database: Database, settings: Settings, view: PlanView) -> Mapping[int, Sequence[Way]]:
    """By route: its legs from the office through the stops and back, by way of the office between trips."""
    sources = configured(settings.travel_engine_url, settings.storage_dir)
    if not sources:
        return {route.id: [_straight(*ends) for ends in pairwise(_places(view, route))] for route in view.routes}
    with database.reading() as session:
        chain = travel_matrix(session, sources)
        closed = closures(session, clock.now())
    found = {}
    for route in view.routes:
        legs = chain.path(list(_places(view, route)), route.vehicle_kind, route.departs_at, closed)
        found[route.id] = [Way([(float(lat), float(lon)) for lat, lon in leg.line], leg.drawn) for leg in legs]
    return found


def _places(view: PlanView, route: RouteView) -> Iterator[Point]:
    office = Point(view.office_lat, view.office_lon)
    trip = 0
    for stop in route.stops:
        if stop.trip != trip:
            yield office
            trip = stop.trip
        yield Point(stop.lat, stop.lon)
    if route.stops:
        yield office


def _straight(here: Point, there: Point) -> Way:
    return Way([(here.lat, here.lon), (there.lat, there.lon)], drawn=False)
