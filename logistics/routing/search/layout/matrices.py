"""Costs, times and distances between visits and depots."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.routing.search.layout.numbering import Numbering
from logistics.routing.search.state import FOREVER
from logistics.routing.travel import NO_WAY, Travel

ROWS = 256
"""Rows of a matrix that are worked out at a time."""


class Matrices(NamedTuple):
    """See Ground; one layer per key of the numbering, closed legs are FOREVER in all costs and times."""

    cost: NDArray[np.int32]
    cost_to: NDArray[np.int32]
    time: NDArray[np.int32]
    time_to: NDArray[np.int32]
    distance: NDArray[np.int32]
    ride: NDArray[np.int32]


def matrices_of(numbers: Numbering) -> Matrices:
    """The matrices of a problem, those that nothing needs as a single 0."""
    problem, size = numbers.problem, len(numbers.places)
    limited = any(vehicle.max_distance_m is not None for vehicle in problem.vehicles)
    paced = any(travel.pace for travel in problem.travel)
    cost, time = np.zeros((2, len(numbers.keys), size, size), np.int32)
    distance = np.zeros((len(numbers.keys), size, size) if limited else (1, 1, 1), np.int32)
    for layer in range(len(numbers.keys)):
        _fill(numbers, layer, cost[layer], time[layer], distance[layer] if limited else None)
    cost_to = cost.transpose(0, 2, 1)
    symmetric = np.array_equal(cost, cost_to)
    return Matrices(
        cost,
        cost if symmetric else np.ascontiguousarray(cost_to),
        time,
        np.ascontiguousarray(time.transpose(0, 2, 1)),
        distance,
        _rides(numbers) if paced else np.zeros((1, 1, 1), np.int32),
    )


def _fill(
    numbers: Numbering,
    layer: int,
    cost: NDArray[np.int32],
    time: NDArray[np.int32],
    distance: NDArray[np.int32] | None,
) -> None:
    """Write one layer; the distances only where they are wanted."""
    _, per_m, per_s = numbers.keys[layer]
    travel, places = _travel(numbers, layer), numbers.places
    planned, pace = travel.planned_s(numbers.problem.confidence_pct), min((100, *(one.percent for one in travel.pace)))
    service, walk, stay = _halts(numbers)
    # Some rows at a time: the sums need 64 bits, whole matrices of which would be gigabytes at 10,000 stops.
    for first in range(0, len(places), ROWS):
        rows = slice(first, first + ROWS)
        metres = travel.distance_m[np.ix_(places[rows], places)].astype(np.int64)
        seconds = planned[np.ix_(places[rows], places)].astype(np.int64)
        closed = seconds == NO_WAY
        metres[metres == NO_WAY] = 0
        # By the fastest pace of the day no leg is thought too slow; the last look is exact (see Ground.ride).
        lasting = seconds * pace // 100 + service[rows, None] + stay[None, :]
        costing = metres * per_m + lasting * per_s + walk[None, :]
        cost[rows] = np.where(closed, FOREVER, np.minimum(costing, FOREVER))
        time[rows] = np.where(closed, FOREVER, np.minimum(lasting, FOREVER))
        if distance is not None:
            distance[rows] = metres


def _travel(numbers: Numbering, layer: int) -> Travel:
    profile, _, _ = numbers.keys[layer]
    return next(travel for travel in numbers.problem.travel if travel.profile == profile)


def _halts(numbers: Numbering) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Of every matrix row: the time of service and the cost of the walk, 0 at depots; the time spent at a depot."""
    options, depots = [stop.options[option] for stop, option in numbers.visits], numbers.depots
    service = np.array([option.service_s for option in options] + [0] * len(depots), np.int64)
    walk = np.array([option.walk_cost for option in options] + [0] * len(depots), np.int64)
    stay = np.array([0] * len(options) + [stay for _, stay in depots], np.int64)
    return service, walk, stay


def _rides(numbers: Numbering) -> NDArray[np.int32]:
    """Driving times at a pace of 100 percent, one layer per key; FOREVER where there is no way."""
    places = numbers.places
    layers = np.zeros((len(numbers.keys), len(places), len(places)), np.int32)
    for layer in range(len(numbers.keys)):
        planned = _travel(numbers, layer).planned_s(numbers.problem.confidence_pct)
        seconds = planned[np.ix_(places, places)]
        layers[layer] = np.where(seconds == NO_WAY, FOREVER, np.minimum(seconds, FOREVER))
    return layers
