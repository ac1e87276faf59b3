"""One core's search: chunks of compiled steps, a look at the clock between them, recombination now and then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from logistics.routing.search.cycles import Cycle, cycle_ends
from logistics.routing.search.layout import Layout
from logistics.routing.search.manner import Manner
from logistics.routing.search.pace import Clock, Pace
from logistics.routing.search.pool import Pool, Seen
from logistics.routing.search.state import ABSENT, COST
from logistics.routing.search.walk import Walk

LOOK = 2
"""Steps per stop between two looks at the routes: a look costs as much as some hundred steps at 1000 stops."""

PROBE = 1024
"""Steps from whose pace it is foreseen how many the budget allows."""

PLENTY = 4000
"""Steps per stop from which on several cycles pay; with fewer, one slow cooling is better."""

RESERVE = 1.3
"""The last recombination gets so many times what the dearest before it took of the budget."""

FILLING, GREEDY_CHUNK = 80, 0.05
"""Chunks of greedy steps before the annealing begins, at most, and the share of the budget that one may take; it
begins as soon as nobody is left out."""


@dataclass(slots=True)
class Found:
    """A worker's best routes, their cost with all skip costs, the steps it took, and all routes it saw."""

    routes: list[Seen]
    cost: int
    steps: int
    pool: dict[Seen, int] = field(repr=False)


class Worker:
    """One search from its start to the end of the budget."""

    def __init__(self, layout: Layout, manner: Manner, seed: int) -> None:
        self.layout, self.manner = layout, manner
        self.walk = Walk(layout, seed)
        self.pool = Pool(layout)
        self.before_recombining: Callable[[], None] = _nothing
        self.after_recombining: Callable[[Found], None] | None = None
        self._scale = 1.0
        self._looked = 0

    def run(self, clock: Clock) -> Found:
        """Search until the clock says 1.0, in cycles of cooling; each ends by recombining all routes seen."""
        pace = Pace()
        share = self._fill(clock, pace)
        self._scale = self.walk.mean_arc()
        pace.start(share, self.walk.steps)
        reserve, hot, cold = 0.0, self.manner.hot, self.manner.cold
        ends = cycle_ends(share, self._cycles(clock, pace, share)) if share < 1.0 else []
        for end in ends:
            rebate = self.manner.rebate * self.walk.mean_ends() if end != ends[0] else 0.0
            cycle = Cycle(share, end - reserve if end == ends[-1] else end, hot, cold, rebate)
            share = self._cool(clock, pace, cycle)
            if share < 1.0:
                self._recombine()
                before, share = share, clock(self.walk.stand)
                reserve = max(reserve, RESERVE * (share - before))
            hot = max(hot * self.manner.reheat, cold)
        return self.found()

    def found(self) -> Found:
        """The best so far."""
        cost, routes = self.walk.best
        return Found(routes, cost, self.walk.steps, self.pool.costs)

    def hear(self, news: Found) -> None:
        """Learn another worker's routes, and take its best for our best where it is better."""
        self.pool.learn(news.pool)
        self.walk.learn((news.cost, news.routes))

    def restart(self, routes: list[Seen]) -> None:
        """Go on from these routes."""
        self.walk.restart(routes)

    def _fill(self, clock: Clock, pace: Pace) -> float:
        """Let everybody in greedily who fits; returns the share of the budget spent."""
        share, most = clock(self.walk.stand), max(20, len(self.layout.stops) // 8)
        pace.start(share, self.walk.steps)
        tally = self.walk.state.tally
        for _ in range(FILLING):
            before = int(tally[COST])
            self._anneal(1e-9, 1e-9, min(most, pace.steps(share, self.walk.steps, 1.0, GREEDY_CHUNK)))
            share = clock(self.walk.stand)
            if tally[ABSENT] == 0 or before == tally[COST] or share >= 1.0:
                break
        self.pool.look(self.walk.state)
        return share

    def _cycles(self, clock: Clock, pace: Pace, share: float) -> int:
        """How many cycles the budget allows for, by the pace of a few steps."""
        hot = self.manner.hot * self._scale
        steps = min(PROBE, pace.steps(share, self.walk.steps, 1.0, GREEDY_CHUNK))
        self._anneal(hot, hot, steps)
        possible = (1.0 - share) * steps / max(clock(self.walk.stand) - share, 1e-9)
        return self.manner.cycles if possible >= PLENTY * len(self.layout.stops) else 1

    def _cool(self, clock: Clock, pace: Pace, cycle: Cycle) -> float:
        """Anneal through the cycle; returns the share of the budget spent."""
        share = cycle.begin
        while share < cycle.end:
            steps = pace.steps(share, self.walk.steps, cycle.end)
            foreseen = share + steps * pace.per_step
            self._anneal(cycle.heat(share) * self._scale, cycle.heat(foreseen) * self._scale, steps)
            self._look()
            share = clock(self.walk.stand)
            self.walk.give_rebate(cycle.rebate_at(share))
        self.walk.give_rebate(0)
        return share

    def _anneal(self, hot: float, cold: float, steps: int) -> None:
        self.walk.anneal(self.manner, hot, cold, steps)

    def _look(self) -> None:
        """Remember the routes as they stand, where there were steps enough since the last look."""
        if self.walk.steps - self._looked >= LOOK * len(self.layout.stops):
            self.pool.look(self.walk.state)
            self._looked = self.walk.steps

    def _recombine(self) -> None:
        """Go on from the best set of all routes seen, or from the best routes found where no set is better."""
        self.before_recombining()
        cost, routes = self.walk.best
        self.restart(self.pool.best_set(cost) or routes)
        if self.after_recombining:
            self.after_recombining(self.found())


def _nothing() -> None:
    """For a worker on its own."""
