"""The sources that an installation's settings name: a routing engine, and a road network built here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from logistics.travel.engine import engine
from logistics.travel.matrix import Source
from logistics.travel.remembered import Remembered
from logistics.travel.road_graph import RoadGraph
from logistics.travel.roads import Roads

ROADS_FILE = "roads.npz"
"""The name of the road network inside the storage folder."""


def configured(engine_url: str, storage_dir: Path) -> list[Source]:
    """The engine where one is named, then the road network where one was built; for `travel_matrix(between=...)`."""
    sources: list[Source] = []
    if engine_url:
        sources.append(_engine(engine_url))
    path = storage_dir / ROADS_FILE
    if path.exists():
        sources.append(_graph(path, path.stat().st_mtime_ns))
    return sources


@lru_cache(maxsize=2)
def _engine(url: str) -> Remembered:
    return Remembered(engine(url))


@lru_cache(maxsize=2)
def _graph(path: Path, changed_ns: int) -> Remembered:
    """One network in memory, read again when its file has changed (`changed_ns` is part of the key)."""
    return Remembered(RoadGraph(Roads.load(path)))
