"""Tasks and visits as rows of numbers: what they weigh, who may come, when, and what must be kept of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.routing.search.layout.aboard import left_s
from logistics.routing.search.layout.cars import Car
from logistics.routing.search.layout.numbering import Numbering, first_of
from logistics.routing.search.state import FOREVER, NONE, RULE_COLUMNS
from logistics.routing.ties import Lock


class Tasks(NamedTuple):
    """See Ground."""

    task: NDArray[np.int32]
    first: NDArray[np.int32]
    skip_cost: NDArray[np.int64]


class Visits(NamedTuple):
    """See Ground."""

    demand: NDArray[np.int32]
    allowed: NDArray[np.uint8]
    rules: NDArray[np.int64]
    windows: NDArray[np.int64]
    window_first: NDArray[np.int64]


def tasks_of(numbers: Numbering) -> Tasks:
    """Which visits serve which task, and the price of leaving it out."""
    first = first_of([stop.options for stop in numbers.stops]).astype(np.int32)
    task = np.repeat(np.arange(len(numbers.stops)), np.diff(first)).astype(np.int32)
    return Tasks(task, first, np.array([numbers.problem.skip_price(stop) for stop in numbers.stops], np.int64))


def visits_of(numbers: Numbering) -> Visits:
    """All that is known of the visits apart from where they are."""
    return Visits(_demand(numbers), _allowed(numbers), _rules(numbers), *_windows(numbers))


def _demand(numbers: Numbering) -> NDArray[np.int32]:
    rows = [[getattr(stop.load, measure) for measure in numbers.measures] for stop, _ in numbers.visits]
    return np.array(rows, np.int32).reshape(len(rows), len(numbers.measures))


def _allowed(numbers: Numbering) -> NDArray[np.uint8]:
    """Who may come where, by the options and by locks to a vehicle."""
    cars = numbers.cars
    allowed = np.ones((len(numbers.visits), len(cars)), np.uint8)
    locks = {lock.stop: lock for lock in numbers.problem.locks}
    for visit, (stop, option) in enumerate(numbers.visits):
        names = stop.options[option].vehicles
        if names is not None:
            allowed[visit] = [car.type.id in names for car in cars]
        if stop.release_s:
            # What is not yet released cannot join a trip that has left.
            allowed[visit] &= np.array([stop.release_s <= left_s(car) for car in cars], np.uint8)
        if (lock := locks.get(stop.id)) is not None:
            allowed[visit] &= np.array([_is_meant(car, lock) for car in cars], np.uint8)
    return allowed


def _is_meant(car: Car, lock: Lock) -> bool:
    return car.type.id == lock.vehicle and (lock.number is None or car.numbers == (lock.number,))


def _rules(numbers: Numbering) -> NDArray[np.int64]:
    """One row per visit, see `state.RELEASED` and the names after it."""
    positions = {lock.stop: lock.position for lock in numbers.problem.locks if lock.position is not None}
    rules = np.zeros((len(numbers.visits), RULE_COLUMNS), np.int64)
    for visit, (stop, option) in enumerate(numbers.visits):
        service = stop.options[option].service_s
        onboard = FOREVER if stop.max_onboard_s is None else stop.max_onboard_s + service
        unloaded = FOREVER if stop.deliver_by_s is None else stop.deliver_by_s
        goods, position = numbers.goods.get(stop.goods, 0), positions.get(stop.id, NONE)
        rules[visit] = stop.release_s, onboard, unloaded, goods, service, position
    return rules


def _windows(numbers: Numbering) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The windows of visits that have several, in order; and where each visit's begin."""
    rows = [
        sorted((w.start_s, w.end_s) for w in stop.windows) if len(stop.windows) > 1 else []
        for stop, _ in numbers.visits
    ]
    return np.array([w for row in rows for w in row], np.int64).reshape(-1, 2), first_of(rows)
