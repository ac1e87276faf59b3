"""Travel times of a routing engine over HTTP: OSRM, Valhalla or GraphHopper; nulls are counted, never read as zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast, get_args

import numpy as np
import requests

from logistics.errors import Invalid, Text
from logistics.travel.crossing import near
from logistics.travel.engine_words import Kind, ask_line, ask_matrix, read_line, read_matrix
from logistics.travel.matrix import UNKNOWN, Answer, Ints, Quality, Question
from logistics.travel.points import Floats, Point, coordinates
from logistics.travel.speeds import SpeedModel, speed_model

_AT_ONCE = 50
"""Valhalla refuses more than 2,500 pairs by default."""
_TRIES = 2
_TROUBLE = (requests.RequestException, ValueError, KeyError, TypeError, IndexError)


class _Silent(Exception):
    """The engine gave no answer that can be read; there is no sense in asking on."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A configured engine.

    Valhalla is told of closed areas; with the others, pairs near a closure are left to the next source.
    """

    kind: Kind
    url: str
    model: SpeedModel = field(default_factory=speed_model)
    quality: Quality = field(default=Quality.ENGINE, init=False)

    @property
    def version(self) -> str:
        """Which engine spoke, and where."""
        return f"{self.kind} at {self.url}"

    def answer(self, question: Question) -> Answer:
        """Seconds and metres; UNKNOWN, with a complaint, where the engine says null, answers wrongly or not at all."""
        n = len(question.points)
        duration_s = np.full((n, n), UNKNOWN, np.int32)
        distance_m, complaint = duration_s.copy(), None
        starts = range(0, n, _AT_ONCE)
        try:
            for block in ((slice(r, r + _AT_ONCE), slice(c, c + _AT_ONCE)) for r in starts for c in starts):
                self._fill(question, duration_s, distance_m, block)
        except _Silent as silence:  # An engine that is down would cost a timeout for every block.
            complaint = self._was_silent(str(silence))
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

    def _fill(self, question: Question, duration_s: Ints, distance_m: Ints, block: tuple[slice, slice]) -> None:
        """Ask for one block, and once more for it while nulls remain. Raises _Silent."""
        rows, columns = block
        for _ in range(_TRIES):
            seconds, metres = self._ask(question, question.points[rows], question.points[columns])
            open_ = duration_s[block] == UNKNOWN
            duration_s[block] = np.where(open_, seconds, duration_s[block])
            distance_m[block] = np.where(open_, metres, distance_m[block])
            if not (duration_s[block] == UNKNOWN).any():
                return

    def _ask(self, question: Question, origins: Sequence[Point], targets: Sequence[Point]) -> tuple[Ints, Ints]:
        try:
            answer = ask_matrix(self.kind, self.url, question, origins, targets)
            answer.raise_for_status()
            return read_matrix(self.kind, answer.json(), (len(origins), len(targets)))
        except _TROUBLE as error:
            raise _Silent(f"{type(error).__name__}: {error}"[:200]) from None

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


def engine(url: str) -> Engine:
    """The engine that a setting names: osrm+http://host, valhalla+http://host, graphhopper+http://host."""
    kind, _, address = url.partition("+")
    if kind not in get_args(Kind) or not address.startswith(("http://", "https://")):
        raise Invalid.one(
            "/travel_engine_url",
            "unknown_engine",
            vi=f"TRAVEL_ENGINE_URL={url!r} phải bắt đầu bằng osrm+, valhalla+ hoặc graphhopper+http://",
            en=f"TRAVEL_ENGINE_URL={url!r} must begin with osrm+, valhalla+ or graphhopper+ and an http address.",
        )
    return Engine(cast(Kind, kind), address.rstrip("/"))
