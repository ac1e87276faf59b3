"""Known road distances between centres: where two anchors stand near the ends, the road between them is a fact."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from logistics.routing.travel import NO_WAY
from logistics.travel.closures import Closure
from logistics.travel.crossing import crosses, near
from logistics.travel.matrix import UNKNOWN, Answer, Quality, Question
from logistics.travel.points import Floats, Mode, Point, coordinates, straight_m
from logistics.travel.speeds import SpeedModel, speed_model

PUBLISHED = Path(__file__).with_name("anchors.csv")
_REACH = 0.3
"""The ways to and from the anchors may together be this share of the straight line; beyond, they tell little."""
_DETOUR = 1.2
"""The hops of a chain may together be this much longer than the straight line between its ends."""


@dataclass(frozen=True, slots=True)
class AnchorRoad:
    """One direction of the road between two centres, as a source published it or the office measured it."""

    start: Point
    end: Point
    distance_m: int
    duration_s: int | None = None
    road: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Answers pairs whose ends lie near anchors, through the shortest chain of anchor roads."""

    roads: Sequence[AnchorRoad]
    model: SpeedModel = field(default_factory=speed_model)
    quality: Quality = field(default=Quality.ANCHOR, init=False)

    @property
    def version(self) -> str:
        """How many anchor roads were known."""
        return f"anchors-1 of {len(self.roads)} roads"

    def answer(self, question: Question) -> Answer:
        """UNKNOWN for pairs too far from any anchor; NO_WAY where every chain of anchors is closed."""
        n = len(question.points)
        unknown = np.full((n, n), UNKNOWN, np.int32)
        if not self.roads or not n or question.mode is Mode.FOOT:
            return Answer(unknown, unknown, np.zeros((n, n), np.int32))
        nodes = list(dict.fromkeys(p for road in self.roads for p in (road.start, road.end)))
        places, centres = coordinates(question.points), coordinates(nodes)
        away = straight_m(places, centres)
        nearest = away.argmin(axis=1)
        ends = away[np.arange(n), nearest]
        useful = (ends[:, None] + ends[None, :] <= _REACH * straight_m(places, places)) & (
            nearest[:, None] != nearest[None, :]
        )
        seconds, metres, _ = self._chains(nodes, question)
        open_seconds, _, hops_m = self._chains(nodes, Question((), question.mode, question.departure))
        here, there = nearest[:, None], nearest[None, :]
        # A chain through a hub far off the line says nothing: there may be a direct road that no anchor knows.
        on_the_way = hops_m <= _DETOUR * straight_m(centres, centres)
        useful &= (np.isfinite(open_seconds) & on_the_way)[here, there]
        closed = useful & ~np.isfinite(seconds[here, there])
        local_m = (ends[:, None] + ends[None, :]) * self.model.circuity.unknown
        pace = 3.6 / self.model.modes[question.mode].estimate_kmh
        with np.errstate(invalid="ignore"):
            duration = seconds[here, there] + local_m * pace
            distance = metres[here, there] + local_m
        band = seconds[here, there] * self.model.bands.anchor + local_m * pace * self.model.bands.estimate
        passable = useful & ~closed
        return Answer(
            np.select([closed, passable], [NO_WAY, _whole(duration)], UNKNOWN).astype(np.int32),
            np.select([closed, passable], [NO_WAY, _whole(distance)], UNKNOWN).astype(np.int32),
            np.where(passable, _whole(band), 0).astype(np.int32),
        )

    def _chains(self, nodes: Sequence[Point], question: Question) -> tuple[Floats, Floats, Floats]:
        """Seconds, road metres and straight metres of the fastest chains, infinite where there is none."""
        speed = self.model.modes[question.mode]
        order = {node: row for row, node in enumerate(nodes)}
        standard = self.model.modes[Mode.TRUCK].estimate_kmh
        seconds = np.full((len(nodes), len(nodes)), np.inf)
        metres = np.full_like(seconds, np.inf)
        for road in self.roads:
            if _closed(road, question.closures):
                continue
            row, column = order[road.start], order[road.end]
            known_s = None if road.duration_s is None else road.duration_s * standard / speed.estimate_kmh
            took_s = road.distance_m * 3.6 / speed.trunk_kmh if known_s is None else known_s
            if took_s < seconds[row, column]:
                seconds[row, column], metres[row, column] = took_s, road.distance_m
        rows, columns = np.nonzero(np.isfinite(seconds))
        graph = csr_array((seconds[rows, columns], (rows, columns)), shape=seconds.shape)
        best, before = dijkstra(graph, return_predecessors=True)
        centres = coordinates(nodes)
        return best, _along(metres, before), _along(straight_m(centres, centres), before)


def first_anchors() -> tuple[AnchorRoad, ...]:
    """The published distances a new installation starts with, each in both directions; see anchors.csv."""
    return _read(PUBLISHED)


@cache
def _read(path: Path) -> tuple[AnchorRoad, ...]:
    roads = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            start = Point(float(row["from_lat"]), float(row["from_lon"]))
            end = Point(float(row["to_lat"]), float(row["to_lon"]))
            took_s = int(row["duration_s"]) if row["duration_s"] else None
            for a, b in ((start, end), (end, start)):
                roads.append(AnchorRoad(a, b, int(row["distance_m"]), took_s, row["road"], row["source"]))
    return tuple(roads)


def _closed(road: AnchorRoad, closures: Sequence[Closure]) -> bool:
    """Whether a closure lies on this road: an area across its line, or its own name and near it."""
    ends = coordinates([road.start, road.end])
    named = [closure for closure in closures if closure.road in road.road.split()]
    return bool(crosses(closures, ends)[0, 1] or near(named, ends)[0, 1])


def _along(metres: Floats, before: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> Floats:
    """Metres of each fastest chain, walked back through its predecessors."""
    n = len(metres)
    total = np.full((n, n), np.inf)
    for start in range(n):
        for end in range(n):
            at, length = end, 0.0
            while at != start and before[start, at] >= 0:
                length += metres[before[start, at], at]
                at = int(before[start, at])
            if at == start:
                total[start, end] = length
    return total


def _whole(values: Floats) -> Floats:
    return np.where(np.isfinite(values), np.ceil(np.nan_to_num(values, posinf=0)), 0)
