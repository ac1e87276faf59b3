"""Kinds of vehicles as rows of numbers: what each may carry, when, where, at what cost, and what rests it owes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from logistics.routing.plan import Kind
from logistics.routing.problem import Problem, UnderWay, VehicleType
from logistics.routing.search.state import FIRST_VEHICLE, FOREVER, LAST_VEHICLE, NONE, TYPE_COLUMNS

MEASURES = ("mass_g", "volume_cm3", "pieces")
UNLIMITED = 2**31 - 1

RELOADS = 8
"""Reload trips that one vehicle may make where its type names no limit."""


@dataclass(frozen=True, slots=True)
class Car:
    """Vehicles that are alike to the search: one type's unused vehicles, or one vehicle under way."""

    type: VehicleType
    numbers: tuple[int, ...]
    done: UnderWay | None = None


def cars_of(problem: Problem, stops: int) -> tuple[Car, ...]:
    """Kinds of vehicles: no more of a kind than there are stops; one under way or locked to is a kind of its own.

    Vehicles that must come home empty are left aside: on their own they can fetch nothing (see `feeding`).
    """
    cars: list[Car] = []
    named = {*problem.under_way_of, *((lock.vehicle, lock.number) for lock in problem.locks)}
    for vehicle in (one for one in problem.vehicles if one.end_is_office):
        special = {number for name, number in named if name == vehicle.id and number is not None}
        for number in sorted(special):
            done = problem.under_way_of.get((vehicle.id, number))
            if done is None or not done.stranded:
                cars.append(Car(vehicle, (number,), done))
        here = tuple(number for number in range(vehicle.count) if number not in special)[:stops]
        if here:
            cars.append(Car(vehicle, here))
    return tuple(cars)


def most_trips(car: Car) -> int:
    if not car.type.reload_places:
        return 1
    return car.type.max_trips or RELOADS


def _start(car: Car) -> tuple[int, int]:
    return (car.done.steps[-1].place if car.done else car.type.start, 0)


def left_s(car: Car) -> int:
    """When the trip in progress left; FOREVER for a vehicle that has not left."""
    steps = car.done.steps if car.done else ()
    emptied = (step.depart_s for step in reversed(steps) if step.kind in (Kind.START, Kind.RELOAD, Kind.GIVE))
    return next(emptied, FOREVER)


def depots_of(car: Car) -> list[tuple[int, int]]:
    reloads = [(place, car.type.reload_s) for place in car.type.reload_places[:1]]
    return [_start(car), (car.type.end, 0), *reloads]


def matrix_key(problem: Problem, car: Car) -> tuple[str, int, int]:
    return problem.travel_of(car.type).profile, car.type.cost_per_m, car.type.cost_per_s


def measures_of(problem: Problem) -> tuple[str, ...]:
    """The measures that some vehicle limits and some stop uses; always at least one."""
    used = tuple(
        measure
        for measure in MEASURES
        if any(getattr(vehicle.capacity, measure) is not None for vehicle in problem.vehicles)
        and any(getattr(stop.load, measure) for stop in problem.stops)
    )
    return used or ("pieces",)


def table(rows: list[list[int]], columns: int) -> NDArray[np.int32]:
    return np.array(rows, np.int32).reshape(len(rows), columns)


def type_rows(
    problem: Problem,
    cars: tuple[Car, ...],
    keys: tuple[tuple[str, int, int], ...],
    depots: tuple[tuple[int, int], ...],
    cost_time: tuple[NDArray[np.int32], NDArray[np.int32]],
) -> NDArray[np.int64]:
    """One row per kind of vehicle, see `state.MATRIX` and the names after it."""
    types = np.zeros((len(cars), TYPE_COLUMNS), np.int64)
    vehicles = 0
    for kind, car in enumerate(cars):
        types[kind] = _type_row(problem, car, keys, depots, cost_time)
        types[kind, FIRST_VEHICLE] = vehicles
        vehicles += len(car.numbers)
        types[kind, LAST_VEHICLE] = vehicles
    return types


