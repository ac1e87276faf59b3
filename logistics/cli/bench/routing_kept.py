"""Solves that a benchmark has done, one JSON line each, so that hours of measuring survive an interruption."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FINEST = 1.05
"""Of what was found by when, nothing is kept that came sooner after the last than this factor of its time."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds of the processor, or of the wall where several cores are at work."""

    seconds: float
    wall: bool = False

    @property
    def key(self) -> dict[str, float]:
        """What tells the solves of this budget in a file from those of another."""
        return {"wall_seconds" if self.wall else "seconds": self.seconds}

    def __str__(self) -> str:
        return f"{self.seconds:g} {'wall' if self.wall else 'CPU'} seconds"


@dataclass(frozen=True, slots=True)
class Run:
    """One solve: its cost, None where the peer cannot state the problem or its plan is incomplete or refused.

    cpu_s   of all its processes;  peak_mb  the memory of the first of them, problem and audit included
    seen    (second of the budget, cost) of the best plans along the way, thinned
    """

    instance: str
    peer: str
    seed: int
    cost: int | None
    why_none: str
    cpu_s: float
    missing: int
    wall_s: float = 0.0
    peak_mb: float = 0.0
    seen: tuple[tuple[float, int], ...] = ()


class Kept:
    """The solves of one budget in a file; without a file nothing is kept. `seen` is kept only where asked for."""

    def __init__(self, path: Path | None, budget: Budget, *, seen: bool = False) -> None:
        self._path, self._key, self._seen = path, budget.key, seen
        lines = path.read_text().splitlines() if path and path.exists() else []
        rows = [row for row in map(json.loads, lines) if row.items() >= self._key.items()]
        runs = [_run({name: row[name] for name in row if name not in self._key}) for row in rows]
        self._runs = {(run.instance, run.peer, run.seed): run for run in runs}

    def run(self, instance: str, peer: str, seed: int) -> Run | None:
        """The solve, where it has been done."""
        return self._runs.get((instance, peer, seed))

    def add(self, run: Run) -> Run:
        """The solve itself, written down."""
        if self._path:
            row = asdict(run)
            if not self._seen:
                del row["seen"]
            with self._path.open("a") as file:
                file.write(json.dumps(self._key | row) + "\n")
        return run


def thinned(seen: list[tuple[float, int]]) -> tuple[tuple[float, int], ...]:
    """What was found by when, rounded to milliseconds: the first, the last, and few enough between to draw."""
    kept: list[tuple[float, int]] = []
    for second, cost in seen:
        # The later of two near each other: nothing is said to have been found before it was.
        if len(kept) > 1 and second < FINEST * kept[-2][0]:
            kept.pop()
        kept.append((round(second, 3), cost))
    return tuple(kept)


def _run(row: dict[str, Any]) -> Run:
    return Run(**row | {"seen": tuple((second, cost) for second, cost in row.get("seen", ()))})
