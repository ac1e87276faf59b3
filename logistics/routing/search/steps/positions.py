"""Where a visit could join a route, judged in constant time; the cheapest position goes into State.pick."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

import math
from typing import Any

from logistics.routing.search.compiled import jit, part
from logistics.routing.search.state import (
    AFTER_RELOAD,
    ARC_IN,
    ARC_OUT,
    BEFORE,
    BLINK,
    DUE,
    EARLIEST,
    EXTRA,
    FOREVER,
    LATEST,
    MORE,
    NEW_KIND,
    NEXT,
    NEXT_PLACE,
    NONE,
    PLACE,
    PREV,
    PREV_PLACE,
    PRICE,
    PROFILE,
    READY,
    RELEASE,
    RELEASED,
    RELOADED,
    ROOM,
    RULED,
    TIMED,
    TRIP,
    TYPE,
    VEHICLE,
    VISIT,
)
from logistics.routing.search.steps.chance import log_draw
from logistics.routing.search.steps.rules import appraise
from logistics.routing.search.steps.timing import opening, start_of_service


@jit
def note(s: Any, price: int, before: int, kind: int, node: int) -> None:
    """Make this position the cheapest so far."""
    s.pick[PRICE] = price
    s.pick[BEFORE] = before
    s.pick[NEW_KIND] = kind
    s.pick[AFTER_RELOAD] = 0
    s.pick[VISIT] = node


@part
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
        note(s, best, found, NONE, node)


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
