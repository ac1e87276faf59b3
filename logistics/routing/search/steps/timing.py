"""Earliest and latest starts along a route, kept up to date so that an insertion is judged in constant time."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.state import (
    DUE,
    EARLIEST,
    FOREVER,
    LATEST,
    MORE,
    NEXT,
    NEXT_PLACE,
    PLACE,
    PREV,
    PREV_PLACE,
    READY,
)


@jit
def opening(windows: Any, window_first: Any, node: int, moment: int) -> int:
    """The first moment not before `moment` at which service may begin; FOREVER after the last window."""
    for i in range(window_first[node], window_first[node + 1]):
        if moment <= windows[i, 1]:
            return max(moment, windows[i, 0])
    return FOREVER


@jit
def closing(windows: Any, window_first: Any, node: int, moment: int) -> int:
    """The last moment not after `moment` at which service may begin; -FOREVER before the first window."""
    for i in range(window_first[node + 1] - 1, window_first[node] - 1, -1):
        if moment >= windows[i, 0]:
            return min(moment, windows[i, 1])
    return -FOREVER


@jit
def start_of_service(g: Any, s: Any, node: int, moment: int) -> int:
    """When service begins for who arrives at `moment`; FOREVER after the last window of several."""
    moment = max(moment, s.nodes[node, READY])
    if s.nodes[node, MORE]:
        return opening(g.windows, g.window_first, node, moment)
    return moment


@jit
def push_earliest(nodes: Any, time: Any, windows: Any, window_first: Any, node: int) -> None:
    """Earliest starts from `node` to the end of the route; stops where nothing changes any more."""
    if nodes[node, PREV] < 0:
        nodes[node, EARLIEST] = nodes[node, READY]
        node = nodes[node, NEXT]
    moment = nodes[nodes[node, PREV], EARLIEST]
    first = True
    while node >= 0:
        moment = max(moment + time[nodes[node, PREV_PLACE], nodes[node, PLACE]], nodes[node, READY])
        if nodes[node, MORE]:
            moment = opening(windows, window_first, node, moment)
        if not first and nodes[node, EARLIEST] == moment:
            return
        moment = min(moment, FOREVER)
        nodes[node, EARLIEST] = moment
        node = nodes[node, NEXT]
        first = False


@jit
def push_latest(nodes: Any, time: Any, windows: Any, window_first: Any, node: int) -> None:
    """Latest starts from `node` back to the start of the route; stops where nothing changes any more."""
    if nodes[node, NEXT] < 0:
        nodes[node, LATEST] = nodes[node, DUE]
        node = nodes[node, PREV]
    moment = nodes[nodes[node, NEXT], LATEST]
    first = True
    while node >= 0:
        moment = min(moment - time[nodes[node, PLACE], nodes[node, NEXT_PLACE]], nodes[node, DUE])
        if nodes[node, MORE]:
            moment = closing(windows, window_first, node, moment)
        if not first and nodes[node, LATEST] == moment:
            return
        moment = max(moment, -FOREVER)
        nodes[node, LATEST] = moment
        node = nodes[node, PREV]
        first = False


@jit
def refresh(g: Any, nodes: Any, profile: int, before: int, after: int) -> bool:
    """Both kinds of times around a new arc before -> after; False where the arc cannot be kept in time."""
    time = g.time[profile]
    push_earliest(nodes, time, g.windows, g.window_first, after)
    push_latest(nodes, time, g.windows, g.window_first, before)
    return nodes[after, EARLIEST] <= nodes[after, LATEST]
