"""Tail swap (2-opt*): two routes exchange their ends, or one swallows the other."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit, part
from logistics.routing.search.state import (
    ACTIVE,
    ARC_IN,
    ARC_OUT,
    DELTA,
    EARLIEST,
    EXTRA,
    FIXED,
    LATEST,
    NEXT,
    NEXT_PLACE,
    NONE,
    PLACE,
    PREV,
    PREV_PLACE,
    PROFILE,
    RELOADED,
    ROOM,
    RULED,
    SIZE,
    TIMED,
    TRIP,
    TRIPS,
    TYPE,
    VEHICLE,
    VISITS,
)
from logistics.routing.search.steps.chain import link, touch
from logistics.routing.search.steps.chance import below, log_draw
from logistics.routing.search.steps.rules import appraise
from logistics.routing.search.steps.timing import push_earliest, push_latest
from logistics.routing.search.steps.trips import renew_release
from logistics.routing.search.steps.unlike import change_between, move_visits, suits_between, swap_between


@part
def swap_tails(g: Any, s: Any, temperature: float) -> bool:
    """Carry out the best acceptable tail swap of a random visit with its neighbours; False where there is none."""
    node = below(s.seed, g.near.shape[0])
    trip = s.nodes[node, TRIP]
    limit = int(min(-temperature * log_draw(s.seed), 1e9))
    if trip < 0 or s.fleet[s.trips[trip, VEHICLE], TRIPS] != 1:
        return False
    other = _best_partner(g, s, node, limit)
    if other < 0:
        return False
    if s.trips[trip, TYPE] == s.trips[s.nodes[other, TRIP], TYPE]:
        _swap(g, s, node, other)
    elif not swap_between(g, s, node, other):
        return False
    if g.flags[RELOADED] and not _released_in_time(g, s):
        return False
    if g.flags[RULED]:
        return _with_rules(g, s, limit)
    return True


@jit
def _released_in_time(g: Any, s: Any) -> bool:
    """Let both routes leave when what they serve now is released; False where that is too late."""
    for i in range(2):
        vehicle = s.touched[i]
        renew_release(g, s, vehicle)
        start = g.demand.shape[0] + vehicle
        if s.nodes[start, EARLIEST] > s.nodes[start, LATEST]:
            return False
    return True


@jit
def _with_rules(g: Any, s: Any, limit: int) -> bool:
    """Add what changed beyond the arcs; False where a rule forbids the routes or they cost too much."""
    for i in range(2):
        vehicle = s.touched[i]
        extra = appraise(g, s, vehicle, NONE, NONE, NONE) if s.fleet[vehicle, VISITS] else 0
        s.tally[DELTA] += extra - s.fleet[vehicle, EXTRA]
        s.fleet[vehicle, EXTRA] = extra
    return s.tally[DELTA] < limit


@jit
def _best_partner(g: Any, s: Any, node: int, limit: int) -> int:
    """The visit whose tail should follow `node`, changing the cost by less than `limit`; NONE where there is none."""
    nodes, trips = s.nodes, s.trips
    trip = nodes[node, TRIP]
    kind, profile, n = trips[trip, TYPE], trips[trip, PROFILE], g.demand.shape[0]
    cost = g.cost[profile]
    after, after_place = nodes[node, NEXT], nodes[node, NEXT_PLACE]
    found = NONE
    for i in range(g.near.shape[1]):
        other = g.near[node, i]
        theirs = nodes[other, TRIP]
        if theirs < 0 or theirs == trip or s.fleet[trips[theirs, VEHICLE], TRIPS] != 1:
            continue
        before = nodes[other, PREV]
        if trips[theirs, TYPE] != kind:
            change = change_between(g, s, node, other)
            if change < limit and _loads_fit(g, s, node, other) and suits_between(g, s, node, other):
                limit, found = change, other
            continue
        change = cost[node, other] + cost[nodes[other, PREV_PLACE], after_place]
        change -= nodes[node, ARC_OUT] + nodes[other, ARC_IN]
        if before >= n and after >= n:
            change -= g.types[kind, FIXED]
        if change >= limit:
            continue
        if g.flags[TIMED]:
            if nodes[node, EARLIEST] + g.time[profile, node, other] > nodes[other, LATEST]:
                continue
            arrival = nodes[before, EARLIEST] + g.time[profile, nodes[before, PLACE], after_place]
            if arrival > nodes[after, LATEST]:
                continue
        if _loads_fit(g, s, node, other):
            limit, found = change, other
    return found


@jit
def _head_load(g: Any, nodes: Any, node: int, measure: int) -> int:
    """What the route takes up to and with `node`."""
    load = 0
    while node < g.demand.shape[0]:
        load += g.demand[node, measure]
        node = nodes[node, PREV]
    return load


@jit
def _loads_fit(g: Any, s: Any, node: int, other: int) -> bool:
    trips, ours, theirs = s.trips, s.nodes[node, TRIP], s.nodes[other, TRIP]
    for measure in range(g.demand.shape[1]):
        head = _head_load(g, s.nodes, node, measure)
        their_head = _head_load(g, s.nodes, s.nodes[other, PREV], measure)
        room, their_room = g.room[trips[ours, TYPE], measure], g.room[trips[theirs, TYPE], measure]
        tail = room - trips[ours, ROOM + measure] - head
        their_tail = their_room - trips[theirs, ROOM + measure] - their_head
        if head + their_tail > room or their_head + tail > their_room:
            return False
    return True


@jit
def _swap(g: Any, s: Any, node: int, other: int) -> None:
    """Make `other` and its tail follow `node`, and what followed `node` follow what stood before `other`."""
    nodes, trips, n = s.nodes, s.trips, g.demand.shape[0]
    ours, theirs = nodes[node, TRIP], nodes[other, TRIP]
    our_vehicle, their_vehicle = trips[ours, VEHICLE], trips[theirs, VEHICLE]
    touch(s, our_vehicle)
    touch(s, their_vehicle)
    kind, cost = trips[ours, TYPE], g.cost[trips[ours, PROFILE]]
    our_tail, their_head = nodes[node, NEXT], nodes[other, PREV]
    our_end, their_end = n + trips.shape[0] + our_vehicle, n + trips.shape[0] + their_vehicle
    our_last, their_last = nodes[our_end, PREV], nodes[their_end, PREV]
    change = -nodes[node, ARC_OUT] - nodes[other, ARC_IN]
    our_arc, their_arc = nodes[our_end, ARC_IN], nodes[their_end, ARC_IN]
    move_visits(g, s, other, theirs, ours)
    if our_tail < n:
        move_visits(g, s, our_tail, ours, theirs)
    change += cost[node, other] + cost[nodes[their_head, PLACE], nodes[our_tail, PLACE]]
    link(nodes, node, other, cost[node, other])
    link(nodes, their_last, our_end, their_arc)
    if our_tail < n:
        link(nodes, their_head, our_tail, cost[nodes[their_head, PLACE], our_tail])
        link(nodes, our_last, their_end, our_arc)
    else:
        link(nodes, their_head, their_end, cost[nodes[their_head, PLACE], nodes[their_end, PLACE]])
    if trips[theirs, SIZE] == 0:
        s.free[kind] += 1
        s.tally[ACTIVE] -= 1
        change -= g.types[kind, FIXED] + nodes[their_head, ARC_OUT]
        nodes[their_head, ARC_OUT] = 0
        nodes[their_end, ARC_IN] = 0
    s.tally[DELTA] += change
    if g.flags[TIMED]:
        time = g.time[trips[ours, PROFILE]]
        push_earliest(nodes, time, g.windows, g.window_first, other)
        push_latest(nodes, time, g.windows, g.window_first, node)
        push_earliest(nodes, time, g.windows, g.window_first, nodes[their_head, NEXT])
        push_latest(nodes, time, g.windows, g.window_first, their_head)
        # The tails' times may not have changed before their ends, but the ends themselves are others now.
        push_earliest(nodes, time, g.windows, g.window_first, our_end)
        push_earliest(nodes, time, g.windows, g.window_first, their_end)
