"""Simulated annealing: ruin, recreate or swap tails, keep or undo, cooling slowly."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any, NamedTuple

from logistics.routing.search.compiled import entry, jit, part
from logistics.routing.search.state import (
    ABSENT,
    ACTIVE,
    BEST,
    BETTER,
    BROKEN,
    COST,
    DELTA,
    EXTRA,
    IMPOSSIBLE,
    NEXT,
    NONE,
    REMOVED,
    RULED,
    SAVED,
    SERVED,
    STEPS,
    TAKEN,
    TOUCHES,
    TRIP,
    VISITS,
)
from logistics.routing.search.steps.chance import draw, log_draw
from logistics.routing.search.steps.fleet import change_vehicle, fit_vehicles
from logistics.routing.search.steps.keeping import keep, undo
from logistics.routing.search.steps.recreate import recreate
from logistics.routing.search.steps.ruin import ruin
from logistics.routing.search.steps.rules import appraise
from logistics.routing.search.steps.tails import swap_tails


class Cooling(NamedTuple):
    """Temperatures at the first and the last step of a run of `steps`; how often a step swaps tails, an insertion

    blinks, and a ruined route changes to another type of vehicle.
    """

    hot: float
    cold: float
    swaps: float
    blink: float
    changes: float


@entry
def anneal(g: Any, s: Any, strings: Any, cooling: Any, steps: int) -> None:
    """Do `steps` steps from the kept solution; the best solution is in best_next and best_trip after `write_best`."""
    temperature = cooling.hot
    factor = (cooling.cold / cooling.hot) ** (64.0 / max(steps, 64))
    tally = s.tally
    for step in range(steps):
        if step % 64 == 63:
            temperature *= factor
        served = tally[SERVED]
        active = tally[ACTIVE]
        tally[DELTA] = tally[REMOVED] = tally[TOUCHES] = tally[BROKEN] = 0
        if tally[ABSENT] < s.absent.shape[0] and draw(s.seed) < cooling.swaps:
            done = swap_tails(g, s, temperature)
        else:
            done = _ruin_and_recreate(g, s, strings, cooling.blink, cooling.changes)
            done = done and (tally[DELTA] <= 0 or tally[DELTA] < -temperature * log_draw(s.seed))
        if done:
            _accept(g, s)
        elif tally[TOUCHES] > 0 or tally[REMOVED] > 0:
            undo(g, s)
            tally[SERVED] = served
            tally[ACTIVE] = active
    tally[STEPS] += steps


@part
def _ruin_and_recreate(g: Any, s: Any, strings: Any, blink: float, changes: float) -> bool:
    """Change the routes; False where they cannot be kept."""
    tally = s.tally
    ruin(g, s, strings)
    if g.types.shape[0] > 1 and tally[TOUCHES] > 0 and draw(s.seed) < changes:
        change_vehicle(g, s)
    if tally[BROKEN]:
        return False
    if g.flags[RULED]:
        for i in range(tally[TOUCHES]):
            vehicle = s.touched[i]
            extra = appraise(g, s, vehicle, NONE, NONE, NONE) if s.fleet[vehicle, VISITS] > 0 else 0
            tally[DELTA] += extra - s.fleet[vehicle, EXTRA]
            s.fleet[vehicle, EXTRA] = extra
    recreate(g, s, blink)
    if g.types.shape[0] > 1 and not g.flags[RULED]:
        fit_vehicles(g, s)
    return tally[DELTA] < IMPOSSIBLE // 2


@jit
def _accept(g: Any, s: Any) -> None:
    tally = s.tally
    # The best is written down only when it is about to be left: runs of improvements cost nothing.
    if tally[DELTA] > 0 and not tally[SAVED]:
        write_best(s)
    keep(g, s)
    tally[COST] += tally[DELTA]
    tally[TAKEN] += 1
    if tally[COST] < tally[BEST]:
        tally[BEST] = tally[COST]
        tally[SAVED] = 0
        tally[BETTER] += 1


@entry
def write_best(s: Any) -> None:
    """Copy the kept solution, which is the best so far, to best_next and best_trip."""
    for node in range(s.kept_nodes.shape[0]):
        s.best_next[node] = s.kept_nodes[node, NEXT]
        s.best_trip[node] = s.kept_nodes[node, TRIP]
    s.tally[SAVED] = 1
