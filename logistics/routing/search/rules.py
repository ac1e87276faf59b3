"""The rules that need a whole route: looked at only for an insertion that is already the cheapest so far.

`appraise` lays the route out with the visit in its place, runs it as early as possible, then as late as possible
without ending later, and judges that one timetable: breaks, limits of duration and distance, freshness, goods
apart. It is the timetable that `timetable.Timekeeper` gives the route afterwards.
"""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.pacing import arrival, departure
from logistics.routing.search.state import (
    BARRED,
    DUE,
    FOREVER,
    GONE_DISTANCE,
    GONE_STOPS,
    GONE_TIME,
    GOODS,
    IMPOSSIBLE,
    KIND,
    MATRIX,
    MAX_DISTANCE,
    MAX_DURATION,
    MIXED,
    MORE,
    NEXT,
    NONE,
    ONBOARD,
    ORDERED,
    OVERTIME,
    PACED,
    PLACE,
    POSITION,
    READY,
    REGULAR,
    RELEASED,
    RELOAD_S,
    SERVICE,
    TRIP,
    TYPE,
    UNLOAD_BY,
    UNLOADED_BY,
    WAIT_COST,
)
from logistics.routing.search.timing import closing, opening

# --- one row of State.path
NODE, LEG, MOMENT, LAST, TILL, HURRIED, BEFORE, RIDE, AFTER = range(9)
"""The node (NONE: a break); time from the former's start to here; its start; the latest start; the end of its
window; 1 where something on board must be fresh, so that unloading does not wait; of the leg the time before it is
ridden, the ride at a pace of 100 percent, and the time after it."""
PATH_COLUMNS = 9

OFF_LOCK = 16
"""A stop off the position it is locked to costs this part of leaving it out, for each position that it is off."""


@jit
def appraise(g: Any, s: Any, vehicle: int, before: int, visit: int, reload: int) -> int:
    """The route's cost beyond its arcs with `visit` after `before` (NONE: as it is); IMPOSSIBLE if it breaks a rule.

    A `reload` (NONE: none) parts the visit from the trip it comes to: before it, or after it at the route's start.
    """
    length = _lay_out(g, s, vehicle, before, visit, reload)
    if length == 0:
        return IMPOSSIBLE
    kind = s.fleet[vehicle, KIND]
    types, path = g.types, s.path
    start = _run_late(g, s, length, kind)
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
def _lay_out(g: Any, s: Any, vehicle: int, before: int, visit: int, reload: int) -> int:
    """Write the route's nodes, legs and earliest starts into the path; returns its length, 0 where it is too late."""
    nodes, path, n, rules = s.nodes, s.path, g.demand.shape[0], g.rules
    node = n + vehicle
    kind = s.fleet[vehicle, KIND]
    matrix = g.types[kind, MATRIX]
    one, two = (reload, visit) if reload >= 0 and before < n else (visit, reload)
    joined = nodes[before, TRIP] if visit >= 0 and one == visit else -1
    moment = nodes[node, READY]
    if joined == vehicle:
        moment = max(moment, rules[visit, RELEASED])
    _write(path, 0, node, 0, moment, nodes[node, DUE])
    rest, last_rest = g.break_first[kind], g.break_first[kind + 1]
    while rest < last_rest and g.breaks[rest, 1] < moment:
        rest += 1
    length, fresh = 1, g.types[kind, UNLOAD_BY] < FOREVER
    coming = one if node == before else nodes[node, NEXT]
    while coming >= 0:
        stay, before_ride = _stay(g, s, coming), rules[node, SERVICE] if node < n else 0
        work, ride = _ride(g, s, matrix, node, coming, path[length - 1, MOMENT] + before_ride)
        leg = before_ride + ride + stay
        while rest < last_rest:
            after = _break_after(g, s, coming, rest, leg, ride, path[length - 1, MOMENT])
            if after < 0:
                break
            moment = max(path[length - 1, MOMENT] + after, g.breaks[rest, 0])
            if moment > g.breaks[rest, 1]:
                return 0
            on_arrival = after == leg - stay
            _write(path, length, NONE, after, moment, g.breaks[rest, 1])
            _write_ride(path, length, before_ride, work if on_arrival else 0, 0)
            before_ride = g.breaks[rest, 2]
            if on_arrival:
                work, ride = 0, 0
            else:
                work, ride = _ride(g, s, matrix, node, coming, moment + before_ride)
            leg = before_ride + ride + stay
            length += 1
            rest += 1
        moment = max(path[length - 1, MOMENT] + leg, nodes[coming, READY])
        if nodes[coming, MORE]:
            moment = opening(g.windows, g.window_first, coming, moment)
        if n <= coming and nodes[coming, TRIP] == joined and joined >= 0:
            moment = max(moment, rules[visit, RELEASED])
        if moment > nodes[coming, DUE]:
            return 0
        _write(path, length, coming, leg, moment, nodes[coming, DUE])
        _write_ride(path, length, before_ride, work, stay)
        if coming < n:
            fresh = fresh or min(rules[coming, ONBOARD], rules[coming, UNLOADED_BY]) < FOREVER
        else:
            path[length, HURRIED] = fresh
            fresh = False
        length += 1
        node = coming
        if coming == one and two >= 0:
            coming = two
        elif coming in (one, two):
            coming = nodes[before, NEXT]
        elif coming == before and one >= 0:
            coming = one
        else:
            coming = nodes[coming, NEXT]
    return length


