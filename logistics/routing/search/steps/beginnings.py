"""Where a visit could begin a route or a trip of its own; the cheapest position goes into State.pick."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit, part
from logistics.routing.search.state import (
    AFTER_RELOAD,
    ARC_OUT,
    DUE,
    EARLIEST,
    END,
    EXTRA,
    FIRST_VEHICLE,
    FIXED,
    HOME,
    IMPOSSIBLE,
    KIND,
    LAST_VEHICLE,
    LATEST,
    MATRIX,
    MAX_TRIPS,
    NEXT,
    NONE,
    PLACE,
    PREV,
    PRICE,
    PROFILE,
    RELEASE,
    RELEASED,
    RULED,
    SHIFT_FROM,
    SHIFT_TO,
    START,
    TIMED,
    TRIP,
    TRIPS,
    TYPE,
    VEHICLE,
    VISITS,
)
from logistics.routing.search.steps.chance import draw
from logistics.routing.search.steps.positions import note
from logistics.routing.search.steps.rules import appraise
from logistics.routing.search.steps.timing import start_of_service
from logistics.routing.search.steps.trips import reload_to_be

OVERLOOKED = 0.2
"""How often a type of vehicle is overlooked for a new route: the type that is best for one visit alone is seldom best

for the route that grows from it.
"""


@part
def find_unused(g: Any, s: Any, node: int) -> None:
    """Consider a route of its own for the visit, on an unused vehicle of each type."""
    kinds = g.types.shape[0]
    for kind in range(kinds):
        if s.free[kind] == 0 or not g.allowed[node, kind] or (kinds > 1 and draw(s.seed) < OVERLOOKED):
            continue
        profile, start, end = g.types[kind, MATRIX], g.types[kind, START], g.types[kind, END]
        price = g.cost[profile, start, node] + g.cost[profile, node, end] + g.types[kind, FIXED]
        if price >= s.pick[PRICE] or not _holds(g, node, g.room[kind]):
            continue
        if g.flags[TIMED]:
            at = max(g.types[kind, SHIFT_FROM], g.rules[node, RELEASED]) + g.time[profile, start, node]
            at = start_of_service(g, s, node, at)
            if at > s.nodes[node, DUE] or at + g.time[profile, node, end] > g.types[kind, SHIFT_TO]:
                continue
        if g.flags[RULED]:
            price += _extra_of_unused(g, s, node, kind)
            if price >= s.pick[PRICE]:
                continue
        note(s, price, NONE, kind, node)


@jit
def _extra_of_unused(g: Any, s: Any, node: int, kind: int) -> int:
    for vehicle in range(g.types[kind, FIRST_VEHICLE], g.types[kind, LAST_VEHICLE]):
        if s.fleet[vehicle, VISITS] == 0:
            return appraise(g, s, vehicle, g.demand.shape[0] + vehicle, node, NONE)
    return IMPOSSIBLE


@part
def find_new_trip(g: Any, s: Any, node: int) -> None:
    """Consider another trip, for this visit alone, at the start or at any end of a trip of a vehicle in use."""
    n, nodes = g.demand.shape[0], s.nodes
    for vehicle in range(s.fleet.shape[0]):
        kind = s.fleet[vehicle, KIND]
        home = g.types[kind, HOME]
        if s.fleet[vehicle, VISITS] == 0 or home < 0 or not g.allowed[node, kind]:
            continue
        if s.fleet[vehicle, TRIPS] >= g.types[kind, MAX_TRIPS] or not _holds(g, node, g.capacity[kind]):
            continue
        at = n + vehicle
        while at >= 0:
            if at >= n:
                _new_trip_at(g, s, node, at if at == n + vehicle else nodes[at, PREV])
            at = nodes[at, NEXT]


@jit
def _new_trip_at(g: Any, s: Any, node: int, before: int) -> None:
    """Consider `before` -> visit -> reload where `before` is the start, else `before` -> reload -> visit."""
    nodes, trip = s.nodes, s.nodes[before, TRIP]
    profile, kind = s.trips[trip, PROFILE], s.trips[trip, TYPE]
    home, after = g.types[kind, HOME], nodes[before, NEXT]
    one, two = (node, home) if before >= g.demand.shape[0] else (home, node)
    price = g.cost[profile, nodes[before, PLACE], one] + g.cost[profile, one, two]
    price += g.cost[profile, two, nodes[after, PLACE]] - nodes[before, ARC_OUT]
    if price >= s.pick[PRICE]:
        return
    moment = nodes[before, EARLIEST] + g.time[profile, nodes[before, PLACE], one]
    if one == node:
        # The visit joins the first trip's beginning, so the vehicle leaves when its goods are released.
        moment = max(moment, g.rules[node, RELEASED] + g.time[profile, nodes[before, PLACE], one])
        moment = start_of_service(g, s, node, moment)
        if moment > nodes[node, DUE]:
            return
        moment += g.time[profile, one, two]
        moment = max(moment, s.trips[trip, RELEASE])
    else:
        moment = max(moment, g.rules[node, RELEASED]) + g.time[profile, one, two]
        moment = start_of_service(g, s, node, moment)
        if moment > nodes[node, DUE]:
            return
    if moment + g.time[profile, two, nodes[after, PLACE]] > nodes[after, LATEST]:
        return
    if g.flags[RULED]:
        reload = reload_to_be(g, s, before, g.rules[node, RELEASED] if one == home else 0)
        if reload < 0:
            return
        vehicle = s.trips[trip, VEHICLE]
        price += appraise(g, s, vehicle, before, node, reload) - s.fleet[vehicle, EXTRA]
        if price >= s.pick[PRICE]:
            return
    note(s, price, before, NONE, node)
    s.pick[AFTER_RELOAD] = 1


@jit
def _holds(g: Any, node: int, room: Any) -> bool:
    for measure in range(g.demand.shape[1]):  # noqa: SIM110 - Numba compiles no generators.
        if g.demand[node, measure] > room[measure]:
            return False
    return True
