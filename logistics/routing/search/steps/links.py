"""Visits are taken out of routes and put into them; loads, times and costs follow."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import entry, jit
from logistics.routing.search.state import (
    ARC_IN,
    ARC_OUT,
    BROKEN,
    COST,
    DELTA,
    EXTRA,
    NEXT,
    NONE,
    PLACE,
    PREV,
    PROFILE,
    RELEASE,
    RELEASED,
    RELOADED,
    REMOVED,
    ROOM,
    RULED,
    SERVED,
    SIZE,
    TIMED,
    TOUCHES,
    TRIP,
    VEHICLE,
    VISITS,
)
from logistics.routing.search.steps.chain import link, touch
from logistics.routing.search.steps.keeping import keep
from logistics.routing.search.steps.rules import appraise
from logistics.routing.search.steps.timing import refresh
from logistics.routing.search.steps.trips import open_route, set_release, split_trip


@jit
def take_out(g: Any, s: Any, node: int, count: int) -> int:
    """Remove `count` visits of one trip from `node` on; returns the node after them. The trip may become empty."""
    nodes, trips, tally = s.nodes, s.trips, s.tally
    trip = nodes[node, TRIP]
    profile = trips[trip, PROFILE]
    before = nodes[node, PREV]
    change = -nodes[node, ARC_IN]
    for _ in range(count):
        change -= nodes[node, ARC_OUT]
        nodes[node, TRIP] = NONE
        for measure in range(g.demand.shape[1]):
            trips[trip, ROOM + measure] += g.demand[node, measure]
        task = g.task[node]
        s.chosen[task] = NONE
        s.removed[tally[REMOVED]] = task
        tally[REMOVED] += 1
        node = nodes[node, NEXT]
    arc = g.cost[profile, nodes[before, PLACE], nodes[node, PLACE]]
    link(nodes, before, node, arc)
    trips[trip, SIZE] -= count
    s.fleet[trips[trip, VEHICLE], VISITS] -= count
    tally[SERVED] -= count
    tally[DELTA] += change + arc
    if g.flags[TIMED] and not refresh(g, nodes, profile, before, node):
        tally[BROKEN] = 1
    return node


@jit
def put_in(g: Any, s: Any, node: int, before: int) -> None:
    """Insert the visit after `before`, in the trip that `before` belongs to or begins."""
    nodes, trips = s.nodes, s.trips
    trip = nodes[before, TRIP]
    profile = trips[trip, PROFILE]
    after = nodes[before, NEXT]
    touch(s, trips[trip, VEHICLE])
    nodes[node, TRIP] = trip
    arc_in = g.cost[profile, nodes[before, PLACE], node]
    arc_out = g.cost[profile, node, nodes[after, PLACE]]
    s.tally[DELTA] += arc_in + arc_out - nodes[before, ARC_OUT]
    link(nodes, before, node, arc_in)
    link(nodes, node, after, arc_out)
    trips[trip, SIZE] += 1
    s.fleet[trips[trip, VEHICLE], VISITS] += 1
    s.tally[SERVED] += 1
    s.chosen[g.task[node]] = node
    for measure in range(g.demand.shape[1]):
        trips[trip, ROOM + measure] -= g.demand[node, measure]
    if g.flags[TIMED]:
        if g.flags[RELOADED] and g.rules[node, RELEASED] > trips[trip, RELEASE]:
            set_release(g, s, trip, g.rules[node, RELEASED])
        refresh(g, nodes, profile, node, node)


@entry
def put_route(g: Any, s: Any, kind: int, visits: Any) -> None:
    """Give an unused vehicle of the type these visits, NONE standing for a reload; the result is kept."""
    tally, n = s.tally, g.demand.shape[0]
    tally[DELTA] = tally[REMOVED] = tally[TOUCHES] = 0
    at = open_route(g, s, kind)
    vehicle = s.trips[s.nodes[at, TRIP], VEHICLE]
    for i in range(visits.shape[0]):
        if visits[i] < 0:
            at = n + split_trip(g, s, at)
            continue
        task = g.task[visits[i]]
        s.removed[tally[REMOVED]] = task
        tally[REMOVED] += 1
        tally[DELTA] -= g.skip_cost[task]
        put_in(g, s, visits[i], at)
        at = visits[i]
    if g.flags[RULED]:
        s.fleet[vehicle, EXTRA] = appraise(g, s, vehicle, NONE, NONE, NONE)
        tally[DELTA] += s.fleet[vehicle, EXTRA]
    keep(g, s)
    tally[COST] += tally[DELTA]
