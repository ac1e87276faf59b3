"""The way of a route over the ground: its legs from the office through the stops and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logistics import clock
from logistics.db import Database
from logistics.pickups.view import Outcome, RouteView
from logistics.routing.travel import NO_WAY
from logistics.travel import Leg, Point, Source
from logistics.travel.chain import travel_matrix
from logistics.travel.closing import closures


def way_of(database: Database, office: Point, route: RouteView, sources: Sequence[Source]) -> list[Leg]:
    """The legs in driving order, by way of the office between trips; read first, then asked of the roads."""
    with database.reading() as session:
        chain = travel_matrix(session, sources)
        closed = closures(session, clock.now())
    return chain.path(list(places_of(office, route)), route.vehicle_kind, route.departs_at, closed)


def ways_back(route: RouteView, legs: Sequence[Leg]) -> dict[int, Leg]:
    """The legs back to the office, by the sequence of the stop they begin at; a way that is closed now is left out."""
    order, back = iter(legs), {}
    for stop, after in zip(route.stops, (*route.stops[1:], None), strict=True):
        next(order)
        if after is None or after.trip != stop.trip:
            back[stop.sequence] = next(order)
    return {sequence: leg for sequence, leg in back.items() if leg.duration_s != NO_WAY}


def places_of(office: Point, route: RouteView, *, broken: bool = False) -> Iterator[Point]:
    """Where the vehicle is in turn: the office, stops, the office again between trips and at the end.

    A vehicle that has broken down came as far as its driver has told; unheard, nobody knows that it came anywhere.
    """
    trip = 0
    stops = [stop for stop in route.stops if not broken or stop.outcome is not Outcome.OPEN]
    for stop in stops:
        if stop.trip != trip:
            yield office
            trip = stop.trip
        yield Point(stop.lat, stop.lon)
    if stops and not broken:
        yield office
