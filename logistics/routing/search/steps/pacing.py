"""Driving at the pace of the day: how long a leg takes that leaves at a moment, and when to leave to arrive by one.

A leg's seconds are work, counted in grains so small that at every pace a whole number of them is done in a second.
Both answers are exact, and the same that `ways.Ways` gives.
"""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit


@jit
def arrival(g: Any, matrix: int, seconds: int, depart: int) -> int:
    """When a vehicle that leaves at `depart` has driven so many seconds of its matrix."""
    first, last = g.pace_first[matrix], g.pace_first[matrix + 1]
    if last - first == 1:
        return depart + seconds
    at = last - 1
    while g.paces[at, 0] > depart:
        at -= 1
    work, clock = seconds * g.grains[matrix], depart
    while at + 1 < last:
        possible = (g.paces[at + 1, 0] - clock) * g.paces[at, 1]
        if possible >= work:
            break
        work -= possible
        at += 1
        clock = g.paces[at, 0]
    return clock - (-work // g.paces[at, 1])


@jit
def departure(g: Any, matrix: int, seconds: int, arrive: int) -> int:
    """The latest departure that arrives by `arrive`."""
    first, last = g.pace_first[matrix], g.pace_first[matrix + 1]
    if last - first == 1:
        return arrive - seconds
    at = last - 1
    while g.paces[at, 0] >= arrive and at > first:
        at -= 1
    work, clock = seconds * g.grains[matrix], arrive
    while at > first:
        possible = (clock - g.paces[at, 0]) * g.paces[at, 1]
        if possible >= work:
            break
        work -= possible
        clock = g.paces[at, 0]
        at -= 1
    return clock + (-work // g.paces[at, 1])
