"""The lines that a plan's vehicles drive: roads where the installation has a source that draws them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from logistics import clock
from logistics.db import Database
from logistics.pickups.view import PlanView
from logistics.pickups.way import places_of
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


def ways(
    database: Database, settings: Settings, view: PlanView, broken: Collection[int]
) -> Mapping[int, Sequence[Way]]:
    """By route: its legs from the office through the stops and back, by way of the office between trips.

    Those of a `broken` vehicle, named by its id, end where it was last heard of.
    """
    office = Point(view.office_lat, view.office_lon)
    sources = configured(settings.travel_engine_url, settings.storage_dir)
    places = {route.id: list(places_of(office, route, broken=route.vehicle_id in broken)) for route in view.routes}
    if not sources:
        return {route_id: [_straight(*ends) for ends in pairwise(there)] for route_id, there in places.items()}
    with database.reading() as session:
        chain = travel_matrix(session, sources)
        closed = closures(session, clock.now())
    found = {}
    for route in view.routes:
        legs = chain.path(places[route.id], route.vehicle_kind, route.departs_at, closed)
        found[route.id] = [Way([(float(lat), float(lon)) for lat, lon in leg.line], leg.drawn) for leg in legs]
    return found


def _straight(here: Point, there: Point) -> Way:
    return Way([(here.lat, here.lon), (there.lat, there.lon)], drawn=False)
