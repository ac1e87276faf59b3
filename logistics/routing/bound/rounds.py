"""Rounds of prices and new routes, until the programme's value and the bound proven by its prices meet."""

from __future__ import annotations

import time
from enum import Enum, auto

import numpy as np

from logistics.routing.bound.labels import memory_of
from logistics.routing.bound.pricing import Grower, Seen, remembers
from logistics.routing.bound.programme import Programme
from logistics.routing.bound.relaxation import FAR, Numbers, Relaxation
from logistics.routing.search.layout import Layout

USUAL, MORE, LESS = 8, 12, 3
"""How many near tasks a route remembers, itself among them: at first, once nothing is to be gained so, and where the
room for so much memory was too small."""

LOOKING = 0.15
"""Share of the time in which the usual search looks for routes to begin with."""

STEADY = 0.6
"""Share of the former prices in the next ones: steadier prices need fewer rounds."""

FEW = 10
"""A round that brings in fewer routes by guess calls for one that overlooks none."""

CLOSE = 1e-4
"""The programme's value this near its bound, there is nothing more to gain."""


class End(Enum):
    """Why rounds ended: nothing more to gain, time, or room for labels."""

    MET = auto()
    TIME = auto()
    ROOM = auto()


class Rounds:
    """The search for the best bound."""

    def __init__(self, relaxation: Relaxation, layout: Layout) -> None:
        self._r, self._layout = relaxation, layout
        self._programme = Programme(relaxation)
        self._grower = Grower(relaxation)
        self._best, self._rival = 0.0, FAR

    def run(self, seconds: float) -> float:
        """The best bound proven in about so many processor seconds, in the problem's own costs; 0 where none is."""
        until = time.process_time() + seconds
        seen = Seen(self._r, self._layout, LOOKING * seconds)
        self._rival = seen.cost
        match self._converge(USUAL, seen, until):
            case End.MET:
                self._converge(MORE, seen, until)
            case End.ROOM:
                self._converge(LESS, seen, until)
        return self._best * self._r.scale

    def _converge(self, size: int, seen: Seen, until: float) -> End:
        """Rounds with so much memory, until nothing is to be gained."""
        memory = memory_of(self._r.networks, min(size, len(self._r.skip_costs)))
        self._programme.keep(lambda tasks: remembers(memory, tasks))
        centre: Numbers | None = None
        exact = False
        while time.process_time() < until:
            prices = self._programme.solve()
            if prices is None:
                return End.TIME
            if sum(self._programme.add(kind, tasks, prices) for kind, tasks in seen.worth(prices)):
                continue
            tried = prices.tasks if centre is None else STEADY * centre + (1 - STEADY) * prices.tasks
            grown = self._grower.grow(memory, tried, exact=exact)
            if grown is None:
                return End.ROOM
            if exact:
                self._best = max(self._best, self._proven(tried, grown.least))
                if prices.value - self._best < CLOSE * self._best:
                    return End.MET
            added = sum(self._programme.add(kind, tasks, prices) for kind, tasks in grown.routes)
            if not added and exact and centre is None:
                return End.MET
            exact, centre = added < FEW, tried if added else None
        return End.TIME

    def _proven(self, prices: Numbers, least: Numbers) -> float:
        """No plan costs less than its tasks are worth and what the best routes of all vehicles undercut that by.

        A plan cheaper than the rival has no more routes than the rival's cost pays for; any other is no cheaper.
        """
        routes = int(min(self._r.counts.sum(), self._rival / self._r.cheapest_route, len(prices)))
        undercut = 0.0
        for kind in np.argsort(least):
            used = min(routes, int(self._r.counts[kind]))
            undercut += used * min(0.0, float(least[kind]))
            routes -= used
        return min(self._rival, float(prices.sum()) + undercut)
