"""The pace of the day as the search's arrays; `pacing` drives by them."""

from __future__ import annotations

from math import lcm

import numpy as np
from numpy.typing import NDArray

from logistics.routing.problem import Problem, Stop
from logistics.routing.search.state import FOREVER
from logistics.routing.travel import NO_WAY

Key = tuple[str, int, int]


def paces_of(problem: Problem, keys: tuple[Key, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Rows (from when, grains a second) of every matrix, the first from ever; where each matrix's begin; grains."""
    rows, first, grains = [], [0], []
    for profile, _, _ in keys:
        pace = next(travel.pace for travel in problem.travel if travel.profile == profile)
        grain = lcm(*(one.percent for one in pace), 100)
        rows += [(-FOREVER, grain), *((one.from_s, grain * 100 // one.percent) for one in pace)]
        first.append(len(rows))
        grains.append(grain)
    return np.array(rows, np.int64).reshape(-1, 2), np.array(first, np.int64), np.array(grains, np.int64)


def places_of(visits: tuple[tuple[Stop, int], ...], depots: tuple[tuple[int, int], ...]) -> NDArray[np.int64]:
    """The place of every matrix row."""
    return np.array([stop.options[option].place for stop, option in visits] + [place for place, _ in depots], np.int64)


def rides(problem: Problem, keys: tuple[Key, ...], places: NDArray[np.int64]) -> NDArray[np.int32]:
    """Driving times at a pace of 100 percent, one layer per key; FOREVER where there is no way."""
    layers = np.zeros((len(keys), len(places), len(places)), np.int32)
    for layer, (profile, _, _) in enumerate(keys):
        travel = next(travel for travel in problem.travel if travel.profile == profile)
        seconds = travel.planned_s(problem.confidence_pct)[np.ix_(places, places)]
        layers[layer] = np.where(seconds == NO_WAY, FOREVER, np.minimum(seconds, FOREVER))
    return layers
