"""A step is kept, or undone: the touched routes are copied one way or the other."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.state import ABSENT, NEXT, NONE, RELOADED, REMOVED, TOUCHED, TOUCHES, TRIP, VEHICLE


@jit
def _copy_route(n: int, s: Any, vehicle: int, back: bool) -> None:
    """Copy the chain of the side that is copied from, with its trips."""
    source, target = (s.kept_nodes, s.nodes) if back else (s.nodes, s.kept_nodes)
    trips_from, trips_to = (s.kept_trips, s.trips) if back else (s.trips, s.kept_trips)
    fleet_from, fleet_to = (s.kept_fleet, s.fleet) if back else (s.fleet, s.kept_fleet)
    node, last = n + vehicle, n + trips_from.shape[0]
    while node >= 0:
        for column in range(source.shape[1]):
            target[node, column] = source[node, column]
        if n <= node < last:
            for column in range(trips_from.shape[1]):
                trips_to[node - n, column] = trips_from[node - n, column]
        node = source[node, NEXT]
    for column in range(fleet_from.shape[1]):
        fleet_to[vehicle, column] = fleet_from[vehicle, column]


@jit
def _free_trips(n: int, nodes: Any, trips: Any, vehicle: int) -> None:
    """Give back the reload trips of the vehicle on the side that is about to be overwritten."""
    node, last = nodes[n + vehicle, NEXT], n + trips.shape[0]
    while node >= 0:
        if n <= node < last:
            trips[node - n, VEHICLE] = NONE
        node = nodes[node, NEXT]


@jit
def keep(g: Any, s: Any) -> None:
    """Accept the step: the touched routes become the kept ones."""
    n, tally = g.demand.shape[0], s.tally
    if g.flags[RELOADED]:
        for i in range(tally[TOUCHES]):
            _free_trips(n, s.kept_nodes, s.kept_trips, s.touched[i])
    for i in range(tally[TOUCHES]):
        vehicle = s.touched[i]
        s.fleet[vehicle, TOUCHED] = 0
        _copy_route(n, s, vehicle, False)
    for i in range(tally[REMOVED]):
        _note_absence(s, s.removed[i])
        for node in range(g.first[s.removed[i]], g.first[s.removed[i] + 1]):
            s.kept_nodes[node, TRIP] = s.nodes[node, TRIP]
    for kind in range(s.free.shape[0]):
        s.kept_free[kind] = s.free[kind]


@jit
def _note_absence(s: Any, task: int) -> None:
    at, tally = s.absent_at[task], s.tally
    if s.chosen[task] < 0 and at < 0:
        s.absent[tally[ABSENT]] = task
        s.absent_at[task] = tally[ABSENT]
        tally[ABSENT] += 1
    elif s.chosen[task] >= 0 and at >= 0:
        tally[ABSENT] -= 1
        last = s.absent[tally[ABSENT]]
        s.absent[at] = last
        s.absent_at[last] = at
        s.absent_at[task] = NONE


@jit
def undo(g: Any, s: Any) -> None:
    """Refuse the step: the touched routes are again as they were kept."""
    n, tally = g.demand.shape[0], s.tally
    for i in range(tally[REMOVED]):
        task = s.removed[i]
        s.chosen[task] = NONE
        for node in range(g.first[task], g.first[task + 1]):
            s.nodes[node, TRIP] = s.kept_nodes[node, TRIP]
            if s.nodes[node, TRIP] >= 0:
                s.chosen[task] = node
    if g.flags[RELOADED]:
        for i in range(tally[TOUCHES]):
            _free_trips(n, s.nodes, s.trips, s.touched[i])
    for i in range(tally[TOUCHES]):
        vehicle = s.touched[i]
        _copy_route(n, s, vehicle, True)
        s.fleet[vehicle, TOUCHED] = 0
    for kind in range(s.free.shape[0]):
        s.free[kind] = s.kept_free[kind]
