"""Tail swaps between vehicles of unlike types: other matrices, other ends, other limits.

Every vehicle keeps its place in the fleet; what it takes over is priced and timed by its own matrices.
"""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.state import (
    ACTIVE,
    ARC_IN,
    ARC_OUT,
    DELTA,
    DUE,
    EARLIEST,
    END,
    FIXED,
    MATRIX,
    NEXT,
    NEXT_PLACE,
    PLACE,
    PREV,
    PROFILE,
    ROOM,
    SHIFT_TO,
    SIZE,
    TIMED,
    TRIP,
    TYPE,
    VEHICLE,
    VISITS,
)
from logistics.routing.search.steps.chain import link, touch
from logistics.routing.search.steps.fleet import time_anew
from logistics.routing.search.steps.timing import start_of_service


@jit
def change_between(g: Any, s: Any, node: int, other: int) -> int:
    """How the cost changes when `other` and its tail follow `node`, and what followed `node` takes their place."""
    nodes, trips, n = s.nodes, s.trips, g.demand.shape[0]
    kind, their_kind = trips[nodes[node, TRIP], TYPE], trips[nodes[other, TRIP], TYPE]
    after, before = nodes[node, NEXT], nodes[other, PREV]
    change = _tail_cost(g, s, kind, node, other) - _cost_now(s, node)
    if before >= n and after >= n:
        return change - _cost_now(s, before) - g.types[their_kind, FIXED]
    return change + _tail_cost(g, s, their_kind, nodes[before, PLACE], after) - _cost_now(s, before)


@jit
def _tail_cost(g: Any, s: Any, kind: int, place: int, node: int) -> int:
    """What it costs a vehicle of the type to go on from the place with `node`, its tail, and home."""
    n, cost, total = g.demand.shape[0], g.cost[g.types[kind, MATRIX]], 0
    while node < n:
        total += cost[place, node]
        place = node
        node = s.nodes[node, NEXT]
    return total + cost[place, g.types[kind, END]]


@jit
def _cost_now(s: Any, node: int) -> int:
    """The arcs from `node` to the end of its route as they are."""
    total = 0
    while s.nodes[node, NEXT] >= 0:
        total += s.nodes[node, ARC_OUT]
        node = s.nodes[node, NEXT]
    return total


@jit
def suits_between(g: Any, s: Any, node: int, other: int) -> bool:
    """Whether each vehicle may make the visits of the tail it gets, and in time."""
    trips, nodes = s.trips, s.nodes
    ours, theirs = trips[nodes[node, TRIP], TYPE], trips[nodes[other, TRIP], TYPE]
    return _tail_suits(g, s, ours, node, other) and _tail_suits(g, s, theirs, nodes[other, PREV], nodes[node, NEXT])


@jit
def _tail_suits(g: Any, s: Any, kind: int, before: int, node: int) -> bool:
    n, time = g.demand.shape[0], g.time[g.types[kind, MATRIX]]
    timed, moment, place = g.flags[TIMED], s.nodes[before, EARLIEST], s.nodes[before, PLACE]
    while node < n:
        if not g.allowed[node, kind]:
            return False
        if timed:
            moment = start_of_service(g, s, node, moment + time[place, node])
            if moment > s.nodes[node, DUE]:
                return False
        place = node
        node = s.nodes[node, NEXT]
    return not timed or moment + time[place, g.types[kind, END]] <= g.types[kind, SHIFT_TO]


@jit
def swap_between(g: Any, s: Any, node: int, other: int) -> bool:
    """Carry out the swap; False where the times forbid it after all."""
    nodes, trips, n = s.nodes, s.trips, g.demand.shape[0]
    ours, theirs = trips[nodes[node, TRIP], VEHICLE], trips[nodes[other, TRIP], VEHICLE]
    touch(s, ours)
    touch(s, theirs)
    our_end, their_end = n + trips.shape[0] + ours, n + trips.shape[0] + theirs
    our_tail, their_head = nodes[node, NEXT], nodes[other, PREV]
    our_last, their_last = nodes[our_end, PREV], nodes[their_end, PREV]
    s.tally[DELTA] -= _cost_now(s, n + ours) + _cost_now(s, n + theirs)
    move_visits(g, s, other, theirs, ours)
    if our_tail < n:
        move_visits(g, s, our_tail, ours, theirs)
    link(nodes, node, other, 0)
    link(nodes, their_last, our_end, 0)
    link(nodes, their_head, our_tail if our_tail < n else their_end, 0)
    if our_tail < n:
        link(nodes, our_last, their_end, 0)
    _price_anew(g, s, ours)
    if trips[theirs, SIZE] > 0:
        _price_anew(g, s, theirs)
    else:
        s.free[trips[theirs, TYPE]] += 1
        s.tally[ACTIVE] -= 1
        s.tally[DELTA] -= g.types[trips[theirs, TYPE], FIXED]
    return not g.flags[TIMED] or (time_anew(g, s, ours) and time_anew(g, s, theirs))


@jit
def _price_anew(g: Any, s: Any, vehicle: int) -> None:
    """The arcs of the route by the vehicle's own matrix."""
    nodes, node = s.nodes, g.demand.shape[0] + vehicle
    cost = g.cost[s.trips[vehicle, PROFILE]]
    while nodes[node, NEXT] >= 0:
        arc = cost[nodes[node, PLACE], nodes[node, NEXT_PLACE]]
        s.tally[DELTA] += arc
        nodes[node, ARC_OUT] = nodes[nodes[node, NEXT], ARC_IN] = arc
        node = nodes[node, NEXT]


@jit
def move_visits(g: Any, s: Any, node: int, source: int, target: int) -> None:
    """Count the visits from `node` to the end of its trip to the trip `target`."""
    nodes, trips, n = s.nodes, s.trips, g.demand.shape[0]
    count = 0
    while node < n:
        nodes[node, TRIP] = target
        for measure in range(g.demand.shape[1]):
            trips[source, ROOM + measure] += g.demand[node, measure]
            trips[target, ROOM + measure] -= g.demand[node, measure]
        count += 1
        node = nodes[node, NEXT]
    trips[source, SIZE] -= count
    trips[target, SIZE] += count
    s.fleet[trips[source, VEHICLE], VISITS] -= count
    s.fleet[trips[target, VEHICLE], VISITS] += count
