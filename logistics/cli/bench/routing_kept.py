"""Solves that a benchmark has done, one JSON line each, so that hours of measuring survive an interruption."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One solve: its cost, None where the peer cannot state the problem or its plan is incomplete or refused."""

    instance: str
    peer: str
    seed: int
    cost: int | None
    why_none: str
    cpu_s: float
    missing: int


class Kept:
    """The solves of one budget in a file; without a file nothing is kept."""

    def __init__(self, path: Path | None, seconds: float) -> None:
        self._path, self._seconds = path, seconds
        lines = path.read_text().splitlines() if path and path.exists() else []
        rows = [row for row in map(json.loads, lines) if row.pop("seconds") == seconds]
        self._runs = {(run.instance, run.peer, run.seed): run for run in (Run(**row) for row in rows)}

    def run(self, instance: str, peer: str, seed: int) -> Run | None:
        """The solve, where it has been done."""
        return self._runs.get((instance, peer, seed))

    def add(self, run: Run) -> Run:
        """The solve itself, written down."""
        if self._path:
            with self._path.open("a") as file:
                file.write(json.dumps({"seconds": self._seconds, **asdict(run)}) + "\n")
        return run
