"""The lines that a plan's vehicles drive: roads where the installation has a source that draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def ways(database: Database, settings: Settings, view: PlanView) -> Mapping[int, Sequence[Way]]:
    """By route: its legs from the office through the stops and back, by way of the office between trips."""
    office = Point(view.office_lat, view.office_lon)
    sources = configured(settings.travel_engine_url, settings.storage_dir)
    if not sources:
        return {route.id: [_straight(*ends) for ends in pairwise(places_of(office, route))] for route in view.routes}
    with database.reading() as session:
        chain = travel_matrix(session, sources)
        closed = closures(session, clock.now())
    found = {}
    for route in view.routes:
        legs = chain.path(list(places_of(office, route)), route.vehicle_kind, route.departs_at, closed)
        found[route.id] = [Way([(float(lat), float(lon)) for lat, lon in leg.line], leg.drawn) for leg in legs]
    return found


def _straight(here: Point, there: Point) -> Way:
    return Way([(here.lat, here.lon), (there.lat, there.lon)], drawn=False)
