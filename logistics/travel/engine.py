"""Travel times of a routing engine over HTTP: OSRM, Valhalla or GraphHopper; nulls are counted, never read as zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, product
from typing import cast, get_args

import numpy as np
import requests
from numpy.typing import NDArray

from logistics.errors import Invalid, Text
from logistics.travel.crossing import near
from logistics.travel.engine_words import Block, Kind, ask_line, ask_matrix, read_line, read_matrix, read_way
from logistics.travel.kept_pairs import KeptPairs, Pairs, fresh_rows
from logistics.travel.matrix import UNKNOWN, Answer, Ints, Quality, Question
from logistics.travel.points import Floats, Mode, coordinates
from logistics.travel.speeds import SpeedModel, speed_model

_AT_ONCE = 50
"""Valhalla refuses more than 2,500 pairs by default, OSRM more than 100 places."""
_FARTHEST_M = 3000.0
"""Engines take the nearest road however far it is; beyond this walk a place is not on their map: others are asked."""
_HUBS = 3
_SINGLE = 200
_FRUITLESS = 20
"""Pairs that came back null are asked once more one by one: so many, or until so many stay null."""
_REFUSED = (400, 422)
_TROUBLE = (requests.RequestException, ValueError, KeyError, TypeError, IndexError, AttributeError)


class _Silent(Exception):
    """The engine gave no answer that can be read; there is no sense in asking on."""


class _Refused(_Silent):
    """The engine is there, and will not answer this question."""


@dataclass(slots=True, eq=False)
class _Known:
    """What the engine says, shape (n, n), and each point's metres off the road; what was `asked` is not asked again."""

    asked: NDArray[np.bool_]
    duration_s: Ints
    distance_m: Ints
    off_m: Floats

    def take(self, block: Block, rows: Ints, columns: Ints) -> None:
        self.duration_s[np.ix_(rows, columns)] = block.duration_s
        self.distance_m[np.ix_(rows, columns)] = block.distance_m
        self.off_m[rows], self.off_m[columns] = block.origins_off_m, block.targets_off_m


