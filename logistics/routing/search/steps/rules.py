"""The rules that need a whole route: looked at only for an insertion that is already the cheapest so far.

`appraise` lets `path` lay the route out, and judges that one timetable: breaks, limits of duration and distance,
freshness, goods apart, orders.
"""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.state import (
    BARRED,
    FOREVER,
    GONE_DISTANCE,
    GONE_STOPS,
    GONE_TIME,
    GOODS,
    IMPOSSIBLE,
    KIND,
    LAST,
    LEAD,
    MATRIX,
    MAX_DISTANCE,
    MAX_DURATION,
    MIXED,
    MOMENT,
    NODE,
    ONBOARD,
    ORDERED,
    OVERTIME,
    PLACE,
    POSITION,
    REGULAR,
    RIDE,
    UNLOAD_BY,
    UNLOADED_BY,
    WAIT_COST,
)
from logistics.routing.search.steps.pacing import arrival
from logistics.routing.search.steps.path import run_early, run_late

OFF_LOCK = 16
"""A stop off the position it is locked to costs this part of leaving it out, for each position that it is off."""


@jit
def appraise(g: Any, s: Any, vehicle: int, before: int, visit: int, reload: int) -> int:
    """The route's cost beyond its arcs with `visit` after `before` (NONE: as it is); IMPOSSIBLE if it breaks a rule.

    A `reload` (NONE: none) parts the visit from the trip it comes to: before it, or after it at the route's start.
    """
    length = run_early(g, s, vehicle, before, visit, reload)
    if length == 0:
        return IMPOSSIBLE
    kind = s.fleet[vehicle, KIND]
    types, path = g.types, s.path
    start = run_late(g, s, length, kind)
    duration = path[length - 1, MOMENT] - start + types[kind, GONE_TIME]
    if duration > types[kind, MAX_DURATION]:
        return IMPOSSIBLE
    if types[kind, MAX_DISTANCE] < FOREVER and _distance(g, s, length, kind) > types[kind, MAX_DISTANCE]:
        return IMPOSSIBLE
    if g.flags[MIXED] and not _trips_are_sound(g, s, length, kind):
        return IMPOSSIBLE
    off = 0
    if g.flags[ORDERED]:
        off = _out_of_order(g, s, length, kind)
        if off >= IMPOSSIBLE:
            return IMPOSSIBLE
    idle = duration - _busy_time(g, s, length, kind) - types[kind, GONE_TIME]
    overtime = max(0, duration - types[kind, REGULAR])
    return types[kind, WAIT_COST] * idle + types[kind, OVERTIME] * overtime + off


@jit
def _busy_time(g: Any, s: Any, length: int, kind: int) -> int:
    """The time of all arcs, whose cost the arcs have already."""
    total, time, place = 0, g.time[g.types[kind, MATRIX]], s.nodes[s.path[0, NODE], PLACE]
    for i in range(1, length):
        if s.path[i, NODE] >= 0:
            total += time[place, s.nodes[s.path[i, NODE], PLACE]]
            place = s.nodes[s.path[i, NODE], PLACE]
    return total


@jit
def _distance(g: Any, s: Any, length: int, kind: int) -> int:
    total, matrix = g.types[kind, GONE_DISTANCE], g.types[kind, MATRIX]
    place = s.nodes[s.path[0, NODE], PLACE]
    for i in range(1, length):
        if s.path[i, NODE] >= 0:
            total += g.distance[matrix, place, s.nodes[s.path[i, NODE], PLACE]]
            place = s.nodes[s.path[i, NODE], PLACE]
    return total


@jit
def _trips_are_sound(g: Any, s: Any, length: int, kind: int) -> bool:
    """Freshness and goods apart, trip by trip, from the end of the route to its start."""
    path, n = s.path, g.demand.shape[0]
    unload = FOREVER
    on_board, forbidden = 0, 0
    for i in range(length - 1, -1, -1):
        node = path[i, NODE]
        if node < 0:
            continue
        if node < n:
            if unload - path[i, LAST] > g.rules[node, ONBOARD] or unload > g.rules[node, UNLOADED_BY]:
                return False
            goods = g.rules[node, GOODS]
            if (forbidden >> goods) & 1 or on_board & g.apart[goods]:
                return False
            on_board |= 1 << goods
            forbidden |= g.apart[goods]
        elif i > 0:
            # Unloading begins on arrival: before the reload's own time, which the leg includes.
            unload = arrival(g, g.types[kind, MATRIX], path[i, RIDE], path[i - 1, LAST] + path[i, LEAD])
            on_board, forbidden = 0, 0
        elif unload > g.types[kind, UNLOAD_BY] or on_board & g.types[kind, BARRED]:
            return False
    return True


@jit
def _out_of_order(g: Any, s: Any, length: int, kind: int) -> int:
    """What it costs that stops are off the positions they are locked to; IMPOSSIBLE where a stop comes before one

    that must precede it.
    """
    path, n = s.path, g.demand.shape[0]
    off, position = 0, g.types[kind, GONE_STOPS]
    for i in range(length):
        node = path[i, NODE]
        if node < 0 or node >= n:
            continue
        task, wanted = g.task[node], g.rules[node, POSITION]
        if wanted >= 0:
            off += abs(wanted - position) * (g.skip_cost[task] // OFF_LOCK + 1)
        position += 1
        for tie in range(g.earlier_first[task], g.earlier_first[task + 1]):
            for later in range(i + 1, length):
                if 0 <= path[later, NODE] < n and g.task[path[later, NODE]] == g.earlier[tie]:
                    return IMPOSSIBLE
    return off
