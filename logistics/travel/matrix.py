"""Travel times a plan can rest on: a chain of sources, asked in order of trust, filled cell by cell.

    chain = TravelMatrix([observed, engine, graph, anchors, Estimate()])
    matrices = chain.matrix(points, Mode.TRUCK, departure, closures)
    matrices.travel("truck")                # what the planner takes

A source that does not know a cell leaves it to the next; the estimate knows them all. Whoever filled a cell
stands in `quality`, so that no plan shows an estimate as a measured road.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from logistics.errors import Text
from logistics.routing.travel import NO_WAY, Travel
from logistics.travel.closures import Closure
from logistics.travel.points import Floats, Mode, Point, risen

Ints = NDArray[np.int32]

UNKNOWN = -1
"""In an answer: this source cannot say. Never zero and never infinity; NO_WAY is a statement, this is none."""


class Quality(IntEnum):
    """Who said so, from the least to the most trusted."""

    ESTIMATE = 1
    ANCHOR = 2
    GRAPH = 3
    ENGINE = 4
    OBSERVED = 5


@dataclass(frozen=True, slots=True)
class Question:
    """All pairs of these points, by this mode, leaving then, with these roads closed."""

    points: tuple[Point, ...]
    mode: Mode
    departure: dt.datetime
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One source's matrices, shape (n, n), row = from; UNKNOWN where it cannot say, NO_WAY where none can go.

    `band_s` is what to add to the duration for one that is kept nine times in ten. `complaint` says why the source
    could not say all it was asked: it was silent, or answered null.
    """

    duration_s: Ints
    distance_m: Ints
    band_s: Ints
    complaint: Text | None = None


class Source(Protocol):
    """A place where travel times come from."""

    @property
    def quality(self) -> Quality:
        """How far this source is trusted."""

    @property
    def version(self) -> str:
        """Which state of the source spoke, to be kept with the plan."""

    def answer(self, question: Question) -> Answer:
        """What this source knows about the question. Never raises for the network: it answers UNKNOWN."""


@dataclass(frozen=True, slots=True, eq=False)
class Matrices:
    """Directed matrices, shape (n, n), row = from: seconds, metres, who said so (a Quality), and the band.

    NO_WAY in duration and distance where the mode cannot go; zero on the diagonal.
    `versions` names each source that filled a cell; `complaints` are those of the sources that were asked.
    """

    duration_s: Ints
    distance_m: Ints
    quality: NDArray[np.int8]
    band_s: Ints
    versions: dict[Quality, str] = field(default_factory=dict)
    complaints: tuple[Text, ...] = ()

    @property
    def slow_s(self) -> Ints:
        """The duration kept nine times in ten; NO_WAY where there is no way."""
        slow = self.duration_s.astype(np.int64) + self.band_s
        return np.where(self.duration_s == NO_WAY, NO_WAY, np.minimum(slow, NO_WAY - 1)).astype(np.int32)

    def travel(self, profile: str) -> Travel:
        """These matrices as the planner takes them."""
        return Travel(profile, self.duration_s, self.distance_m, self.slow_s)

    def shares(self) -> dict[Quality, float]:
        """The share of the cells off the diagonal that each source filled."""
        off = ~np.eye(len(self.duration_s), dtype=bool)
        total = max(1, int(off.sum()))
        return {q: float((self.quality[off] == q).sum()) / total for q in Quality}


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """One leg of a way: who said so, how long and far, and its line of (lat, lon), shape (k, 2).

    `height_m` is metres above the sea along the line, nan where nobody knows. `drawn` is false where the line is only
    the straight one between the ends: draw it dashed, never as a road.
    """

    quality: Quality
    version: str
    duration_s: int
    distance_m: int
    band_s: int
    line: Floats
    height_m: Floats
    drawn: bool


@runtime_checkable
class Draws(Protocol):
    """A source that knows the line of a way."""

    def line(self, question: Question) -> Floats | None:
        """The line from the first point to the second with its heights, shape (k, 3); None where it knows none."""


@dataclass(frozen=True, slots=True)
class TravelMatrix:
    """The chain: each source fills the cells that those before it left open."""

    sources: Sequence[Source]

    def matrix(
        self,
        points: Sequence[Point],
        vehicle: Mode | str,
        departure: dt.datetime,
        closures: Sequence[Closure] = (),
    ) -> Matrices:
        """All pairs of the points. Closures that do not hold at the departure or for the vehicle are left out."""
        mode = Mode(vehicle)
        holding = tuple(c for c in closures if c.holds(departure, mode))
        question = Question(tuple(points), mode, departure, holding)
        n = len(question.points)
        duration_s, distance_m = np.full((n, n), UNKNOWN, np.int32), np.full((n, n), UNKNOWN, np.int32)
        band_s, quality = np.zeros((n, n), np.int32), np.zeros((n, n), np.int8)
        np.fill_diagonal(duration_s, 0)
        np.fill_diagonal(distance_m, 0)
        versions: dict[Quality, str] = {}
        complaints: list[Text] = []
        for source in self.sources:
            if not (duration_s == UNKNOWN).any():
                break
            answer = source.answer(question)
            if answer.complaint is not None:
                complaints.append(answer.complaint)
            taken = (duration_s == UNKNOWN) & (answer.duration_s != UNKNOWN) & (answer.distance_m != UNKNOWN)
            if taken.any():
                versions[source.quality] = source.version
            np.copyto(duration_s, answer.duration_s, where=taken)
            np.copyto(distance_m, answer.distance_m, where=taken)
            np.copyto(band_s, answer.band_s, where=taken)
            quality[taken] = source.quality
        # What nobody could say is no way: a plan may not drive through ignorance.
        nobody = duration_s == UNKNOWN
        duration_s[nobody] = distance_m[nobody] = NO_WAY
        return Matrices(duration_s, distance_m, quality, band_s, versions, tuple(complaints))

    def path(
        self,
        points: Sequence[Point],
        vehicle: Mode | str,
        departure: dt.datetime,
        closures: Sequence[Closure] = (),
    ) -> list[Leg]:
        """The legs between consecutive points; a leg without a way has NO_WAY in seconds and metres.

        The line comes from the source that gave the time, or from one further down the chain that can draw.
        """
        mode = Mode(vehicle)
        holding = tuple(c for c in closures if c.holds(departure, mode))
        return [self._leg(Question(ends, mode, departure, holding)) for ends in pairwise(points)]

    def _leg(self, question: Question) -> Leg:
        matrices = self.matrix(question.points, question.mode, question.departure, question.closures)
        quality = Quality(int(matrices.quality[0, 1])) if matrices.quality[0, 1] else Quality.ESTIMATE
        lines = (source.line(question) for source in self.sources if isinstance(source, Draws))
        line = None
        if matrices.duration_s[0, 1] != NO_WAY and quality is not Quality.ESTIMATE:
            line = next((line for line in lines if line is not None), None)
        drawn = line is not None
        risen_line = risen(question.points) if line is None else line
        return Leg(
            quality,
            matrices.versions.get(quality, ""),
            int(matrices.duration_s[0, 1]),
            int(matrices.distance_m[0, 1]),
            int(matrices.band_s[0, 1]),
            risen_line[:, :2],
            risen_line[:, 2],
            drawn,
        )
