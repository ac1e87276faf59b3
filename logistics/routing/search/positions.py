"""Where a visit could be inserted, judged in constant time; the cheapest position goes into State.pick."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

import math
from typing import Any

from logistics.routing.search.chance import draw, log_draw
from logistics.routing.search.compiled import jit
from logistics.routing.search.rules import appraise
from logistics.routing.search.state import (
    ARC_IN,
    ARC_OUT,
    BLINK,
    DUE,
    EARLIEST,
    END,
    EXTRA,
    FIRST_VEHICLE,
    FIXED,
    FOREVER,
    HOME,
    IMPOSSIBLE,
    KIND,
    LAST_VEHICLE,
    LATEST,
    MATRIX,
    MAX_TRIPS,
    MORE,
    NEXT,
    NEXT_PLACE,
    NONE,
    PLACE,
    PREV,
    PREV_PLACE,
    PROFILE,
    READY,
    RELEASE,
    RELEASED,
    RELOADED,
    ROOM,
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
from logistics.routing.search.timing import opening
from logistics.routing.search.trips import reload_to_be

OVERLOOKED = 0.2
"""How often a type of vehicle is overlooked for a new route: the type that is best for one visit alone is seldom best

for the route that grows from it.
"""

# --- State.pick, the best position found so far
PRICE, BEFORE, NEW_KIND, AFTER_RELOAD, VISIT = range(5)


@jit
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
        _note(s, price, NONE, kind, node)


@jit
def _extra_of_unused(g: Any, s: Any, node: int, kind: int) -> int:
    for vehicle in range(g.types[kind, FIRST_VEHICLE], g.types[kind, LAST_VEHICLE]):
        if s.fleet[vehicle, VISITS] == 0:
            return appraise(g, s, vehicle, g.demand.shape[0] + vehicle, node, NONE)
    return IMPOSSIBLE


@jit
def _holds(g: Any, node: int, room: Any) -> bool:
    for measure in range(g.demand.shape[1]):  # noqa: SIM110 - Numba compiles no generators.
        if g.demand[node, measure] > room[measure]:
            return False
    return True


@jit
def start_of_service(g: Any, s: Any, node: int, moment: int) -> int:
    moment = max(moment, s.nodes[node, READY])
    if s.nodes[node, MORE]:
        return opening(g.windows, g.window_first, node, moment)
    return moment


@jit
def _note(s: Any, price: int, before: int, kind: int, node: int) -> None:
    s.pick[PRICE] = price
    s.pick[BEFORE] = before
    s.pick[NEW_KIND] = kind
    s.pick[AFTER_RELOAD] = 0
    s.pick[VISIT] = node


@jit
def find_beside(g: Any, s: Any, node: int, blink: float) -> None:
    """Consider the places before and after each near visit that is in a route."""
    nodes, trips = s.nodes, s.trips
    cost, cost_to = g.cost, g.cost_to
    timed, ruled, kinds = g.flags[TIMED], g.flags[RULED], g.types.shape[0]
    measures, demand = g.demand.shape[1], g.demand[node, 0]
    best, until_blink = s.pick[PRICE], s.tally[BLINK]
    found = NONE
    for i in range(g.near.shape[1]):
        beside = g.near[node, i]
        trip = nodes[beside, TRIP]
        if trip < 0 or trips[trip, ROOM] < demand:
            continue
        if kinds > 1 and not g.allowed[node, trips[trip, TYPE]]:
            continue
        if measures > 1 and not _fits(g, trips, trip, node):
            continue
        until_blink -= 1
        if until_blink <= 0:
            until_blink = int(log_draw(s.seed) / math.log(1.0 - blink)) + 1
            continue
        profile = trips[trip, PROFILE]
        price = cost_to[profile, node, beside] + cost[profile, node, nodes[beside, NEXT_PLACE]] - nodes[beside, ARC_OUT]
        if price < best and (not timed or _in_time(g, s, profile, node, beside)):
            if ruled:
                price += _extra(g, s, trip, beside, node)
            if price < best:
                best = price
                found = beside
        before = nodes[beside, PREV]
        price = cost_to[profile, node, nodes[beside, PREV_PLACE]] + cost[profile, node, beside] - nodes[beside, ARC_IN]
        if price < best and (not timed or _in_time(g, s, profile, node, before)):
            if ruled:
                price += _extra(g, s, trip, before, node)
            if price < best:
                best = price
                found = before
    s.tally[BLINK] = until_blink
    if found >= 0:
        _note(s, best, found, NONE, node)


@jit
def _fits(g: Any, trips: Any, trip: int, node: int) -> bool:
    for measure in range(1, g.demand.shape[1]):  # noqa: SIM110 - Numba compiles no generators.
        if trips[trip, ROOM + measure] < g.demand[node, measure]:
            return False
    return True


@jit
def _in_time(g: Any, s: Any, profile: int, node: int, before: int) -> bool:
    """Whether the visit after `before` starts inside its window and lets the rest of the route be in time."""
    nodes = s.nodes
    moment = nodes[before, EARLIEST]
    if g.flags[RELOADED] and g.rules[node, RELEASED] > s.trips[nodes[before, TRIP], RELEASE]:
        moment = _delayed(g, s, nodes[before, TRIP], before, g.rules[node, RELEASED])
    moment += g.time_to[profile, node, nodes[before, PLACE]]
    moment = max(moment, nodes[node, READY])
    if nodes[node, MORE]:
        moment = opening(g.windows, g.window_first, node, moment)
    if moment > nodes[node, DUE]:
        return False
    after = nodes[before, NEXT]
    return moment + g.time[profile, node, nodes[before, NEXT_PLACE]] <= nodes[after, LATEST]


@jit
def _delayed(g: Any, s: Any, trip: int, last: int, release: int) -> int:
    """The earliest start at `last` when its trip leaves no earlier than `release`; FOREVER if that is too late."""
    nodes, node = s.nodes, g.demand.shape[0] + trip
    moment = max(nodes[node, EARLIEST], release)
    time = g.time[s.trips[trip, PROFILE]]
    if moment > nodes[node, LATEST]:
        return FOREVER
    while node != last:
        moment += time[nodes[node, PLACE], nodes[node, NEXT_PLACE]]
        node = nodes[node, NEXT]
        moment = start_of_service(g, s, node, moment)
        if moment <= nodes[node, EARLIEST]:
            return nodes[last, EARLIEST]
    return moment


@jit
def _extra(g: Any, s: Any, trip: int, before: int, node: int) -> int:
    """What the insertion changes beyond the arcs, IMPOSSIBLE where a rule forbids it."""
    vehicle = s.trips[trip, VEHICLE]
    return appraise(g, s, vehicle, before, node, NONE) - s.fleet[vehicle, EXTRA]


@jit
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
    _note(s, price, before, NONE, node)
    s.pick[AFTER_RELOAD] = 1
