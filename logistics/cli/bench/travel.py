"""`logistics bench travel`: how fast matrices come, and how far the estimate lies from published roads."""

from __future__ import annotations

import csv
import datetime as dt
import math
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

from logistics.cli.output import emit, json_option
from logistics.travel import Anchors, Estimate, Mode, Point, TravelMatrix, first_anchors
from logistics.travel.engine import engine
from logistics.travel.points import coordinates, straight_m
from logistics.travel.road_graph import RoadGraph
from logistics.travel.roads import ALL_MODES, RoadClass, Roads

_SEED = 2025
_MORNING = dt.datetime(2025, 11, 5, 0, 0, tzinfo=dt.UTC)


@click.command("travel")
@click.option(
    "--villages",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=Path("../shared/data/places/lai_chau_localities_geonames.csv"),
    show_default=True,
)
@click.option("--engine", "engine_url", default="", help="osrm+http://127.0.0.1:5000 or another, to run side by side.")
@json_option
def command(villages: Path, engine_url: str, as_json: bool) -> None:
    """Time the estimate and the road graph in CPU seconds, the median of three runs each."""
    ground = _ground(villages)
    result = {
        "cpu_s": {
            "estimate 1000x1000": _cpu_s(lambda: _matrix(TravelMatrix([Estimate(ground)]), ground[:1000])),
            "anchors and estimate 1000x1000": _cpu_s(
                lambda: _matrix(TravelMatrix([Anchors(first_anchors()), Estimate(ground)]), ground[:1000])
            ),
            **_graph_speeds(1_000, 500),
            **_graph_speeds(20_000, 1_000),
            **_engine_speed(engine_url, ground),
        },
        "error_pct": _errors(ground),
    }
    emit(result, lambda: "\n".join(f"{name}: {figures}" for name, figures in result.items()), as_json=as_json)


def _errors(ground: Sequence[Point]) -> dict[str, dict[str, float]]:
    """Percent by which published road distances are missed: by the estimate, and by constants for comparison.

    The median is fitted leaving out the road it is tried on; the estimate's constants were not fitted here.
    """
    roads = first_anchors()[::2]
    straight = [float(straight_m(coordinates([r.start]), coordinates([r.end]))[0, 0]) for r in roads]
    truth = [r.distance_m for r in roads]
    circuity = np.array(truth) / np.array(straight)
    guesses = {
        "estimate": [int(_matrix(TravelMatrix([Estimate(ground)]), [r.start, r.end])[0, 1]) for r in roads],
        "straight x 1.3": [1.3 * s for s in straight],
        "straight x median, leave one out": [
            float(np.median(np.delete(circuity, k))) * s for k, s in enumerate(straight)
        ],
    }
    errors = {name: np.abs(np.array(guess) / truth - 1) * 100 for name, guess in guesses.items()}
    return {name: {"mean": round(float(e.mean()), 1), "worst": round(float(e.max()), 1)} for name, e in errors.items()}


def _graph_speeds(junctions: int, points: int) -> dict[str, float]:
    """Our matrix on a network of so many junctions, beside scipy's bare dijkstra between as many junctions."""
    roads = a_network(junctions)
    graph = RoadGraph(roads)
    dice = np.random.default_rng(_SEED)
    doors = [Point(float(lat), float(lon)) for lat, lon in roads.shape[dice.choice(len(roads.shape), points)]]
    matrices = TravelMatrix([graph]).matrix(doors, Mode.TRUCK, _MORNING)  # Snapping is prepared once per network.
    if matrices.shares()[graph.quality] < 1:
        raise AssertionError("the network has a gap: the figures would flatter")
    both = csr_array(
        (np.tile(roads.length_m, 2), (np.r_[roads.start, roads.end], np.r_[roads.end, roads.start])),
        shape=(roads.junctions, roads.junctions),
    )
    size = f"{points}x{points} on {junctions} junctions"
    begun = time.perf_counter()
    _matrix(TravelMatrix([graph]), doors)
    wall_s = round(time.perf_counter() - begun, 3)
    return {
        f"graph {size}": _cpu_s(lambda: _matrix(TravelMatrix([graph]), doors)),
        f"graph {size}, wall on {os.cpu_count()} cores": wall_s,
        f"bare dijkstra {size}": _cpu_s(lambda: dijkstra(both, indices=np.arange(points))),
    }


def _engine_speed(engine_url: str, ground: Sequence[Point]) -> dict[str, float]:
    if not engine_url:
        return {}
    asked = engine(engine_url)  # Without the file of kept answers: it is the engine that is measured.
    begun = time.perf_counter()
    matrices = TravelMatrix([asked]).matrix(ground[:500], Mode.VAN, _MORNING)
    return {
        f"{asked.version} 500x500, wall": round(time.perf_counter() - begun, 3),
        "its share of cells": round(matrices.shares()[asked.quality], 3),
    }


def a_network(junctions: int) -> Roads:
    """A connected network with 2.1 stretches a junction, as the one measured in northern Vietnam has."""
    dice = np.random.default_rng(_SEED)
    side = math.sqrt(junctions / 1_000)
    places = np.column_stack([22.0 + side * dice.random(junctions), 103.0 + side * dice.random(junctions)])
    corners = Delaunay(places).simplices
    pairs = np.unique(
        np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0
    )
    length = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
    tree = minimum_spanning_tree(csr_array((length, pairs.T), shape=(junctions, junctions))).tocoo()
    shortest = pairs[np.argsort(length)[: round(1.9 * junctions)]]
    kept = np.unique(np.concatenate([shortest, np.sort(np.column_stack([tree.row, tree.col]), axis=1)]), axis=0)
    start, end = kept.T.astype(np.int32)
    count = len(start)
    shape = np.stack([places[start], places[end]], axis=1).reshape(-1, 2)
    zeros = np.zeros(count)
    north_m, east_m = 110_800.0, 103_000.0
    length_m = 1.4 * np.hypot(*((places[end] - places[start]) * (north_m, east_m)).T)
    return Roads(
        version=f"made of {junctions} junctions",
        start=start,
        end=end,
        length_m=length_m,
        road_class=dice.choice([RoadClass.TRUNK, RoadClass.PROVINCIAL, RoadClass.VILLAGE], count).astype(np.int32),
        forward=np.full(count, ALL_MODES, np.int32),
        backward=np.full(count, ALL_MODES, np.int32),
        mass_limit_kg=np.zeros(count, np.int32),
        width_limit_mm=np.zeros(count, np.int32),
        dry_only=np.zeros(count, bool),
        climb_m=zeros,
        drop_m=zeros,
        steep_up_pctm=zeros,
        steep_down_pctm=zeros,
        name=np.zeros(count, np.int32),
        names=np.array([""], np.str_),
        shape_start=np.arange(0, 2 * count + 1, 2, dtype=np.int32),
        shape=shape,
        height_m=np.full(len(shape), np.nan),
        posts=np.zeros((0, 4)),
    )


def _matrix(chain: TravelMatrix, points: Sequence[Point]) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return chain.matrix(points, Mode.TRUCK, _MORNING).distance_m


def _cpu_s(run: Callable[[], object]) -> float:
    """CPU seconds, the median of three runs after one to warm up."""
    run()
    rounds = []
    for _ in range(3):
        begun = time.process_time()
        run()
        rounds.append(time.process_time() - begun)
    return round(sorted(rounds)[1], 3)


def _ground(path: Path) -> list[Point]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Point(float(row["lat"]), float(row["lon"]), int(row["dem_m"]))
            for row in csv.DictReader(lines)
            if row["dem_m"]
        ]
