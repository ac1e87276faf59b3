"""Relaxed routes that are worth more than they cost at given prices: among those seen before, or newly grown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.routing.bound.labels import NONE, Labels, Memory, grow, room_for
from logistics.routing.bound.programme import HAIR, Prices, Tasks
from logistics.routing.bound.relaxation import FAR, Numbers, Relaxation
from logistics.routing.search.layout import Layout
from logistics.routing.search.manner import usual
from logistics.routing.search.worker import Worker

ROOM = 60_000
"""Labels in one round; a bound that would need more is given up."""

FEW = 20
"""Tasks that a label goes on to in a round that may overlook routes."""

WANTED, EACH = 60, 2
"""Routes of one kind found in a round, and of those with the same last task."""

Found = tuple[int, Tasks]
"""A kind of vehicle and the tasks of a route of it, in order."""


class Seen:
    """The routes that a short search looked at: most of what the programme needs, at a glance.

    `cost` is that of the best plan it made.
    """

    def __init__(self, relaxation: Relaxation, layout: Layout, seconds: float) -> None:
        begun = time.process_time()
        found = Worker(layout, usual(layout), 1).run(lambda _: (time.process_time() - begun) / seconds)
        self.cost = found.cost / relaxation.scale
        task, merged = layout.ground.task, len(relaxation.networks) < len(layout.cars)
        routes = [
            (0 if merged else kind, tuple(int(task[visit]) for visit in trip))
            for kind, trips in found.pool
            for trip in trips
        ]
        self._routes = list(dict.fromkeys(routes))
        self._kinds = np.array([kind for kind, _ in self._routes], np.int64)
        self._costs = np.array([relaxation.networks[kind].cost_of(np.array(route)) for kind, route in self._routes])
        self._serves = np.zeros((len(self._routes), len(layout.stops)), np.float32)
        for row, (_, route) in enumerate(self._routes):
            self._serves[row, list(route)] = 1.0

    def worth(self, prices: Prices) -> list[Found]:
        """The best below nothing, at most as many as are wanted of each kind."""
        if not self._routes:
            return []
        reduced = self._costs - self._serves @ prices.tasks - prices.kinds[self._kinds]
        best = np.argsort(reduced)[: WANTED * len(prices.kinds)]
        return [
            (self._routes[row][0], np.array(self._routes[row][1], np.int64)) for row in best if reduced[row] < -HAIR
        ]


@dataclass(frozen=True, slots=True)
class Grown:
    """Routes below nothing, and for each kind the least any route of it costs at the prices."""

    routes: list[Found]
    least: Numbers


class Grower:
    """Grows routes by labels, in the same room each time."""

    def __init__(self, relaxation: Relaxation) -> None:
        self._networks = relaxation.networks
        self._room = room_for(ROOM, len(relaxation.skip_costs))

    def grow(self, memory: Memory, prices: Numbers, *, exact: bool) -> Grown | None:
        """Only an exact round overlooks nothing, so that its `least` is proven; None where the room was too small."""
        least, routes = np.zeros(len(self._networks)), list[Found]()
        for kind, network in enumerate(self._networks):
            order = np.argsort(network.legs - prices[None, :], axis=1, kind="stable")
            order = np.ascontiguousarray(order if exact else order[:, :FEW]).astype(np.int64)
            count = grow(network, memory, self._room, prices, order, exact)
            if count == NONE:
                return None
            labels = self._room
            ends = np.where(labels.live[:count], labels.cost[:count] + network.back[labels.task[:count]], FAR)
            least[kind] = ends.min(initial=FAR)
            routes += [(kind, tasks) for tasks in _best(labels, ends)]
        return Grown(routes, least)


def _best(labels: Labels, ends: Numbers) -> list[Tasks]:
    """The best routes below nothing, a few of each last task."""
    below: NDArray[np.int64] = np.flatnonzero(ends < -HAIR)
    routes: list[Tasks] = []
    taken: dict[int, int] = {}
    for label in below[np.argsort(ends[below], kind="stable")].tolist():
        last = int(labels.task[label])
        if taken.get(last, 0) < EACH:
            taken[last] = taken.get(last, 0) + 1
            routes.append(_tasks(labels, label))
            if len(routes) == WANTED:
                break
    return routes


def _tasks(labels: Labels, label: int) -> Tasks:
    tasks = list[int]()
    while label != NONE:
        tasks.append(int(labels.task[label]))
        label = int(labels.before[label])
    return np.array(tasks[::-1], np.int64)


def remembers(memory: Memory, tasks: Sequence[int]) -> bool:
    """Whether a route passes no task that it remembers."""
    passed: set[int] = set()
    for task in tasks:
        if task in passed:
            return False
        passed = {one for one in passed if memory.place[task, one] >= 0} | {task}
    return True
