"""Travel times over a road network of our own: the fastest ways between places on its stretches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from logistics.routing.travel import NO_WAY
from logistics.travel.matrix import UNKNOWN, Answer, Quality, Question
from logistics.travel.observed import is_wet
from logistics.travel.points import Floats, Mode, coordinates, risen, straight_m
from logistics.travel.road_weights import Weights, closed_stretches, weights
from logistics.travel.roads import Roads
from logistics.travel.shortest import least_costs
from logistics.travel.snapping import Snapped, Snapper
from logistics.travel.speeds import SpeedModel, speed_model

_FARTHEST_M = 3000.0
"""Beyond this walk a place is not on the network, and others are asked."""
_AT_JUNCTION = 1e-3
_PER_SECOND = 10.0
_METRE = 2.0**-30
"""Weights carry tenths of seconds in their whole part and metres in units of 2^-30 behind it: both sums stay exact
in 52 bits up to 100 hours and 1,000 km, and one dijkstra gives the fastest way's time and its length."""

_Links = tuple[NDArray[np.signedinteger[Any]], NDArray[np.signedinteger[Any]], Floats, Floats]


@dataclass(slots=True)
class RoadGraph:
    """Answers all pairs whose ends lie near the network.

    NO_WAY where rules or closures forbid every way; UNKNOWN where the network itself has a gap.
    """

    roads: Roads
    model: SpeedModel = field(default_factory=speed_model)
    quality: Quality = field(default=Quality.GRAPH, init=False)
    _weights: dict[tuple[Mode, bool], tuple[Weights, Snapper | None]] = field(
        default_factory=dict, init=False, repr=False
    )
    _island: NDArray[np.int32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        n = self.roads.junctions
        links = csr_array((np.ones(len(self.roads.start)), (self.roads.start, self.roads.end)), shape=(n, n))
        self._island = connected_components(links, directed=False)[1]

    @property
    def version(self) -> str:
        """Which extract the network was built from."""
        return self.roads.version

    def answer(self, question: Question) -> Answer:
        """Seconds, metres and band between all points, with the walk at both ends."""
        n = len(question.points)
        unknown = np.full((n, n), UNKNOWN, np.int32)
        load, snapper = self._prepared(question)
        if snapper is None or not n:
            return Answer(unknown, unknown, np.zeros((n, n), np.int32))
        places = coordinates(question.points)
        snapped = snapper.snap(places)
        tenths, metres = self._driven(load, snapped)
        walk_m, straight = snapped.walk_m[:, None] + snapped.walk_m[None, :], straight_m(places, places)
        # Neighbours go straight to each other rather than over the road.
        beside = straight <= walk_m
        walk_m = np.where(beside, straight, walk_m)
        distance = np.where(beside, 0, metres) + walk_m
        on_foot_s = walk_m * 3.6 / self.model.modes[Mode.FOOT].estimate_kmh
        duration = np.where(beside, 0, tenths) / _PER_SECOND + on_foot_s
        island = self._island[self.roads.start[snapped.stretch]]
        near = snapped.walk_m <= _FARTHEST_M
        known = near[:, None] & near[None, :] & (island[:, None] == island[None, :])
        reached = known & np.isfinite(duration)
        band = np.where(reached, duration * self.model.bands.graph, 0)
        duration_s = np.select([reached, known], [np.nan_to_num(np.ceil(duration), posinf=0), NO_WAY], UNKNOWN)
        distance_m = np.select([reached, known], [np.nan_to_num(np.rint(distance), posinf=0), NO_WAY], UNKNOWN)
        np.fill_diagonal(duration_s, 0)
        np.fill_diagonal(distance_m, 0)
        return Answer(
            duration_s.astype(np.int32), distance_m.astype(np.int32), np.nan_to_num(np.ceil(band)).astype(np.int32)
        )

    def line(self, question: Question) -> Floats | None:
        """The way from the first point to the second, shape (k, 3) with heights; None where the network has none."""
        load, snapper = self._prepared(question)
        if snapper is None:
            return None
        snapped = snapper.snap(coordinates(question.points[:2]))
        graph = self._graph(load, snapped)
        n = self.roads.junctions
        cost, before = dijkstra(graph, indices=n, return_predecessors=True)
        if not np.isfinite(cost[n + 1]) or (snapped.walk_m > _FARTHEST_M).any():
            return None
        nodes = [n + 1]
        while nodes[-1] != n:
            nodes.append(int(before[nodes[-1]]))
        ends = risen(question.points[:2])
        pieces = list(self._pieces(nodes[::-1], load, snapped))
        return np.concatenate([ends[:1], *pieces, ends[1:]])

    def _prepared(self, question: Question) -> tuple[Weights, Snapper | None]:
        key = (question.mode, is_wet(question.departure))
        if key not in self._weights:
            plain = weights(self.roads, question.mode, self.model, wet=key[1])
            self._weights[key] = (plain, Snapper.over(self.roads, plain.usable))
        plain, snapper = self._weights[key]
        closed = closed_stretches(self.roads, question.closures)
        return (plain.without(closed) if closed.any() else plain), snapper

    def _driven(self, load: Weights, snapped: Snapped) -> tuple[Floats, Floats]:
        """Tenths of seconds and metres of the fastest way between all snapped places, shape (n, n)."""
        n, count = self.roads.junctions, len(snapped.share)
        doors = np.arange(n, n + count, dtype=np.int32)
        cost = least_costs(self._graph(load, snapped), doors, doors)
        tenths = np.floor(cost)
        with np.errstate(invalid="ignore"):
            return tenths, (cost - tenths) / _METRE

    def _graph(self, load: Weights, snapped: Snapped) -> csr_array:
        """Junctions first, then the snapped places, each tied to the ends of its stretch and its neighbours on it."""
        roads, n = self.roads, self.roads.junctions
        links: list[_Links] = []
        links.append((roads.start, roads.end, load.forward_s, roads.length_m))
        links.append((roads.end, roads.start, load.backward_s, roads.length_m))
        order = np.lexsort((snapped.share, snapped.stretch))
        stretch, share, node = snapped.stretch[order], snapped.share[order], n + order
        # Each stretch with places on it becomes a string of beads: start, place, place, ..., end.
        same = np.append(stretch[1:] == stretch[:-1], False)
        first = np.insert(~same[:-1], 0, True) if len(same) else same
        beads = [
            (np.where(same)[0], node[:-1][same[:-1]], node[1:][same[:-1]], (share[1:] - share[:-1])[same[:-1]]),
            (np.where(first)[0], roads.start[stretch[first]], node[first], share[first]),
            (np.where(~same)[0], node[~same], roads.end[stretch[~same]], 1 - share[~same]),
        ]
        for rows, a, b, part in beads:
            on = stretch[rows]
            for tail, head, seconds in ((a, b, load.forward_s[on]), (b, a, load.backward_s[on])):
                # At a junction one is on all its stretches, and on none that is closed.
                took_s = np.where(part > _AT_JUNCTION, seconds * np.maximum(part, _AT_JUNCTION), 0.0)
                links.append((tail, head, took_s, roads.length_m[on] * part))
        size = n + len(order)
        return _lightest(links, size)

    def _pieces(self, nodes: list[int], load: Weights, snapped: Snapped) -> Iterator[Floats]:
        """The shapes of the stretches along a way of node numbers, each in the direction driven."""
        n = self.roads.junctions
        for a, b in pairwise(nodes):
            if a < n and b < n:
                yield self._between(a, b, load)
                continue
            bead = a if a >= n else b
            stretch = int(snapped.stretch[bead - n])
            shares = [self._share(node, stretch, snapped) for node in (a, b)]
            yield _part(self.roads.risen_shape_of(stretch), *shares)

    def _share(self, node: int, stretch: int, snapped: Snapped) -> float:
        n = self.roads.junctions
        if node >= n:
            return float(snapped.share[node - n])
        return 0.0 if node == self.roads.start[stretch] else 1.0

    def _between(self, a: int, b: int, load: Weights) -> Floats:
        roads = self.roads
        ahead = np.flatnonzero((roads.start == a) & (roads.end == b))
        back = np.flatnonzero((roads.start == b) & (roads.end == a))
        costs = np.concatenate([load.forward_s[ahead], load.backward_s[back]])
        best = int(costs.argmin())
        if best < len(ahead):
            return roads.risen_shape_of(int(ahead[best]))
        return roads.risen_shape_of(int(back[best - len(ahead)]))[::-1]


def _lightest(links: list[_Links], size: int) -> csr_array:
    """The links as a sparse matrix; of several between the same two nodes the fastest, none that is infinite."""
    tail, head, seconds, metres = (np.concatenate([link[part] for link in links]) for part in range(4))
    open_ = np.isfinite(seconds) & (tail != head)
    tail, head = tail[open_].astype(np.int64), head[open_].astype(np.int64)
    # A zero would be read as "no link": a tenth of a second is the least.
    weight = np.maximum(np.rint(seconds[open_] * _PER_SECOND), 1) + np.rint(metres[open_]) * _METRE
    order = np.lexsort((weight, head, tail))
    tail, head, weight = tail[order], head[order], weight[order]
    best = np.append(True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))[: len(tail)]
    return csr_array((weight[best], (tail[best], head[best])), shape=(size, size))


def _part(shape: Floats, begin: float, end: float) -> Floats:
    """The part of a line between two shares of its length, reversed where the second is smaller."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(shape[:, :2], axis=0).T))])
    low, high = sorted((begin * along[-1], end * along[-1]))
    at = np.concatenate([[low], along[(along > low) & (along < high)], [high]])
    line = np.column_stack([np.interp(at, along, shape[:, axis]) for axis in range(shape.shape[1])])
    return np.asarray(line if begin <= end else line[::-1])
