"""When a search stops: tiny callables from the progress made to the share of the budget that is spent.

A budget is any callable that returns 0.0 at the beginning and 1.0 or more when the search shall stop; the share
also cools the annealing, so it should grow evenly. Callers may write their own, for instance to cancel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is, and the best plan so far: its cost, routes and stops left out, and a bound if any."""

    wall_s: float
    cpu_s: float
    iterations: int
    cost: int
    routes: int
    unserved: int
    bound: int | None = None


Budget = Callable[[Progress], float]


@dataclass(frozen=True, slots=True)
class Seconds:
    """Stop after this many seconds on the wall clock."""

    wall_s: float

    def __call__(self, progress: Progress) -> float:
        return progress.wall_s / self.wall_s if self.wall_s > 0 else 1.0


@dataclass(frozen=True, slots=True)
class CpuSeconds:
    """Stop after this much processor time of this process."""

    cpu_s: float

    def __call__(self, progress: Progress) -> float:
        return progress.cpu_s / self.cpu_s if self.cpu_s > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Iterations:
    """Stop after this many iterations: same seed, one thread, same plan."""

    count: int

    def __call__(self, progress: Progress) -> float:
        return progress.iterations / self.count if self.count > 0 else 1.0


def first_of(*budgets: Budget) -> Budget:
    """Stop as soon as one of the budgets is spent."""
    return lambda progress: max(budget(progress) for budget in budgets)