def _type_row(
    problem: Problem,
    car: Car,
    keys: tuple[tuple[str, int, int], ...],
    depots: tuple[tuple[int, int], ...],
    cost_time: tuple[NDArray[np.int32], NDArray[np.int32]],
) -> list[int]:
    cost = cost_time[0]
    many = cost.shape[-1] - len(depots)
    vehicle, matrix = car.type, keys.index(matrix_key(problem, car))
    start, end = many + depots.index(_start(car)), many + depots.index((vehicle.end, 0))
    home = many + depots.index((vehicle.reload_places[0], vehicle.reload_s)) if vehicle.reload_places else NONE
    shift_from, fixed, gone_s, gone_m = vehicle.shift.start_s, vehicle.fixed_cost, 0, 0
    if car.done:
        steps = car.done.steps
        shift_from = steps[-1].depart_s
        gone_s = shift_from - steps[0].depart_s
        busy = any(step.kind in (Kind.SERVE, Kind.GIVE, Kind.TAKE) for step in steps)
        # A vehicle under way drives home in any case: only what it drives more is the plan's.
        fixed = (0 if busy else fixed) - int(cost[matrix, start, end])
        travel = problem.travel_of(vehicle)
        legs = pairwise(steps)
        gone_m = sum(int(travel.distance_m[one.place, two.place]) for one, two in legs)
    return [
        matrix,
        start,
        end,
        home,
        shift_from,
        vehicle.shift.end_s,
        fixed,
        vehicle.cost_per_s,
        FOREVER if vehicle.regular_s is None else vehicle.regular_s,
        vehicle.overtime_cost_per_s,
        FOREVER if vehicle.max_duration_s is None else vehicle.max_duration_s,
        FOREVER if vehicle.max_distance_m is None else vehicle.max_distance_m,
        most_trips(car),
        0,
        0,
        gone_s,
        gone_m,
        _unload_by(problem, car, int(cost_time[1][matrix, start, end])),
        vehicle.reload_s,
        sum(step.kind is Kind.SERVE for step in car.done.steps) if car.done else 0,
        0,
    ]


def _unload_by(problem: Problem, car: Car, home_s: int) -> int:
    """When what a vehicle under way has fetched must be unloaded; never before it could be home at once."""
    deadlines: list[int] = []
    for step in car.done.steps if car.done else ():
        if step.kind is Kind.SERVE:
            stop = problem.stop_of[step.stop]
            if stop.max_onboard_s is not None:
                deadlines.append(step.start_s + stop.options[step.option].service_s + stop.max_onboard_s)
            if stop.deliver_by_s is not None:
                deadlines.append(stop.deliver_by_s)
        elif step.kind in (Kind.RELOAD, Kind.GIVE):
            deadlines = []
    if car.done is None or not deadlines:
        return FOREVER
    return max(min(deadlines), car.done.steps[-1].depart_s + home_s)


def capacities(cars: tuple[Car, ...], measures: tuple[str, ...]) -> NDArray[np.int32]:
    limits = [[getattr(car.type.capacity, measure) for measure in measures] for car in cars]
    return table([[UNLIMITED if limit is None else limit for limit in row] for row in limits], len(measures))


def rooms(problem: Problem, cars: tuple[Car, ...], measures: tuple[str, ...]) -> NDArray[np.int32]:
    """Capacity less what a vehicle under way has on board."""
    room = capacities(cars, measures)
    for kind, car in enumerate(cars):
        if car.done is None:
            continue
        board = [getattr(car.done.carried, measure) for measure in measures]
        for step in car.done.steps:
            if step.kind is Kind.SERVE:
                load = problem.stop_of[step.stop].load
                board = [on + getattr(load, measure) for on, measure in zip(board, measures, strict=True)]
            elif step.kind in (Kind.RELOAD, Kind.GIVE):
                board = [getattr(car.done.carried, measure) for measure in measures]
        room[kind] = np.maximum(room[kind] - np.array(board), 0)
    return room


def goods_aboard(problem: Problem, car: Car) -> set[str]:
    """The classes of goods that a vehicle under way has on board."""
    goods: set[str] = set()
    for step in car.done.steps if car.done else ():
        if step.kind is Kind.SERVE:
            goods.add(problem.stop_of[step.stop].goods)
        elif step.kind in (Kind.RELOAD, Kind.GIVE):
            goods = set()
    return goods


def breaks_of(cars: tuple[Car, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The breaks still to be taken, kind by kind, the first to fall due first; and where each kind's begin."""
    rows: list[list[tuple[int, int, int]]] = []
    for car in cars:
        taken = [step.start_s for step in car.done.steps if step.kind is Kind.BREAK] if car.done else []
        left = [
            rest for rest in car.type.breaks if not any(rest.window.start_s <= at <= rest.window.end_s for at in taken)
        ]
        due = sorted(left, key=lambda rest: rest.window.end_s)
        rows.append([(rest.window.start_s, rest.window.end_s, rest.duration_s) for rest in due])
    first = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return np.array([rest for row in rows for rest in row], np.int64).reshape(-1, 3), first
