"""What the bound keeps of a problem: for each kind of vehicle the least any route of it could cost and take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.routing.problem import Problem
from logistics.routing.search.layout import Layout, lay_out
from logistics.routing.search.state import END, FIXED, FOREVER, HOME, MATRIX, SHIFT_FROM, SHIFT_TO, START, TIMED

Numbers = NDArray[np.float64]

FAR = 1e15
"""More than any cost; what is not below it is closed."""

NEVER = 1 << 40
"""Later than any moment."""

KINDS = 6
"""Up to so many kinds of vehicles are priced each on its own; more are taken for one that has the best of each."""


class Network(NamedTuple):
    """What routes of one kind of vehicle cost and take; m tasks (stops), each once whatever its places.

    legs, out, back     (m, m), (m), (m) least cost from task to task, from a start, to an end; FAR: closed
    time, first, home   (m, m), (m), (m) least seconds from service to service, earliest arrival from a start, least
                        seconds to an end
    ready, due          (m) first and last moment of service
    units               (m) load
    capacity, until     what a trip carries; when the shift ends
    timed               whether times limit routes; else loads do
    opens, span         the first moment of any service, and seconds from it to the last, at least one
    """

    legs: Any
    out: Any
    back: Any
    time: Any
    first: Any
    home: Any
    ready: Any
    due: Any
    units: Any
    capacity: int
    until: int
    timed: bool
    opens: int
    span: int

    def cost_of(self, tasks: NDArray[np.int64]) -> float:
        """What a route over these tasks costs."""
        return float(self.out[tasks[0]] + self.back[tasks[-1]] + self.legs[tasks[:-1], tasks[1:]].sum())


@dataclass(frozen=True)
class Relaxation:
    """A network and the most routes of each kind, and what leaving out each task costs (FAR: must be served).

    Costs are divided by `scale`, so that they stand near one.
    """

    networks: tuple[Network, ...]
    counts: NDArray[np.int64]
    skip_costs: Numbers
    scale: float

    @property
    def cheapest_route(self) -> float:
        """What any route costs at least; above 0."""
        return max(1e-9, min(float(one.out.min() + one.back.min()) for one in self.networks))


def relax(problem: Problem) -> tuple[Relaxation, Layout] | None:
    """The relaxation, and how the search numbers the problem; None where a bound would be doubtful, or nothing would

    limit a route.
    """
    if problem.under_way or problem.transfers or not problem.stops or not any(one.count for one in problem.vehicles):
        return None
    if any(len(one.reload_places) > (1 if one.end_is_office else 0) for one in problem.vehicles):
        return None
    layout = lay_out(problem)
    networks = [_network(layout, kind) for kind in range(len(layout.cars))]
    if not networks or not _ends(networks):
        return None
    counts = np.array([len(car.numbers) * car.most_trips for car in layout.cars], np.int64)
    if len(networks) > KINDS:
        networks, counts = [_best_of(networks)], counts.sum(keepdims=True)
    open_legs = np.concatenate([one.out[one.out < FAR] for one in networks])
    scale = max(1.0, float(np.median(open_legs)) if len(open_legs) else 1.0)
    skips = np.array([FAR if stop.skip_cost is None else stop.skip_cost / scale for stop in layout.stops])
    return Relaxation(tuple(_scaled(one, scale) for one in networks), counts, skips, scale), layout


def _ends(networks: list[Network]) -> bool:
    """Whether every route comes to an end: each further task takes time or room."""
    for one in networks:
        steps = one.time.min(0) if one.timed else np.zeros(len(one.units), np.int64)
        if not (np.maximum(steps, one.units) > 0).all():
            return False
    return True


def _network(layout: Layout, kind: int) -> Network:
    g, row, n = layout.ground, layout.ground.types[kind], len(layout.visits)
    begins = g.first[:-1]
    barred = g.allowed[:, kind] == 0
    cost = np.where(g.cost[row[MATRIX]] >= FOREVER, FAR, g.cost[row[MATRIX]].astype(np.float64))
    time = np.where(g.time[row[MATRIX]] >= FOREVER, NEVER, g.time[row[MATRIX]].astype(np.int64))
    cost[:n][barred] = FAR
    cost[:, :n][:, barred] = FAR
    reloads = row[HOME] >= 0
    starts = [row[START], row[HOME]] if reloads else [row[START]]
    ends = [row[END], row[HOME]] if reloads else [row[END]]
    # A fixed cost is paid once a route, and a relaxed route may be but one trip of several.
    fixed = 0 if reloads else row[FIXED]
    timed = bool(g.flags[TIMED])
    units, capacity = _tightest(layout, kind)
    first = _least(time[starts, :n].min(0), begins, 0) + row[SHIFT_FROM]
    ready = _least(layout.ready, begins, 0).astype(np.int64)
    due = np.minimum(np.maximum.reduceat(layout.due, begins), row[SHIFT_TO]).astype(np.int64)
    opens = int(np.maximum(first, ready).min())
    return Network(
        legs=np.minimum(_least(_least(cost[:n, :n], begins, 0), begins, 1), FAR),
        out=np.minimum(_least(cost[starts, :n].min(0), begins, 0) + fixed, FAR),
        back=np.minimum(_least(cost[:n, ends].min(1), begins, 0), FAR),
        time=_least(_least(time[:n, :n], begins, 0), begins, 1),
        first=first,
        home=_least(time[:n, ends].min(1), begins, 0),
        ready=ready,
        due=due,
        units=units,
        capacity=capacity,
        until=int(row[SHIFT_TO]),
        timed=timed,
        opens=opens,
        span=max(1, int(due.max()) - opens + 1),
    )


def _least(values: NDArray[Any], begins: NDArray[Any], axis: int) -> NDArray[Any]:
    """The least of each task's places."""
    least: NDArray[Any] = np.minimum.reduceat(values, begins, axis=axis)
    return least


def _tightest(layout: Layout, kind: int) -> tuple[NDArray[np.int64], int]:
    """The loads and the kind's capacity in the measure that asks for most trips of the largest vehicle."""
    g = layout.ground
    loads = g.demand[g.first[:-1]].astype(np.int64)
    trips = loads.sum(0) / np.maximum(1, g.capacity.max(0))
    measure = int(trips.argmax())
    return loads[:, measure], int(g.capacity[kind, measure])


def _best_of(networks: list[Network]) -> Network:
    """A kind of vehicle that is as cheap, as quick and as large as the best of all in everything."""

    def least(part: str) -> NDArray[Any]:
        smallest: NDArray[Any] = np.minimum.reduce([getattr(one, part) for one in networks])
        return smallest

    return networks[0]._replace(
        legs=least("legs"),
        out=least("out"),
        back=least("back"),
        time=least("time"),
        first=least("first"),
        home=least("home"),
        ready=least("ready"),
        due=np.maximum.reduce([one.due for one in networks]),
        capacity=max(one.capacity for one in networks),
        until=max(one.until for one in networks),
        opens=min(one.opens for one in networks),
        span=max(one.opens + one.span for one in networks) - min(one.opens for one in networks),
    )


def _scaled(one: Network, scale: float) -> Network:
    def scaled(costs: Numbers) -> Numbers:
        return np.ascontiguousarray(np.where(costs < FAR, costs / scale, FAR))

    return one._replace(
        legs=scaled(one.legs), out=scaled(one.out), back=scaled(one.back), time=np.ascontiguousarray(one.time)
    )
