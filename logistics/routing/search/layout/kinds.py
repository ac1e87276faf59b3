"""Kinds of vehicles as rows of numbers: what each may carry, when, where, at what cost, and what rests it owes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.routing.plan import Kind
from logistics.routing.search.layout.aboard import (
    breaks_left,
    driven_m,
    goods_aboard,
    is_busy,
    load_aboard,
    unload_by,
)
from logistics.routing.search.layout.cars import Car
from logistics.routing.search.layout.matrices import Matrices
from logistics.routing.search.layout.numbering import Numbering, first_of
from logistics.routing.search.state import (
    BARRED,
    END,
    FIRST_VEHICLE,
    FIXED,
    FOREVER,
    GONE_DISTANCE,
    GONE_STOPS,
    GONE_TIME,
    HOME,
    LAST_VEHICLE,
    MATRIX,
    MAX_DISTANCE,
    MAX_DURATION,
    MAX_TRIPS,
    NONE,
    OVERTIME,
    REGULAR,
    RELOAD_S,
    SHIFT_FROM,
    SHIFT_TO,
    START,
    TYPE_COLUMNS,
    UNLOAD_BY,
    WAIT_COST,
)

UNLIMITED = 2**31 - 1

Row = NDArray[np.int64]


class Kinds(NamedTuple):
    """See Ground."""

    types: NDArray[np.int64]
    capacity: NDArray[np.int32]
    room: NDArray[np.int32]
    breaks: NDArray[np.int64]
    break_first: NDArray[np.int64]


def kinds_of(numbers: Numbering, matrices: Matrices, apart: NDArray[np.int64]) -> Kinds:
    """All that is known of the kinds of vehicles."""
    types = np.zeros((len(numbers.cars), TYPE_COLUMNS), np.int64)
    vehicles = 0
    for kind, car in enumerate(numbers.cars):
        row = types[kind]
        _write_ways(row, numbers, car)
        _write_terms(row, car)
        row[FIRST_VEHICLE] = vehicles
        vehicles += len(car.numbers)
        row[LAST_VEHICLE] = vehicles
        _write_past(row, numbers, car, matrices)
        barred = [apart[numbers.goods.get(one, 0)] for one in goods_aboard(numbers.problem, car)]
        row[BARRED] = np.bitwise_or.reduce(barred or [0])
    capacity = _capacity(numbers)
    return Kinds(types, capacity, _room(numbers, capacity), *_breaks(numbers))


def _write_ways(row: Row, numbers: Numbering, car: Car) -> None:
    """Which matrices, and where it starts, ends and reloads."""
    row[MATRIX] = numbers.matrix_of(car)
    row[START], row[END] = numbers.row_of(car.start), numbers.row_of(car.end)
    row[HOME] = NONE if car.home is None else numbers.row_of(car.home)
    row[RELOAD_S] = car.type.reload_s


def _write_terms(row: Row, car: Car) -> None:
    """Shift, costs and limits of a vehicle that has not left."""
    vehicle = car.type
    row[SHIFT_FROM], row[SHIFT_TO] = vehicle.shift.start_s, vehicle.shift.end_s
    row[FIXED], row[WAIT_COST], row[OVERTIME] = vehicle.fixed_cost, vehicle.cost_per_s, vehicle.overtime_cost_per_s
    row[REGULAR] = FOREVER if vehicle.regular_s is None else vehicle.regular_s
    row[MAX_DURATION] = FOREVER if vehicle.max_duration_s is None else vehicle.max_duration_s
    row[MAX_DISTANCE] = FOREVER if vehicle.max_distance_m is None else vehicle.max_distance_m
    row[MAX_TRIPS] = car.most_trips


def _write_past(row: Row, numbers: Numbering, car: Car, matrices: Matrices) -> None:
    """What is behind a vehicle under way, and what that leaves of its terms."""
    home = row[MATRIX], row[START], row[END]
    row[UNLOAD_BY] = unload_by(numbers.problem, car, int(matrices.time[home]))
    if car.done is None:
        return
    steps = car.done.steps
    row[SHIFT_FROM] = steps[-1].depart_s
    # A vehicle under way drives home in any case: only what it drives more is the plan's.
    row[FIXED] = (0 if is_busy(car) else car.type.fixed_cost) - int(matrices.cost[home])
    row[GONE_TIME] = steps[-1].depart_s - steps[0].depart_s
    row[GONE_DISTANCE] = driven_m(numbers.problem, car)
    row[GONE_STOPS] = sum(step.kind is Kind.SERVE for step in steps)


def _capacity(numbers: Numbering) -> NDArray[np.int32]:
    """What a trip may carry, by kind and measure."""
    measures = numbers.measures
    limits = [[getattr(car.type.capacity, measure) for measure in measures] for car in numbers.cars]
    rows = [[UNLIMITED if limit is None else limit for limit in row] for row in limits]
    return np.array(rows, np.int32).reshape(len(rows), len(measures))


def _room(numbers: Numbering, capacity: NDArray[np.int32]) -> NDArray[np.int32]:
    """Capacity less what a vehicle under way has on board."""
    room = capacity.copy()
    for kind, car in enumerate(numbers.cars):
        if car.done:
            board = [load_aboard(numbers.problem, car, measure) for measure in numbers.measures]
            room[kind] = np.maximum(room[kind] - np.array(board), 0)
    return room


def _breaks(numbers: Numbering) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The breaks still to be taken, kind by kind; and where each kind's begin."""
    rows = [
        [(rest.window.start_s, rest.window.end_s, rest.duration_s) for rest in breaks_left(car)] for car in numbers.cars
    ]
    return np.array([rest for row in rows for rest in row], np.int64).reshape(-1, 3), first_of(rows)
