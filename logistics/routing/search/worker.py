"""One core's search: chunks of compiled steps, a look at the clock between them, recombination now and then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from logistics.routing.search.anneal import Cooling, anneal, write_best
from logistics.routing.search.arrays import Layout
from logistics.routing.search.manner import Manner
from logistics.routing.search.pool import Pool, Seen
from logistics.routing.search.state import (
    ABSENT,
    ACTIVE,
    ARC_IN,
    ARC_OUT,
    BEST,
    COST,
    FIXED,
    IMPOSSIBLE,
    SAVED,
    STEPS,
    VISITS,
)
from logistics.routing.search.world import fresh_state, put_routes, routes_of

CHUNK = 0.002
"""Share of the budget between two looks at the clock, and at the routes where there were steps enough."""

LOOK = 2
"""Steps per stop between two looks at the routes: a look costs as much as some hundred steps at 1000 stops."""

FIRST = 16
"""Steps of the first chunk; each next one is at most four times as long."""

REBATE_PART = 0.5
"""The part of a cycle in which routes are cheaper than they are."""

PROBE = 1024
"""Steps from whose pace it is foreseen how many the budget allows."""

PLENTY = 4000
"""Steps per stop from which on several cycles pay; with fewer, one slow cooling is better."""

RESERVE = 1.3
"""The last recombination gets so many times what the dearest before it took of the budget."""

FILLING, GREEDY_CHUNK = 80, 0.05
"""Chunks of greedy steps before the annealing begins, at most, and the share of the budget that one may take; it
begins as soon as nobody is left out."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a worker stands: steps done, its best cost, routes in use, stops left out."""

    steps: int
    cost: int
    routes: int
    absent: int


@dataclass(slots=True)
class Found:
    """A worker's best routes, their cost with all skip costs, the steps it took, and all routes it saw."""

    routes: list[Seen]
    cost: int
    steps: int
    pool: dict[Seen, int] = field(repr=False)


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


def _cycle_ends(share: float, cycles: int) -> list[float]:
    """Where each cycle ends: the first takes half of what is left, the others the rest in equal parts."""
    if cycles == 1:
        return [1.0]
    half = share + 0.5 * (1.0 - share)
    return [half + (1.0 - half) * i / (cycles - 1) for i in range(cycles)]


