"""The sources that an installation's settings name: a routing engine, and a road network built here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from logistics.travel.engine import engine
from logistics.travel.kept_pairs import KeptPairs
from logistics.travel.matrix import Source
from logistics.travel.remembered import Remembered
from logistics.travel.road_graph import RoadGraph
from logistics.travel.roads import Roads

ROADS_FILE = "roads.npz"
"""The name of the road network inside the storage folder."""
ANSWERS_FILE = "engine_answers.sqlite"
"""The name of the file that keeps what the routing engine answered lately, beside it."""


def configured(engine_url: str, storage_dir: Path) -> list[Source]:
    """The engine where one is named, then the road network where one was built; for `travel_matrix(between=...)`."""
    sources: list[Source] = []
    if engine_url:
        sources.append(_engine(engine_url, storage_dir / ANSWERS_FILE))
    path = storage_dir / ROADS_FILE
    if path.exists():
        sources.append(_graph(path, path.stat().st_mtime_ns))
    return sources


def local(storage_dir: Path) -> list[Source]:
    """The sources that answer at once and without the network: the road network, where one was built."""
    return configured("", storage_dir)


def built_roads(storage_dir: Path) -> Roads | None:
    """The road network built here, for drawing it; None where none was."""
    path = storage_dir / ROADS_FILE
    return _roads(path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=2)
def _engine(url: str, answers: Path) -> Remembered:
    return Remembered(engine(url, KeptPairs(answers)))


@lru_cache(maxsize=2)
def _graph(path: Path, changed_ns: int) -> Remembered:
    """One network in memory, read again when its file has changed (`changed_ns` is part of the key)."""
    return Remembered(RoadGraph(_roads(path, changed_ns)))


@lru_cache(maxsize=2)
def _roads(path: Path, changed_ns: int) -> Roads:
    return Roads.load(path)
