"""A route laid out with a visit in its place: run as early as possible, and then as late as that allows.

It is the timetable that `timetable.Timekeeper` gives the route afterwards.
"""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.state import (
    DUE,
    FOREVER,
    HURRIED,
    KIND,
    LAST,
    LEAD,
    LEG,
    MATRIX,
    MOMENT,
    MORE,
    NEXT,
    NODE,
    ONBOARD,
    PACED,
    READY,
    RELEASED,
    RIDE,
    STAY,
    TILL,
    TRIP,
    UNLOAD_BY,
    UNLOADED_BY,
)
from logistics.routing.search.steps.pacing import departure
from logistics.routing.search.steps.rests import first_rest, ride_and_rest, stay_at, write, write_leg
from logistics.routing.search.steps.timing import closing, start_of_service


@jit
def run_early(g: Any, s: Any, vehicle: int, before: int, visit: int, reload: int) -> int:
    """Write the route's nodes, legs and earliest starts into the path; returns its length, 0 where it is too late.

    With `visit` after `before`, and a `reload`, as `appraise` is asked for.
    """
    nodes, path, n = s.nodes, s.path, g.demand.shape[0]
    node, kind = n + vehicle, s.fleet[vehicle, KIND]
    one, two = (reload, visit) if reload >= 0 and before < n else (visit, reload)
    joined = nodes[before, TRIP] if visit >= 0 and one == visit else -1
    moment = _released(g, s, node, nodes[node, READY], joined, visit)
    write(path, 0, node, 0, moment, nodes[node, DUE])
    rest = first_rest(g, kind, moment)
    length, fresh = 1, g.types[kind, UNLOAD_BY] < FOREVER
    coming = _after(nodes, node, before, one, two)
    while coming >= 0:
        reached, lead, work, ride = ride_and_rest(g, s, kind, node, coming, length, rest)
        if reached == 0:
            return 0
        rest += reached - length
        length = reached
        stay = stay_at(g, s, coming)
        leg = lead + ride + stay
        moment = start_of_service(g, s, coming, path[length - 1, MOMENT] + leg)
        moment = _released(g, s, coming, moment, joined, visit)
        if moment > nodes[coming, DUE]:
            return 0
        write(path, length, coming, leg, moment, nodes[coming, DUE])
        write_leg(path, length, lead, work, stay)
        if coming < n:
            fresh = fresh or min(g.rules[coming, ONBOARD], g.rules[coming, UNLOADED_BY]) < FOREVER
        else:
            path[length, HURRIED] = fresh
            fresh = False
        length += 1
        node = coming
        coming = _after(nodes, node, before, one, two)
    return length


@jit
def _released(g: Any, s: Any, node: int, moment: int, joined: int, visit: int) -> int:
    """The moment, or the release of the visit where the trip that it has joined begins here."""
    if joined >= 0 and node >= g.demand.shape[0] and s.nodes[node, TRIP] == joined:
        return max(moment, g.rules[visit, RELEASED])
    return moment


@jit
def _after(nodes: Any, node: int, before: int, one: int, two: int) -> int:
    """What comes after the node when `one` and then `two` (NONE: nothing) stand after `before`."""
    if node == one and two >= 0:
        return two
    if node in (one, two):
        return nodes[before, NEXT]
    if node == before and one >= 0:
        return one
    return nodes[node, NEXT]


@jit
def run_late(g: Any, s: Any, length: int, kind: int) -> int:
    """Write into LAST the latest starts that end the route no later than its earliest end; returns the first."""
    nodes, path = s.nodes, s.path
    paced, matrix = g.flags[PACED], g.types[kind, MATRIX]
    moment = path[length - 1, MOMENT]
    path[length - 1, LAST] = moment
    for i in range(length - 2, -1, -1):
        node = path[i, NODE]
        if paced:
            moment = departure(g, matrix, path[i + 1, RIDE], moment - path[i + 1, STAY]) - path[i + 1, LEAD]
        else:
            moment -= path[i + 1, LEG]
        moment = min(moment, path[i, TILL])
        if path[i, HURRIED]:
            moment = path[i - 1, MOMENT] + path[i, LEG]
        elif node >= 0 and nodes[node, MORE]:
            moment = closing(g.windows, g.window_first, node, moment)
        path[i, LAST] = moment
    return moment
