"""What a routing engine has answered lately, by pair: kept in a file, so that every process and the next start know it.

A file beside the road network, not a table: answers come while no transaction is open, and losing one costs a question.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logistics import clock
from logistics.travel.matrix import UNKNOWN, Ints
from logistics.travel.points import Mode, Point

_KEPT_S = 24 * 3600
"""Nobody tells us when an engine's map is renewed; a day later it is asked again."""
_MOST = 1_000_000
"""Pairs in the file, about 40 MB; beyond, the oldest go."""
_SCHEMA = """CREATE TABLE IF NOT EXISTS pair (
    source INTEGER, origin INTEGER, target INTEGER, duration_s INTEGER, distance_m INTEGER, asked_at INTEGER,
    PRIMARY KEY (source, origin, target)
) WITHOUT ROWID"""
_READ = """SELECT origin, target, duration_s, distance_m FROM pair
    WHERE source = ? AND asked_at > ? AND origin IN (SELECT value FROM json_each(?))
    AND target IN (SELECT value FROM json_each(?))"""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """What was answered, shape (n, n): whether it was asked at all, and the seconds and metres; UNKNOWN for a null."""

    asked: NDArray[np.bool_]
    duration_s: Ints
    distance_m: Ints

    @classmethod
    def nothing(cls, n: int) -> Pairs:
        """Nothing asked yet, save the way from each place to itself."""
        seconds = np.full((n, n), UNKNOWN, np.int32)
        np.fill_diagonal(seconds, 0)
        return cls(np.eye(n, dtype=bool), seconds, seconds.copy())


def fresh_rows(asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The rows that are an end of every pair not asked, as few as can be found: the new households among the known.

    All of them where they are the half: asking for a few known pairs again costs less than many small questions.
    """
    open_, fresh = ~asked, np.zeros(len(asked), bool)
    while 2 * fresh.sum() < len(fresh):
        left = open_.sum(axis=0) + open_.sum(axis=1)
        if not left.any():
            return fresh
        row = int(left.argmax())
        fresh[row] = True
        open_[row, :] = open_[:, row] = False
    return np.ones(len(asked), bool)


@dataclass(frozen=True, slots=True)
class KeptPairs:
    """The file. Places are told apart to the metre, engines by their version, answers by the mode.

    A file that is damaged or cannot be written is as good as none: the engine is asked.
    """

    path: Path

    def read(self, engine: str, mode: Mode, points: Sequence[Point]) -> Pairs:
        """The answers of the last day for all pairs of the points."""
        n = len(points)
        pairs = Pairs.nothing(n)
        places = [_place(point) for point in points]
        row_of = {place: row for row, place in enumerate(places)}
        if len(row_of) < n:
            return pairs  # Two doors within a metre: too rare for a rule of their own.
        wanted = json.dumps(places)
        with suppress(sqlite3.Error), self._opened() as file:
            since = int(clock.now().timestamp()) - _KEPT_S
            for origin, target, duration_s, distance_m in file.execute(
                _READ, (_source(engine, mode), since, wanted, wanted)
            ):
                cell = row_of[origin], row_of[target]
                pairs.asked[cell], pairs.duration_s[cell], pairs.distance_m[cell] = True, duration_s, distance_m
        return pairs

    def write(self, engine: str, mode: Mode, points: Sequence[Point], pairs: Pairs) -> None:
        """Keep the pairs that were asked; what is older than a day goes, and of too many the oldest."""
        now, source, places = int(clock.now().timestamp()), _source(engine, mode), [_place(point) for point in points]
        rows = [
            (source, places[i], places[j], int(pairs.duration_s[i, j]), int(pairs.distance_m[i, j]), now)
            for i, j in np.argwhere(pairs.asked)
            if i != j
        ]
        with suppress(sqlite3.Error, OSError), self._opened() as file:
            file.execute("DELETE FROM pair WHERE asked_at <= ?", (now - _KEPT_S,))
            file.executemany("INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?, ?, ?)", rows)
            ((count,),) = file.execute("SELECT count(*) FROM pair")
            if count > _MOST:
                ((last,),) = file.execute(
                    "SELECT asked_at FROM pair ORDER BY asked_at LIMIT 1 OFFSET ?", (count - _MOST,)
                )
                file.execute("DELETE FROM pair WHERE asked_at <= ?", (last,))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=5)) as file, file:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute(_SCHEMA)
            yield file


def _place(point: Point) -> int:
    return round((point.lat + 90) * 1e5) * 10**8 + round((point.lon + 180) * 1e5)


def _source(engine: str, mode: Mode) -> int:
    return int.from_bytes(hashlib.sha256(f"{engine} {mode}".encode()).digest()[:8], signed=True)
