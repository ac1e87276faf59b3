"""All good routes seen, each set of stops once per kind of vehicle in its cheapest form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from logistics.routing.recombine import Choice, Column, recombine
from logistics.routing.search.layout import Layout
from logistics.routing.search.state import END, EXTRA, FIXED, HOME, MATRIX, NEXT, START, State
from logistics.routing.search.world import Chain, routes_of

Seen = tuple[int, Chain]
"""A kind of vehicle and the trips of its route."""

MOST = 12_000
"""Routes the pool keeps: beyond, the ones seen first are forgotten."""


class Pool:
    """Routes by kind and stops; costs are computed once, when a route is seen first."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.costs: dict[Seen, int] = {}
        self._fixed = layout.ground.types[:, FIXED].tolist()

    def look(self, s: State) -> None:
        """Remember the routes of the kept solution."""
        extra = s.kept_fleet[:, EXTRA].tolist()
        following = s.kept_nodes[:, NEXT].tolist()
        for seen, vehicle in _in_use(self.layout, following):
            if seen not in self.costs:
                self.costs[seen] = self._arcs(seen) + extra[vehicle]
        while len(self.costs) > MOST:
            del self.costs[next(iter(self.costs))]

    def learn(self, others: dict[Seen, int]) -> None:
        """Remember what another worker saw."""
        self.costs |= others

    def best_set(self, incumbent: int) -> list[Seen] | None:
        """Routes that together cost less than the incumbent, or None."""
        task = self.layout.ground.task
        cheapest: dict[tuple[int, frozenset[int]], tuple[int, Seen]] = {}
        for seen, cost in self.costs.items():
            kind, chain = seen
            key = kind, frozenset(int(task[visit]) for trip in chain for visit in trip)
            if key not in cheapest or cost < cheapest[key][0]:
                cheapest[key] = cost, seen
        columns = {Column(kind, tuple(sorted(tasks)), cost): seen for (kind, tasks), (cost, seen) in cheapest.items()}
        fleet = [len(car.numbers) for car in self.layout.cars]
        chosen = recombine(Choice(list(columns), self.layout.ground.skip_cost.tolist(), fleet, incumbent))
        return None if chosen is None else [columns[column] for column in chosen]

    def _arcs(self, seen: Seen) -> int:
        kind, chain = seen
        g: Any = self.layout.ground
        row = g.types[kind]
        places = [int(row[START])]
        for i, trip in enumerate(chain):
            places.extend([int(row[HOME])] if i else [])
            places.extend(trip)
        places.append(int(row[END]))
        path = np.array(places)
        return int(g.cost[row[MATRIX]][path[:-1], path[1:]].sum(dtype=np.int64)) + int(self._fixed[kind])


def _in_use(layout: Layout, following: list[int]) -> Iterable[tuple[Seen, int]]:
    n = len(layout.visits)
    for vehicle in range(len(layout.vehicles)):
        if following[n + vehicle] < n:
            yield routes_of(layout, following, [vehicle])[0], vehicle