class Worker:
    """One search from its start to the end of the budget."""

    def __init__(self, layout: Layout, manner: Manner, seed: int) -> None:
        self.layout, self.manner = layout, manner
        self.state = fresh_state(layout, seed)
        self.seed = seed
        self.pool = Pool(layout)
        self.before_recombining: Callable[[], None] = _nothing
        self.after_recombining: Callable[[Found], None] | None = None
        self._best: tuple[int, list[Seen]] | None = None
        self._scale = 1.0
        self._rebate = 0
        self._looked = 0

    def run(self, clock: Clock) -> Found:
        """Search until the clock says 1.0, in cycles of cooling; each ends by recombining all routes seen."""
        pace = Pace()
        share = self._fill(clock, pace)
        self._scale = self._mean_arc()
        pace.start(share, int(self.state.tally[STEPS]))
        cost = 0.0
        hot = self.manner.hot
        ends = _cycle_ends(share, self._cycles(clock, pace, share)) if share < 1.0 else []
        for end in ends:
            last = end == ends[-1]
            rebate = self.manner.rebate * self._cost_of_a_route() if end != ends[0] else 0.0
            share = self._cool(clock, pace, (share, end - cost if last else end), hot, rebate)
            if share < 1.0:
                self._recombine()
                before, share = share, clock(self._stand())
                cost = max(cost, RESERVE * (share - before))
            hot = max(hot * self.manner.reheat, self.manner.cold)
        return self.found()

    def _cycles(self, clock: Clock, pace: Pace, share: float) -> int:
        """How many cycles the budget allows for, by the pace of a few steps."""
        hot = self.manner.hot * self._scale
        steps = min(PROBE, pace.steps(share, int(self.state.tally[STEPS]), 1.0, GREEDY_CHUNK))
        self._anneal(hot, hot, steps)
        possible = (1.0 - share) * steps / max(clock(self._stand()) - share, 1e-9)
        return self.manner.cycles if possible >= PLENTY * len(self.layout.stops) else 1

    def _cool(self, clock: Clock, pace: Pace, span: tuple[float, float], hot: float, rebate: float) -> float:
        """Anneal from `hot` to cold over the span of the budget; returns the share of the budget spent.

        For the first part of the span every route is cheaper by a rebate that shrinks to nothing.
        """
        begun, end = span
        share = begun
        cold = self.manner.cold

        def temperature(at: float) -> float:
            passed = min(1.0, (at - begun) / max(1e-9, end - begun))
            return float(hot * (cold / hot) ** passed * self._scale)

        while share < end:
            steps = pace.steps(share, int(self.state.tally[STEPS]), end)
            self._anneal(temperature(share), temperature(share + steps * pace.per_step), steps)
            self._look()
            share = clock(self._stand())
            passed = (share - begun) / max(1e-9, end - begun)
            self._give_rebate(int(rebate * max(0.0, 1.0 - passed / REBATE_PART)))
        self._give_rebate(0)
        return share

    def _give_rebate(self, rebate: int) -> None:
        """Let every route in use cost so much less than it does; the best is not followed meanwhile."""
        if rebate == self._rebate:
            return
        if self._rebate == 0:
            self._best = self._best_so_far()
        s, change = self.state, self._rebate - rebate
        used = len(self.layout.vehicles) - int(s.free.sum())
        self.layout.ground.types[:, FIXED] += change
        s.tally[COST] += change * used
        self._rebate = rebate
        s.tally[SAVED] = rebate != 0
        s.tally[BEST] = -IMPOSSIBLE if rebate else s.tally[COST]

    def _cost_of_a_route(self) -> float:
        """The mean cost of the first and the last arc of the routes in use, beside what a route costs anyhow."""
        n, s = len(self.layout.visits), self.state
        ends = [n + vehicle for vehicle in range(len(self.layout.vehicles)) if s.kept_fleet[vehicle, VISITS]]
        last = [end + self.layout.trips for end in ends]
        arcs = int(s.kept_nodes[ends, ARC_OUT].sum()) + int(s.kept_nodes[last, ARC_IN].sum())
        return arcs / max(1, len(ends))

    def found(self) -> Found:
        """The best so far."""
        cost, routes = self._best_so_far()
        return Found(routes, cost, int(self.state.tally[STEPS]), self.pool.costs)

    def hear(self, news: Found) -> None:
        """Learn another worker's routes, and take its best for our best where it is better."""
        self.pool.learn(news.pool)
        if news.cost < self._best_so_far()[0]:
            self._best = news.cost, news.routes

    def _fill(self, clock: Clock, pace: Pace) -> float:
        """Let everybody in greedily who fits; returns the share of the budget spent."""
        tally = self.state.tally
        share, most = clock(self._stand()), max(20, len(self.layout.stops) // 8)
        pace.start(share, int(tally[STEPS]))
        for _ in range(FILLING):
            before = int(tally[COST])
            self._anneal(1e-9, 1e-9, min(most, pace.steps(share, int(tally[STEPS]), 1.0, GREEDY_CHUNK)))
            share = clock(self._stand())
            if tally[ABSENT] == 0 or before == tally[COST] or share >= 1.0:
                break
        self.pool.look(self.state)
        return share

    def _look(self) -> None:
        """Remember the routes as they stand, where there were steps enough since the last look."""
        done = int(self.state.tally[STEPS])
        if done - self._looked >= LOOK * len(self.layout.stops):
            self.pool.look(self.state)
            self._looked = done

    def _anneal(self, hot: float, cold: float, steps: int) -> None:
        cooling = Cooling(hot, cold, self.manner.swaps, self.manner.blink, self.manner.changes)
        anneal(self.layout.ground, self.state, self.manner.strings, cooling, steps)

    def _mean_arc(self) -> float:
        """The mean cost of an arc of the routes as they stand, the unit of temperatures."""
        tally, g = self.state.tally, self.layout.ground
        skipped = int(g.skip_cost[self.state.absent[: tally[ABSENT]]].sum())
        served = len(self.layout.stops) - int(tally[ABSENT])
        return max(1.0, (int(tally[COST]) - skipped) / max(1, served + int(tally[ACTIVE])))

    def _stand(self) -> Stand:
        tally = self.state.tally
        best = int(tally[BEST])
        if self._best is not None:
            best = self._best[0] if self._rebate else min(best, self._best[0])
        return Stand(int(tally[STEPS]), best, int(tally[ACTIVE]), int(tally[ABSENT]))

    def _best_so_far(self) -> tuple[int, list[Seen]]:
        tally = self.state.tally
        if self._rebate and self._best is not None:
            return self._best
        if not tally[SAVED]:
            write_best(self.state)
        own = int(tally[BEST])
        if self._best is not None and self._best[0] <= own:
            return self._best
        return own, routes_of(self.layout, self.state.best_next)

    def _recombine(self) -> None:
        """Go on from the best set of all routes seen, or from the best routes found where no set is better."""
        self.before_recombining()
        cost, routes = self._best_so_far()
        self.restart(self.pool.best_set(cost) or routes)
        if self.after_recombining:
            self.after_recombining(self.found())

    def restart(self, routes: list[Seen]) -> None:
        """Go on from these routes."""
        old = self.state
        self.state = fresh_state(self.layout, self.seed)
        self.state.seed[:] = old.seed
        put_routes(self.layout, self.state, routes)
        self.state.tally[STEPS] = old.tally[STEPS]
        self._best = int(self.state.tally[BEST]), routes


def _nothing() -> None:
    """For a worker on its own."""
