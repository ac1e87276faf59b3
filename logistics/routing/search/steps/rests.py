"""The way from one node to the next in a route that is laid out, and the breaks that are taken on it."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.state import (
    HURRIED,
    LEAD,
    LEG,
    MATRIX,
    MOMENT,
    MORE,
    NEXT,
    NODE,
    NONE,
    PACED,
    PLACE,
    READY,
    RELOAD_S,
    RIDE,
    SERVICE,
    STAY,
    TILL,
    TRIP,
    TYPE,
)
from logistics.routing.search.steps.pacing import arrival
from logistics.routing.search.steps.timing import opening


@jit
def first_rest(g: Any, kind: int, moment: int) -> int:
    """The first break of the kind that is still due for who starts at `moment`."""
    rest = g.break_first[kind]
    while rest < g.break_first[kind + 1] and g.breaks[rest, 1] < moment:
        rest += 1
    return rest


@jit
def ride_and_rest(
    g: Any, s: Any, kind: int, node: int, coming: int, length: int, rest: int
) -> tuple[int, int, int, int]:
    """Write the breaks, from `rest` on, that are taken between the last row of the path and the start at `coming`.

    Returns the path's length then, 0 where one is too late, and of the leg that is left the time before it is
    ridden, the ride at a pace of 100 percent, and as long as it takes.
    """
    path, matrix, stay = s.path, g.types[kind, MATRIX], stay_at(g, s, coming)
    lead = g.rules[node, SERVICE] if node < g.demand.shape[0] else 0
    work, ride = _ride(g, s, matrix, node, coming, path[length - 1, MOMENT] + lead)
    while rest < g.break_first[kind + 1]:
        leg = lead + ride + stay
        after = _break_after(g, s, coming, rest, leg, ride, path[length - 1, MOMENT])
        if after < 0:
            break
        moment = max(path[length - 1, MOMENT] + after, g.breaks[rest, 0])
        if moment > g.breaks[rest, 1]:
            return 0, lead, work, ride
        on_arrival = after == leg - stay
        write(path, length, NONE, after, moment, g.breaks[rest, 1])
        write_leg(path, length, lead, work if on_arrival else 0, 0)
        lead = g.breaks[rest, 2]
        if on_arrival:
            work, ride = 0, 0
        else:
            work, ride = _ride(g, s, matrix, node, coming, moment + lead)
        length += 1
        rest += 1
    return length, lead, work, ride


@jit
def write(path: Any, at: int, node: int, leg: int, moment: int, till: int) -> None:
    """Write a row of the path, but for how its leg is ridden."""
    path[at, NODE] = node
    path[at, LEG] = leg
    path[at, MOMENT] = moment
    path[at, TILL] = till
    path[at, HURRIED] = 0


@jit
def write_leg(path: Any, at: int, lead: int, ride: int, stay: int) -> None:
    """Write how the leg of a row is ridden."""
    path[at, LEAD] = lead
    path[at, RIDE] = ride
    path[at, STAY] = stay


@jit
def _ride(g: Any, s: Any, matrix: int, node: int, coming: int, depart: int) -> tuple[int, int]:
    """The ride from a node to the next at a pace of 100 percent, and as long as it takes from `depart` on."""
    origin, target = s.nodes[node, PLACE], s.nodes[coming, PLACE]
    if g.flags[PACED]:
        work = g.ride[matrix, origin, target]
        return work, arrival(g, matrix, work, depart) - depart
    served = g.rules[node, SERVICE] if node < g.demand.shape[0] else 0
    work = g.time[matrix, origin, target] - served - stay_at(g, s, coming)
    return work, work


@jit
def _break_after(g: Any, s: Any, coming: int, rest: int, leg: int, ride: int, moment: int) -> int:
    """How long after `moment`, the start of what came last, the break can begin; NONE where later will do.

    It is taken as late as can be: where the next chance comes after its window, or where one waits anyhow; before
    the leg if the arrival would be too late for it, else at its end. The leg runs from `moment` to the next start;
    its last part is the ride and, at a reload, the reload's own time.
    """
    nodes, at_visit, is_end = s.nodes, coming < g.demand.shape[0], s.nodes[coming, NEXT] < 0
    stay = stay_at(g, s, coming)
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
def stay_at(g: Any, s: Any, node: int) -> int:
    """A reload's own time, 0 at all other nodes."""
    if node < g.demand.shape[0] or s.nodes[node, NEXT] < 0:
        return 0
    return g.types[s.trips[s.nodes[node, TRIP], TYPE], RELOAD_S]
