"""Recreate: bring the removed and the absent stops back, each where it costs least, now and then looking away.

The looking away ("blinks") keeps greedy insertion from always building the same routes. Source: see ruin.py.
"""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit, part
from logistics.routing.search.state import (
    ABSENT,
    AFTER_RELOAD,
    BEFORE,
    DELTA,
    EXTRA,
    IMPOSSIBLE,
    NEW_KIND,
    NONE,
    PRICE,
    RELOADED,
    REMOVED,
    RULED,
    TRIP,
    VEHICLE,
    VISIT,
)
from logistics.routing.search.steps.beginnings import find_new_trip, find_unused
from logistics.routing.search.steps.chance import below, draw
from logistics.routing.search.steps.links import put_in
from logistics.routing.search.steps.positions import find_beside
from logistics.routing.search.steps.rules import appraise
from logistics.routing.search.steps.trips import open_route, split_trip

JOINING = 8
"""At most so many absent stops try to join in one step, so that a hopeless crowd does not slow the search."""


ON_CREDIT = 0.1
"""How often, where stops are left out, each may cost more than leaving it out: a vehicle that does not pay for one

of them may pay for several.
"""


@part
def recreate(g: Any, s: Any, blink: float) -> None:
    """Insert what was removed and some of what is absent; what fits nowhere cheaper than its skip cost stays out."""
    tally = s.tally
    on_credit = tally[ABSENT] > 0 and draw(s.seed) < ON_CREDIT
    _absent_join(g, s)
    _sort(g, s)
    for i in range(tally[REMOVED]):
        task = s.removed[i]
        s.pick[PRICE] = IMPOSSIBLE // 4 if on_credit else g.skip_cost[task]
        s.pick[VISIT] = NONE
        for node in range(g.first[task], g.first[task + 1]):
            find_unused(g, s, node)
            find_beside(g, s, node, blink)
            if g.flags[RELOADED]:
                find_new_trip(g, s, node)
        if s.pick[VISIT] < 0:
            tally[DELTA] += g.skip_cost[task]
        else:
            settle(g, s)


@part
def settle(g: Any, s: Any) -> None:
    """Carry out the insertion that `pick` holds."""
    node, before, kind = s.pick[VISIT], s.pick[BEFORE], s.pick[NEW_KIND]
    if kind >= 0:
        before = open_route(g, s, kind)
    elif s.pick[AFTER_RELOAD]:
        n = g.demand.shape[0]
        fresh = split_trip(g, s, before)
        before = before if before >= n else n + fresh
    put_in(g, s, node, before)
    if g.flags[RULED]:
        vehicle = s.trips[s.nodes[before, TRIP], VEHICLE]
        extra = appraise(g, s, vehicle, NONE, NONE, NONE)
        s.tally[DELTA] += extra - s.fleet[vehicle, EXTRA]
        s.fleet[vehicle, EXTRA] = extra


@jit
def _absent_join(g: Any, s: Any) -> None:
    tally = s.tally
    count = min(tally[ABSENT], JOINING)
    offset = below(s.seed, tally[ABSENT]) if tally[ABSENT] > JOINING else 0
    for i in range(count):
        task = s.absent[(offset + i) % tally[ABSENT]]
        s.removed[tally[REMOVED]] = task
        tally[REMOVED] += 1
        tally[DELTA] -= g.skip_cost[task]


@jit
def _sort(g: Any, s: Any) -> None:
    """Order the stops by chance (4 in 11), or by one of the instance's sort keys."""
    ways = g.sort_keys.shape[0]
    way = below(s.seed, ways + 4) - 4
    removed, keys = s.removed, s.keys
    for i in range(s.tally[REMOVED]):
        task = removed[i]
        key = draw(s.seed) if way < 0 else float(g.sort_keys[way, g.first[task]])
        at = i
        while at > 0 and keys[at - 1] > key:
            keys[at] = keys[at - 1]
            removed[at] = removed[at - 1]
            at -= 1
        keys[at] = key
        removed[at] = task