@jit
def _write(path: Any, at: int, node: int, leg: int, moment: int, till: int) -> None:
    path[at, NODE] = node
    path[at, LEG] = leg
    path[at, MOMENT] = moment
    path[at, TILL] = till
    path[at, HURRIED] = 0


@jit
def _write_ride(path: Any, at: int, before: int, ride: int, after: int) -> None:
    path[at, BEFORE] = before
    path[at, RIDE] = ride
    path[at, AFTER] = after


@jit
def _ride(g: Any, s: Any, matrix: int, node: int, coming: int, depart: int) -> tuple[int, int]:
    """The ride from a node to the next at a pace of 100 percent, and as long as it takes from `depart` on."""
    origin, target = s.nodes[node, PLACE], s.nodes[coming, PLACE]
    if g.flags[PACED]:
        work = g.ride[matrix, origin, target]
        return work, arrival(g, matrix, work, depart) - depart
    served = g.rules[node, SERVICE] if node < g.demand.shape[0] else 0
    work = g.time[matrix, origin, target] - served - _stay(g, s, coming)
    return work, work


@jit
def _break_after(g: Any, s: Any, coming: int, rest: int, leg: int, ride: int, moment: int) -> int:
    """How long after `moment`, the start of what came last, the break can begin; NONE where later will do.

    It is taken as late as can be: where the next chance comes after its window, or where one waits anyhow; before
    the leg if the arrival would be too late for it, else at its end. The leg runs from `moment` to the next start;
    its last part is the ride and, at a reload, the reload's own time.
    """
    nodes, at_visit, is_end = s.nodes, coming < g.demand.shape[0], s.nodes[coming, NEXT] < 0
    stay = _stay(g, s, coming)
    opens, closes, lasts = g.breaks[rest, 0], g.breaks[rest, 1], g.breaks[rest, 2]
    arrival = moment + leg - stay
    if arrival > closes:
        return leg - stay - ride
    if is_end:
        return NONE
    start = max(arrival, nodes[coming, READY]) if at_visit else arrival
    if nodes[coming, MORE]:
        start = opening(g.windows, g.window_first, coming, start)
    leaves = start + g.rules[coming, SERVICE] if at_visit else max(start + stay, nodes[coming, READY])
    if max(arrival, opens) + lasts <= start or leaves > closes:
        return leg - stay
    return NONE


@jit
def _stay(g: Any, s: Any, node: int) -> int:
    """A reload's own time, 0 at all other nodes."""
    if node < g.demand.shape[0] or s.nodes[node, NEXT] < 0:
        return 0
    return g.types[s.trips[s.nodes[node, TRIP], TYPE], RELOAD_S]


@jit
def _run_late(g: Any, s: Any, length: int, kind: int) -> int:
    """Write into LAST the latest starts that end the route no later than its earliest end; returns the first."""
    nodes, path = s.nodes, s.path
    paced, matrix = g.flags[PACED], g.types[kind, MATRIX]
    moment = path[length - 1, MOMENT]
    path[length - 1, LAST] = moment
    for i in range(length - 2, -1, -1):
        node = path[i, NODE]
        if paced:
            moment = departure(g, matrix, path[i + 1, RIDE], moment - path[i + 1, AFTER]) - path[i + 1, BEFORE]
        else:
            moment -= path[i + 1, LEG]
        moment = min(moment, path[i, TILL])
        if path[i, HURRIED]:
            moment = path[i - 1, MOMENT] + path[i, LEG]
        elif node >= 0 and nodes[node, MORE]:
            moment = closing(g.windows, g.window_first, node, moment)
        path[i, LAST] = moment
    return moment


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
            unload = arrival(g, g.types[kind, MATRIX], path[i, RIDE], path[i - 1, LAST] + path[i, BEFORE])
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
