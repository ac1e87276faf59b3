"""The two smallest cuts: let one node follow another, and note whose route changes."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.state import ARC_IN, ARC_OUT, NEXT, NEXT_PLACE, PLACE, PREV, PREV_PLACE, TOUCHED, TOUCHES


@jit
def link(nodes: Any, before: int, after: int, arc: int) -> None:
    """Make `after` follow `before`."""
    nodes[before, NEXT] = after
    nodes[before, NEXT_PLACE] = nodes[after, PLACE]
    nodes[before, ARC_OUT] = arc
    nodes[after, PREV] = before
    nodes[after, PREV_PLACE] = nodes[before, PLACE]
    nodes[after, ARC_IN] = arc


@jit
def touch(s: Any, vehicle: int) -> None:
    """Note that the present step changes the vehicle's route."""
    if not s.fleet[vehicle, TOUCHED]:
        s.fleet[vehicle, TOUCHED] = 1
        s.touched[s.tally[TOUCHES]] = vehicle
        s.tally[TOUCHES] += 1