@dataclass(frozen=True, slots=True)
class Engine:
    """A configured engine.

    Valhalla is told of closed areas; with the others, pairs near a closure are left to the next source. What it has
    answered while no road was closed is taken from `kept`, where there is such a file.
    """

    kind: Kind
    url: str
    kept: KeptPairs | None = None
    model: SpeedModel = field(default_factory=speed_model)
    quality: Quality = field(default=Quality.ENGINE, init=False)

    @property
    def version(self) -> str:
        """Which engine spoke, and where."""
        return f"{self.kind} at {self.url}"

    def answer(self, question: Question) -> Answer:
        """Seconds and metres, with the walk to the road; UNKNOWN, with a complaint, where the engine cannot say."""
        n, complaint = len(question.points), None
        kept = None if question.closures else self.kept
        told = kept.read(self.version, question.mode, question.points) if kept else Pairs.nothing(n)
        known = _Known(told.asked, np.full((n, n), UNKNOWN, np.int32), np.full((n, n), UNKNOWN, np.int32), np.zeros(n))
        try:
            self._ask_all(question, known)
        except _Silent as silence:  # An engine that is down would cost a timeout for every block.
            complaint = self._was_silent(str(silence))
        duration_s, distance_m = self._with_walks(known)
        duration_s[told.asked], distance_m[told.asked] = told.duration_s[told.asked], told.distance_m[told.asked]
        if kept and complaint is None and not told.asked.all():
            kept.write(self.version, question.mode, question.points, Pairs(~told.asked, duration_s, distance_m))
        nulls = int(((duration_s == UNKNOWN) & ~np.eye(n, dtype=bool)).sum())
        if complaint is None and nulls:
            complaint = self._knew_not(nulls, n * (n - 1))
        if self._ignores(question):
            duration_s[near(question.closures, coordinates(question.points))] = UNKNOWN
        band = np.where(duration_s == UNKNOWN, 0, np.ceil(duration_s * self.model.bands.engine))
        return Answer(duration_s, distance_m, band.astype(np.int32), complaint)

    def line(self, question: Question) -> Floats | None:
        """The way from the first point to the second, shape (k, 3), its heights not known; None where it draws none."""
        if self._ignores(question) and near(question.closures, coordinates(question.points[:2])).any():
            return None
        try:
            answer = ask_line(self.kind, self.url, question)
            answer.raise_for_status()
            line = read_line(self.kind, answer.json())
        except _TROUBLE:
            return None
        return np.column_stack([line, np.full(len(line), np.nan)])

    def _ignores(self, question: Question) -> bool:
        """Whether a closure holds of which this engine cannot be told."""
        return self.kind != "valhalla" or any(not closure.area for closure in question.closures)

    def _ask_all(self, question: Question, known: _Known) -> None:
        """Fill `known` block by block, then ask for each pair that stayed null by itself. Raises _Silent."""
        everybody = np.arange(len(question.points), dtype=np.int32)
        if known.asked.all():
            return
        try:
            self._fill(question, known, everybody)
        except _Refused:
            # Valhalla refuses all for one place without a road, or with none that leads to the others.
            everybody = self._connected(question)
            if len(everybody) < 2:
                raise
            self._fill(question, known, everybody)
        self._ask_singly(question, known, everybody)

    def _fill(self, question: Question, known: _Known, rows: Ints) -> None:
        """Ask for every pair of these rows, save between places of which all pairs were answered before."""
        fresh = fresh_rows(known.asked[np.ix_(rows, rows)])
        new, old = _parts(rows[fresh]), _parts(rows[~fresh])
        for origins, targets in chain(product(new, [*new, *old]), product(old, new)):
            known.take(self._ask(question, origins, targets), origins, targets)

    def _connected(self, question: Question) -> Ints:
        """The points that the engine can connect with one of the first; none where it connects no two."""
        everybody = range(len(question.points))
        for hub in everybody[:_HUBS]:
            found = [hub, *(row for row in everybody if row != hub and self._connects(question, hub, row))]
            if len(found) > 1:
                return np.array(sorted(found), np.int32)
        return np.array([], np.int32)

    def _connects(self, question: Question, hub: int, row: int) -> bool:
        both = np.array([hub, row], np.int32)
        try:
            self._ask(question, both, both)
        except _Refused:
            return False
        return True

    def _ask_singly(self, question: Question, known: _Known, rows: Ints) -> None:
        """Ask for pairs that stayed null as ways: an engine that prunes its matrix often knows them."""
        fruitless = 0
        for origin, target in self._open(known, rows):
            pair = (question.points[origin], question.points[target])
            try:
                answer = ask_line(
                    self.kind, self.url, Question(pair, question.mode, question.departure, question.closures)
                )
                answer.raise_for_status()
                known.duration_s[origin, target], known.distance_m[origin, target] = read_way(self.kind, answer.json())
            except _TROUBLE:
                fruitless += 1
                if fruitless == _FRUITLESS:
                    return

    def _open(self, known: _Known, rows: Ints) -> Iterator[tuple[int, int]]:
        """The first pairs of these rows that stayed null although both are near a road, spread over all of them."""
        near_road = rows[known.off_m[rows] <= _FARTHEST_M]
        here = np.ix_(near_road, near_road)
        null = (known.duration_s[here] == UNKNOWN) & ~known.asked[here]
        np.fill_diagonal(null, False)
        pairs = np.argwhere(null)
        spread = np.random.default_rng(len(pairs)).permutation(len(pairs))[:_SINGLE]
        for origin, target in pairs[spread]:
            yield int(near_road[origin]), int(near_road[target])

    def _ask(self, question: Question, origins: Ints, targets: Ints) -> Block:
        """The engine's word on these rows of the question. Raises _Refused, or _Silent where it has none."""
        starts, ends = ([question.points[row] for row in rows] for rows in (origins, targets))
        try:
            answer = ask_matrix(self.kind, self.url, question, starts, ends)
            if answer.status_code in _REFUSED:
                raise _Refused(f"{answer.status_code}: {answer.text}"[:200])
            answer.raise_for_status()
            return read_matrix(self.kind, answer.json(), starts, ends)
        except requests.RequestException as error:
            status = error.response.status_code if error.response is not None else 0
            raise _Silent(f"HTTP {status}" if status else type(error).__name__) from None
        except _TROUBLE as error:
            raise _Silent(f"{type(error).__name__}: {error}"[:200]) from None

    def _with_walks(self, known: _Known) -> tuple[Ints, Ints]:
        """Seconds and metres from door to door: what lies off the road is walked; too far off, it is UNKNOWN."""
        walk_m = known.off_m[:, None] + known.off_m[None, :]
        np.fill_diagonal(walk_m, 0)
        far = known.off_m > _FARTHEST_M
        open_ = (known.duration_s == UNKNOWN) | far[:, None] | far[None, :]
        walk_s = np.ceil(walk_m * 3.6 / self.model.modes[Mode.FOOT].estimate_kmh)
        return (
            np.where(open_, UNKNOWN, known.duration_s + walk_s).astype(np.int32),
            np.where(open_, UNKNOWN, known.distance_m + np.rint(walk_m)).astype(np.int32),
        )

    def _was_silent(self, why: str) -> Text:
        return Text(
            f"Máy chủ chỉ đường {self.version} không trả lời được ({why}). Thời gian đi lấy từ nguồn tiếp theo.",
            f"The routing engine {self.version} gave no answer ({why}). The next source was asked.",
        )

    def _knew_not(self, nulls: int, pairs: int) -> Text:
        return Text(
            f"Máy chủ chỉ đường {self.version} không biết {nulls} trong {pairs} cặp điểm. Nguồn tiếp theo trả lời.",
            f"The routing engine {self.version} did not know {nulls} of {pairs} pairs. The next source was asked.",
        )


def _parts(rows: Ints) -> list[Ints]:
    """The rows in parts that an engine takes at once."""
    return [rows[first : first + _AT_ONCE] for first in range(0, len(rows), _AT_ONCE)]


def engine(url: str, kept: KeptPairs | None = None) -> Engine:
    """The engine that a setting names: osrm+http://host, valhalla+http://host, graphhopper+http://host."""
    kind, _, address = url.partition("+")
    if kind not in get_args(Kind) or not address.startswith(("http://", "https://")):
        raise Invalid.one(
            "/travel_engine_url",
            "unknown_engine",
            vi=f"TRAVEL_ENGINE_URL={url!r} phải bắt đầu bằng osrm+, valhalla+ hoặc graphhopper+http://",
            en=f"TRAVEL_ENGINE_URL={url!r} must begin with osrm+, valhalla+ or graphhopper+ and an http address.",
        )
    return Engine(cast(Kind, kind), address.rstrip("/"), kept)
