"""Ruin: remove strings of neighbouring visits from routes near each other (adjacent string removal).

Source: J. Christiaens and G. Vanden Berghe, Slack Induction by String Removals for Vehicle Routing Problems,
Transportation Science 54 (2020). Written from the paper's description.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from logistics.routing.search.compiled import jit, part
from logistics.routing.search.state import (
    ACTIVE,
    NEXT,
    PREV,
    SERVED,
    SIZE,
    TOUCHED,
    TRIP,
    VEHICLE,
)
from logistics.routing.search.steps.chain import touch
from logistics.routing.search.steps.chance import below, draw
from logistics.routing.search.steps.links import take_out
from logistics.routing.search.steps.trips import close_trip


class Strings(NamedTuple):
    """How much is removed: visits on average, the longest string, how often a string is split and keeps a middle,

    and how often that middle grows by one more visit.
    """

    average: float
    longest: float
    split: float
    grow: float


@part
def ruin(g: Any, s: Any, strings: Any) -> None:
    """Remove strings from one or more trips around a random stop."""
    nodes, trips, tally = s.nodes, s.trips, s.tally
    if tally[SERVED] == 0:
        return
    longest = min(strings.longest, tally[SERVED] / tally[ACTIVE])
    wanted = int(draw(s.seed) * max(1.0, 4.0 * strings.average / (1.0 + longest) - 1.0) + 1.0)
    centre = below(s.seed, g.around.shape[0])
    for i in range(g.around.shape[1]):
        node = g.around[centre, i]
        trip = nodes[node, TRIP]
        if trip < 0 or s.fleet[trips[trip, VEHICLE], TOUCHED]:
            continue
        touch(s, trips[trip, VEHICLE])
        _remove_string(g, s, strings, node, longest)
        if trips[trip, SIZE] == 0:
            close_trip(g, s, trip)
        wanted -= 1
        if wanted == 0:
            return


@jit
def _remove_string(g: Any, s: Any, strings: Any, node: int, longest: float) -> None:
    """Remove a string of random length and place that spans `node`, perhaps but for a stretch in its middle."""
    size = s.trips[s.nodes[node, TRIP], SIZE]
    count = min(int(draw(s.seed) * min(float(size), longest)) + 1, size)
    spared = 0
    if 1 < count < size and draw(s.seed) < strings.split:
        spared = 1
        while count + spared < size and draw(s.seed) < strings.grow:
            spared += 1
    first = _first_of_span(g, s, node, count + spared)
    ahead = below(s.seed, count + 1) if spared else count
    if ahead > 0:
        first = take_out(g, s, first, ahead)
    if count > ahead:
        for _ in range(spared):
            first = s.nodes[first, NEXT]
        take_out(g, s, first, count - ahead)


@jit
def _first_of_span(g: Any, s: Any, node: int, length: int) -> int:
    """A random start so that `length` visits of the trip from there on include `node`."""
    n = g.demand.shape[0]
    room_before, at = 0, node
    while room_before < length - 1 and s.nodes[at, PREV] < n:
        at = s.nodes[at, PREV]
        room_before += 1
    room_after, at = 0, node
    while room_after < length - 1 and s.nodes[at, NEXT] < n:
        at = s.nodes[at, NEXT]
        room_after += 1
    least = max(0, length - 1 - room_after)
    back = least + below(s.seed, room_before - least + 1)
    for _ in range(back):
        node = s.nodes[node, PREV]
    return node
