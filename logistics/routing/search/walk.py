"""A walk through solutions: the routes as they stand, the best so far, and how much cheaper routes are meanwhile."""

from __future__ import annotations

from logistics.routing.search.layout import Layout
from logistics.routing.search.manner import Manner
from logistics.routing.search.pace import Stand
from logistics.routing.search.pool import Seen
from logistics.routing.search.state import (
    ABSENT,
    ACTIVE,
    ARC_IN,
    ARC_OUT,
    BEST,
    COST,
    FIXED,
    IMPOSSIBLE,
    NEXT,
    SAVED,
    STEPS,
    TRIP,
    VISITS,
)
from logistics.routing.search.steps.anneal import Cooling, anneal, write_best
from logistics.routing.search.world import fresh_state, put_routes, routes_of

Best = tuple[int, list[Seen]]
"""The cost of a solution with all skip costs, and its routes."""


class Walk:
    """A State on its way, from a solution in which nobody is served."""

    def __init__(self, layout: Layout, seed: int) -> None:
        self.layout = layout
        self.state = fresh_state(layout, seed)
        self._seed = seed
        self._best: Best | None = None
        self._rebate = 0

    @property
    def steps(self) -> int:
        """Steps done."""
        return int(self.state.tally[STEPS])

    @property
    def best(self) -> Best:
        """The best so far, found here or taken from another worker."""
        tally = self.state.tally
        if self._rebate and self._best is not None:
            return self._best
        if not tally[SAVED]:
            write_best(self.state)
        own = int(tally[BEST])
        if self._best is not None and self._best[0] <= own:
            return self._best
        return own, routes_of(self.layout, self.state.best_next)

    @property
    def stand(self) -> Stand:
        """How far the walk is, and its best so far."""
        s, n, stops = self.state, len(self.layout.visits), len(self.layout.stops)
        own = int(s.tally[BEST])
        if self._best is not None and (self._rebate or self._best[0] <= own):
            cost, routes = self._best
            served = sum(len(trip) for _, chain in routes for trip in chain)
            return Stand(self.steps, cost, len(routes), stops - served)
        # Counted in the arrays, since somebody asks after every chunk of steps.
        following, trip = (
            (s.best_next, s.best_trip) if s.tally[SAVED] else (s.kept_nodes[:, NEXT], s.kept_nodes[:, TRIP])
        )
        used = following[n : n + len(self.layout.vehicles)] < n
        return Stand(self.steps, own, int(used.sum()), stops - int((trip[:n] >= 0).sum()))

    def anneal(self, manner: Manner, hot: float, cold: float, steps: int) -> None:
        """Go so many steps, cooling from `hot` to `cold`."""
        cooling = Cooling(hot, cold, manner.swaps, manner.blink, manner.changes)
        anneal(self.layout.ground, self.state, manner.strings, cooling, steps)

    def give_rebate(self, rebate: int) -> None:
        """Let every route in use cost so much less than it does; the best is not followed meanwhile."""
        if rebate == self._rebate:
            return
        if self._rebate == 0:
            self._best = self.best
        s, change = self.state, self._rebate - rebate
        used = len(self.layout.vehicles) - int(s.free.sum())
        self.layout.ground.types[:, FIXED] += change
        s.tally[COST] += change * used
        self._rebate = rebate
        s.tally[SAVED] = rebate != 0
        s.tally[BEST] = -IMPOSSIBLE if rebate else s.tally[COST]

    def learn(self, best: Best) -> None:
        """Take another worker's best for the best where it is better."""
        if best[0] < self.best[0]:
            self._best = best

    def restart(self, routes: list[Seen]) -> None:
        """Go on from these routes."""
        old = self.state
        self.state = fresh_state(self.layout, self._seed)
        self.state.seed[:] = old.seed
        put_routes(self.layout, self.state, routes)
        self.state.tally[STEPS] = old.tally[STEPS]
        self._best = int(self.state.tally[BEST]), routes

    def mean_arc(self) -> float:
        """The mean cost of an arc of the routes as they stand, the unit of temperatures."""
        tally, g = self.state.tally, self.layout.ground
        skipped = int(g.skip_cost[self.state.absent[: tally[ABSENT]]].sum())
        served = len(self.layout.stops) - int(tally[ABSENT])
        return max(1.0, (int(tally[COST]) - skipped) / max(1, served + int(tally[ACTIVE])))

    def mean_ends(self) -> float:
        """The mean cost of the first and the last arc of the routes in use, beside what a route costs anyhow."""
        n, s = len(self.layout.visits), self.state
        ends = [n + vehicle for vehicle in range(len(self.layout.vehicles)) if s.kept_fleet[vehicle, VISITS]]
        last = [end + self.layout.trips for end in ends]
        arcs = int(s.kept_nodes[ends, ARC_OUT].sum()) + int(s.kept_nodes[last, ARC_IN].sum())
        return arcs / max(1, len(ends))
