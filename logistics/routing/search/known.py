"""Which rules of a problem the compiled search keeps by itself."""

from __future__ import annotations

from logistics.routing.problem import Problem


def knows_all_of(problem: Problem) -> bool:
    """Whether routes from the search keep every rule of the problem.

    It knows places to choose from, who may come where, loads, windows, releases and reload trips, shifts, limits,
    all costs, breaks, freshness, goods apart, orders, locks, the pace of the day and vehicles under way. A position
    that a stop is locked to it is only drawn to. Of the rest (hand-overs, groups, a choice of reload places) it knows
    nothing; its routes are then put right by insertion, which knows every rule.
    """
    return not (
        problem.transfers
        or problem.together
        or any(lock.position is not None for lock in problem.locks)
        or any(len(vehicle.reload_places) > 1 or not vehicle.end_is_office for vehicle in problem.vehicles)
    )
