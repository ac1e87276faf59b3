"""How the budget passes: where a worker stands, what the clock says to that, and how many steps make a chunk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

CHUNK = 0.002
"""Share of the budget between two looks at the clock, and at the routes where there were steps enough."""

FIRST = 16
"""Steps of the first chunk; each next one is at most four times as long."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a worker stands: steps done, and of its best so far the cost, the routes, and the stops left out."""

    steps: int
    cost: int
    routes: int
    absent: int


Clock = Callable[[Stand], float]
"""The share of the budget spent, given where the worker stands."""


class Pace:
    """How much of the budget a step takes, and so how many make a chunk."""

    def __init__(self) -> None:
        self._share, self._done, self._last = 0.0, 0, 0
        self.per_step = 0.0

    def start(self, share: float, done: int) -> None:
        """Measure from here: what went before was another kind of work."""
        self._share, self._done = share, done

    def steps(self, share: float, done: int, end: float, chunk: float = CHUNK) -> int:
        """Steps of the next chunk: so much of the budget, or what is left to `end`; at least one."""
        if done > self._done:
            self.per_step = max((share - self._share) / (done - self._done), 1e-12)
        fitting = min(chunk, end - share) / self.per_step if self.per_step else FIRST
        self._last = int(max(1, min(fitting, max(FIRST, 4 * self._last))))
        return self._last
