"""Which rules a problem has at all, so that the search need not look for those that it has not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.routing.problem import Problem
from logistics.routing.search.layout.numbering import Numbering
from logistics.routing.search.state import (
    FOREVER,
    GOODS,
    HOME,
    ONBOARD,
    POSITION,
    RELEASED,
    UNLOAD_BY,
    UNLOADED_BY,
)
from logistics.routing.travel import NO_WAY


def flags_of(
    numbers: Numbering, cost: NDArray[np.int32], rules: NDArray[np.int64], types: NDArray[np.int64]
) -> NDArray[np.int64]:
    """See `state.TIMED` and the names after it."""
    problem = numbers.problem
    mixed = _is_mixed(rules, types)
    rests = any(vehicle.breaks for vehicle in problem.vehicles)
    waits = any(v.cost_per_s or (v.overtime_cost_per_s and v.regular_s is not None) for v in problem.vehicles)
    limits = any(v.max_duration_s is not None or v.max_distance_m is not None for v in problem.vehicles)
    reloaded = bool((types[:, HOME] >= 0).any() or rules[:, RELEASED].any())
    shifts = any(v.shift.end_s - v.shift.start_s < _longest(problem) for v in problem.vehicles)
    paced = any(travel.pace for travel in problem.travel)
    ordered = bool(problem.precedence) or bool((rules[:, POSITION] >= 0).any())
    windows = bool((numbers.due < FOREVER).any() or (numbers.ready > 0).any())
    closed = bool((cost >= FOREVER).any())
    timed = mixed or rests or limits or shifts or reloaded or windows or paced or closed
    ruled = mixed or rests or limits or paced or ordered or (waits and timed)
    return np.array([timed, ruled, reloaded, mixed, paced, ordered], np.int64)


def _is_mixed(rules: NDArray[np.int64], types: NDArray[np.int64]) -> bool:
    """Whether freshness or goods apart matter, to a visit or to what a vehicle has on board."""
    fresh = (rules[:, [ONBOARD, UNLOADED_BY]] < FOREVER).any() or (types[:, UNLOAD_BY] < FOREVER).any()
    return bool(fresh or rules[:, GOODS].any())


def _longest(problem: Problem) -> int:
    """No route takes longer than every stop's slowest leg and service in a row."""
    total = 0
    for travel in problem.travel:
        seconds = travel.planned_s(problem.confidence_pct).astype(np.int64)
        worst = np.where(seconds == NO_WAY, 0, seconds).max(1, initial=0)
        total = max(total, int(worst.sum()) + int(worst.max(initial=0)))
    return total + sum(max(option.service_s for option in stop.options) for stop in problem.stops)
