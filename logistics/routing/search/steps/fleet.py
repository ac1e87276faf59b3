"""Fleet: a route changes to a vehicle of another type, so that mixed fleets find their mix."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.state import (
    ARC_IN,
    BROKEN,
    DELTA,
    DUE,
    EARLIEST,
    END,
    FIXED,
    FOREVER,
    KIND,
    LATEST,
    MATRIX,
    NEXT,
    NONE,
    PLACE,
    PREV,
    RELEASE,
    RELOADED,
    ROOM,
    SHIFT_FROM,
    SHIFT_TO,
    SIZE,
    START,
    TIMED,
    TOUCHES,
    TRIP,
    TRIPS,
    VISITS,
)
from logistics.routing.search.steps.chain import link, touch
from logistics.routing.search.steps.chance import below
from logistics.routing.search.steps.timing import push_earliest, push_latest, start_of_service
from logistics.routing.search.steps.trips import renew_release, unused_vehicle


@jit
def change_vehicle(g: Any, s: Any) -> None:
    """Give one of the touched routes of a single trip to an unused vehicle of another type, if it can take it."""
    vehicle = s.touched[below(s.seed, s.tally[TOUCHES])]
    kind = below(s.seed, g.types.shape[0])
    if s.fleet[vehicle, VISITS] == 0 or s.fleet[vehicle, TRIPS] != 1 or s.free[kind] == 0:
        return
    if kind == s.fleet[vehicle, KIND] or not _can_take(g, s, vehicle, kind):
        return
    _hand_on(g, s, vehicle, kind)


@jit
def fit_vehicles(g: Any, s: Any) -> None:
    """Give each touched route of a single trip to an unused vehicle of the type that serves it cheapest."""
    for i in range(s.tally[TOUCHES]):
        vehicle = s.touched[i]
        if s.fleet[vehicle, VISITS] > 0 and s.fleet[vehicle, TRIPS] == 1:
            kind = _cheapest_kind(g, s, vehicle)
            if kind != s.fleet[vehicle, KIND]:
                _hand_on(g, s, vehicle, kind)


@jit
def _cheapest_kind(g: Any, s: Any, vehicle: int) -> int:
    """The type that serves the route at the least cost: its own, or another with an unused vehicle that can."""
    own = s.fleet[vehicle, KIND]
    least, found = _cost_with(g, s, vehicle, own), own
    for kind in range(g.types.shape[0]):
        if kind == own or s.free[kind] == 0 or not _can_take(g, s, vehicle, kind):
            continue
        cost = _cost_with(g, s, vehicle, kind)
        if cost < least and (not g.flags[TIMED] or _is_in_time_with(g, s, vehicle, kind)):
            least, found = cost, kind
    return found


@jit
def _cost_with(g: Any, s: Any, vehicle: int, kind: int) -> int:
    """What the route would cost with a vehicle of the type."""
    n, cost, at = g.demand.shape[0], g.cost[g.types[kind, MATRIX]], g.types[kind, START]
    total = g.types[kind, FIXED]
    node = s.nodes[n + vehicle, NEXT]
    while node < n:
        total += cost[at, node]
        at = node
        node = s.nodes[node, NEXT]
    return total + cost[at, g.types[kind, END]]


@jit
def _is_in_time_with(g: Any, s: Any, vehicle: int, kind: int) -> bool:
    """Whether a vehicle of the type would reach every visit of the route, and its own end, in time."""
    n, time, at = g.demand.shape[0], g.time[g.types[kind, MATRIX]], g.types[kind, START]
    moment = max(g.types[kind, SHIFT_FROM], s.trips[vehicle, RELEASE])
    node = s.nodes[n + vehicle, NEXT]
    while node < n:
        moment = start_of_service(g, s, node, moment + time[at, node])
        if moment > s.nodes[node, DUE]:
            return False
        at = node
        node = s.nodes[node, NEXT]
    return moment + time[at, g.types[kind, END]] <= g.types[kind, SHIFT_TO]


@jit
def _hand_on(g: Any, s: Any, vehicle: int, kind: int) -> None:
    heir = unused_vehicle(g, s, kind)
    touch(s, heir)
    _move_route(g, s, vehicle, heir)
    if g.flags[RELOADED]:
        renew_release(g, s, vehicle)
        renew_release(g, s, heir)
    if g.flags[TIMED] and not time_anew(g, s, heir):
        s.tally[BROKEN] = 1


@jit
def _can_take(g: Any, s: Any, vehicle: int, kind: int) -> bool:
    old = s.fleet[vehicle, KIND]
    for measure in range(g.demand.shape[1]):
        if g.room[old, measure] - s.trips[vehicle, ROOM + measure] > g.room[kind, measure]:
            return False
    node = s.nodes[g.demand.shape[0] + vehicle, NEXT]
    while node < g.demand.shape[0]:
        if not g.allowed[node, kind]:
            return False
        node = s.nodes[node, NEXT]
    return True


@jit
def _move_route(g: Any, s: Any, vehicle: int, heir: int) -> None:
    """Hang the chain of visits between the heir's start and end; counts, loads and costs follow."""
    nodes, trips, fleet, n = s.nodes, s.trips, s.fleet, g.demand.shape[0]
    old, kind = fleet[vehicle, KIND], fleet[heir, KIND]
    start, end = n + vehicle, n + trips.shape[0] + vehicle
    node, last = nodes[start, NEXT], nodes[end, PREV]
    cost = g.cost[g.types[kind, MATRIX]]
    s.tally[DELTA] += g.types[kind, FIXED] - g.types[old, FIXED] - nodes[end, ARC_IN]
    at = n + heir
    while node < n:
        following = nodes[node, NEXT]
        arc = cost[nodes[at, PLACE], node]
        s.tally[DELTA] += arc - nodes[node, ARC_IN]
        link(nodes, at, node, arc)
        nodes[node, TRIP] = heir
        at, node = node, following
    arc = cost[last, nodes[n + trips.shape[0] + heir, PLACE]]
    s.tally[DELTA] += arc
    link(nodes, last, n + trips.shape[0] + heir, arc)
    link(nodes, start, end, 0)
    for measure in range(g.demand.shape[1]):
        load = g.room[old, measure] - trips[vehicle, ROOM + measure]
        trips[vehicle, ROOM + measure] = g.room[old, measure]
        trips[heir, ROOM + measure] = g.room[kind, measure] - load
    trips[heir, SIZE], trips[vehicle, SIZE] = trips[vehicle, SIZE], 0
    fleet[heir, VISITS], fleet[vehicle, VISITS] = fleet[vehicle, VISITS], 0
    fleet[heir, TRIPS] = 1
    s.free[kind] -= 1
    s.free[old] += 1


@jit
def time_anew(g: Any, s: Any, vehicle: int) -> bool:
    """All times of the route by the vehicle's own ways; False where it is late somewhere."""
    nodes, n = s.nodes, g.demand.shape[0]
    start, end = n + vehicle, n + s.trips.shape[0] + vehicle
    time = g.time[g.types[s.fleet[vehicle, KIND], MATRIX]]
    # Times nobody can have: else an update would stop where an old time happens to fit.
    node = nodes[start, NEXT]
    while node >= 0:
        nodes[node, EARLIEST] = NONE - FOREVER
        nodes[nodes[node, PREV], LATEST] = FOREVER + 1
        node = nodes[node, NEXT]
    push_earliest(nodes, time, g.windows, g.window_first, start)
    push_latest(nodes, time, g.windows, g.window_first, end)
    node = start
    while node >= 0:
        if nodes[node, EARLIEST] > nodes[node, LATEST]:
            return False
        node = nodes[node, NEXT]
    return True
