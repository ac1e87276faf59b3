"""A Problem as the search's arrays, and the search's routes as itineraries again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.routing.plan import Kind
from logistics.routing.problem import Lock, Problem, Stop
from logistics.routing.search import neighbours
from logistics.routing.search.cars import (
    Car,
    breaks_of,
    capacities,
    cars_of,
    depots_of,
    goods_aboard,
    left_s,
    matrix_key,
    measures_of,
    most_trips,
    rooms,
    table,
    type_rows,
)
from logistics.routing.search.paces import paces_of, places_of, rides
from logistics.routing.search.rules import POSITION, RELEASED
from logistics.routing.search.state import BARRED, FOREVER, HOME, NONE, PACED, UNLOAD_BY, Ground
from logistics.routing.travel import NO_WAY

ROWS = 256
"""Rows of a matrix that are worked out at a time."""


@dataclass(frozen=True)
class Layout:
    """What the numbers of the arrays mean.

    visits      (stop, option) of each visit;  stops: the stops of the tasks
    cars        what each kind of vehicle is;  vehicles: (kind, number) of each vehicle
    depots      (place, time spent there) of each matrix row after the visits
    """

    problem: Problem
    ground: Ground
    visits: tuple[tuple[Stop, int], ...]
    stops: tuple[Stop, ...]
    cars: tuple[Car, ...]
    vehicles: tuple[tuple[int, int], ...]
    depots: tuple[tuple[int, int], ...]
    ready: NDArray[np.int32]
    due: NDArray[np.int32]
    trips: int


def lay_out(problem: Problem) -> Layout:
    """The arrays of a problem; stops served already and stranded vehicles are left aside."""
    stops = _open_stops(problem)
    visits = tuple((stop, option) for stop in stops for option in range(len(stop.options)))
    cars = cars_of(problem, len(stops))
    depots = tuple(dict.fromkeys(depot for car in cars for depot in depots_of(car)))
    vehicles = tuple((kind, number) for kind, car in enumerate(cars) for number in car.numbers)
    ready, due = _first_and_last(visits)
    ground = _ground(problem, visits, stops, cars, depots, np.stack([ready, due], 1))
    spare = sum(most_trips(car) - 1 for car in cars for _ in car.numbers)
    trips = len(vehicles) + min(spare, len(stops))
    return Layout(problem, ground, visits, stops, cars, vehicles, depots, ready, due, trips)


def _open_stops(problem: Problem) -> tuple[Stop, ...]:
    served = {step.stop for route in problem.under_way for step in route.steps if step.kind is Kind.SERVE}
    return tuple(stop for stop in problem.stops if stop.id not in served)


def _first_and_last(visits: tuple[tuple[Stop, int], ...]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    ready = [min((w.start_s for w in stop.windows), default=0) for stop, _ in visits]
    due = [max((w.end_s for w in stop.windows), default=FOREVER) for stop, _ in visits]
    return np.array(ready, np.int32), np.array(due, np.int32)


def _ground(
    problem: Problem,
    visits: tuple[tuple[Stop, int], ...],
    stops: tuple[Stop, ...],
    cars: tuple[Car, ...],
    depots: tuple[tuple[int, int], ...],
    bounds: NDArray[np.int32],
) -> Ground:
    keys = tuple(dict.fromkeys(matrix_key(problem, car) for car in cars))
    cost, time, distance = _matrices(problem, visits, depots, keys)
    measures = measures_of(problem)
    demand = table([[getattr(stop.load, m) for m in measures] for stop, _ in visits], len(measures))
    first = np.concatenate([[0], np.cumsum([len(stop.options) for stop in stops])]).astype(np.int32)
    goods = _goods_in_ties(problem)
    rules, apart = _rules(problem, visits, goods)
    types = type_rows(problem, cars, keys, depots, (cost, time))
    for kind, car in enumerate(cars):
        types[kind, BARRED] = np.bitwise_or.reduce(
            [apart[goods.get(one, 0)] for one in goods_aboard(problem, car)] or [0]
        )
    windows, window_first = _windows(visits)
    breaks, break_first = breaks_of(cars)
    flags = _flags(problem, types, rules, cost, bounds)
    paces, pace_first, grains = paces_of(problem, keys)
    earlier, earlier_first = _earlier(problem, stops)
    many = len(visits)
    cheapest = cost[:, :many, :many].min(0) if len(cost) else np.zeros((many, many), np.int32)
    quickest = time[:, :many, :many].min(0) if len(time) else cheapest
    worth = max(1.0, _middle(cheapest)) / max(1.0, _middle(quickest))
    cost_to = cost.transpose(0, 2, 1)
    symmetric = np.array_equal(cost, cost_to)
    return Ground(
        cost=cost,
        cost_to=cost if symmetric else np.ascontiguousarray(cost_to),
        time=time,
        time_to=np.ascontiguousarray(time.transpose(0, 2, 1)),
        distance=distance,
        ride=rides(problem, keys, places_of(visits, depots)) if flags[PACED] else np.zeros((1, 1, 1), np.int32),
        paces=paces,
        pace_first=pace_first,
        grains=grains,
        demand=demand,
        allowed=_allowed(problem, visits, cars),
        task=np.repeat(np.arange(len(stops)), np.diff(first)).astype(np.int32),
        first=first,
        skip_cost=np.array([problem.skip_price(stop) for stop in stops], np.int64),
        near=neighbours.near(cheapest, quickest, bounds, worth if flags[0] else 0.0),
        around=neighbours.around(cheapest),
        sort_keys=_sort_keys(demand, cost, bounds, timed=bool(flags[0])),
        types=types,
        capacity=capacities(cars, measures),
        room=rooms(problem, cars, measures),
        rules=rules,
        earlier=earlier,
        earlier_first=earlier_first,
        apart=apart,
        windows=windows,
        window_first=window_first,
        breaks=breaks,
        break_first=break_first,
        flags=flags,
    )


def _middle(matrix: NDArray[np.int32]) -> float:
    """About the median, from a thousand rows at most."""
    some = matrix[:: max(1, len(matrix) // 1000)]
    return float(np.median(some)) if some.size else 0.0


def _matrices(
    problem: Problem,
    visits: tuple[tuple[Stop, int], ...],
    depots: tuple[tuple[int, int], ...],
    keys: tuple[tuple[str, int, int], ...],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Costs, times and distances between visits and depots, one layer per key; closed legs are FOREVER in all."""
    options = [stop.options[option] for stop, option in visits]
    places = places_of(visits, depots)
    service = np.array([option.service_s for option in options] + [0] * len(depots), np.int64)
    stay = np.array([0] * len(options) + [stay for _, stay in depots], np.int64)
    walk = np.array([option.walk_cost for option in options] + [0] * len(depots), np.int64)
    size = len(places)
    limited = any(vehicle.max_distance_m is not None for vehicle in problem.vehicles)
    cost, time = np.zeros((2, len(keys), size, size), np.int32)
    distance = np.zeros((len(keys), size, size) if limited else (1, 1, 1), np.int32)
    for layer, (profile, per_m, per_s) in enumerate(keys):
        travel = next(t for t in problem.travel if t.profile == profile)
        planned, pace = travel.planned_s(problem.confidence_pct), min((100, *(pace.percent for pace in travel.pace)))
        # Some rows at a time: the sums need 64 bits, whole matrices of which would be gigabytes at 10,000 stops.
        for first in range(0, size, ROWS):
            rows = slice(first, first + ROWS)
            metres = travel.distance_m[np.ix_(places[rows], places)].astype(np.int64)
            seconds = planned[np.ix_(places[rows], places)].astype(np.int64)
            closed = seconds == NO_WAY
            metres[metres == NO_WAY] = 0
            # By the fastest pace of the day no leg is thought too slow; the last look is exact (see Ground.ride).
            lasting = seconds * pace // 100 + service[rows, None] + stay[None, :]
            costing = metres * per_m + lasting * per_s + walk[None, :]
            cost[layer, rows] = np.where(closed, FOREVER, np.minimum(costing, FOREVER))
            time[layer, rows] = np.where(closed, FOREVER, np.minimum(lasting, FOREVER))
            if limited:
                distance[layer, rows] = metres
    return cost, time, distance


def _earlier(problem: Problem, stops: tuple[Stop, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each task the tasks that come before it, and where each task's begin."""
    task_of = {stop.id: task for task, stop in enumerate(stops)}
    before: list[list[int]] = [[] for _ in stops]
    for tie in problem.precedence:
        if tie.first in task_of and tie.then in task_of:
            before[task_of[tie.then]].append(task_of[tie.first])
    first = np.concatenate([[0], np.cumsum([len(some) for some in before])]).astype(np.int64)
    return np.array([task for some in before for task in some], np.int64), first


def _allowed(problem: Problem, visits: tuple[tuple[Stop, int], ...], cars: tuple[Car, ...]) -> NDArray[np.uint8]:
    """Who may come where, by the options and by locks to a vehicle."""
    allowed = np.ones((len(visits), len(cars)), np.uint8)
    locks = {lock.stop: lock for lock in problem.locks}
    for visit, (stop, option) in enumerate(visits):
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


def _sort_keys(
    demand: NDArray[np.int32], cost: NDArray[np.int32], bounds: NDArray[np.int32], *, timed: bool
) -> NDArray[np.int64]:
    """Orders of return, a key repeated as often as it should be drawn: large first (4), far first (2), near first,

    and with windows short first (2), early first (2), late first (2).
    """
    many = len(demand)
    largest = demand.max(0).astype(np.float64).clip(1)
    size = np.rint(-(demand / largest).sum(1) * 1_000_000).astype(np.int64)
    far = cost[:, many:, :many].min((0, 1)).astype(np.int64) if cost.size else np.zeros(many, np.int64)
    rows = [size] * 4 + [-far] * 2 + [far]
    if timed:
        early, late = bounds[:, 0].astype(np.int64), bounds[:, 1].astype(np.int64)
        rows += [late - early] * 2 + [early] * 2 + [-late] * 2
    return np.stack(rows)


def _goods_in_ties(problem: Problem) -> dict[str, int]:
    """A number from 1 on for each class of goods that must keep apart from another; all others are 0."""
    return {name: i for i, name in enumerate(dict.fromkeys(goods for pair in problem.apart for goods in pair), 1)}


def _rules(
    problem: Problem, visits: tuple[tuple[Stop, int], ...], names: dict[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    positions = {lock.stop: lock.position for lock in problem.locks if lock.position is not None}
    rules = np.zeros((len(visits), 6), np.int64)
    for visit, (stop, option) in enumerate(visits):
        service = stop.options[option].service_s
        onboard = FOREVER if stop.max_onboard_s is None else stop.max_onboard_s + service
        unloaded = FOREVER if stop.deliver_by_s is None else stop.deliver_by_s
        goods, position = names.get(stop.goods, 0), positions.get(stop.id, NONE)
        rules[visit] = stop.release_s, onboard, unloaded, goods, service, position
    apart = np.zeros(len(names) + 1, np.int64)
    for one, two in problem.apart:
        apart[names[one]] |= 1 << names[two]
        apart[names[two]] |= 1 << names[one]
    return rules, apart


def _windows(visits: tuple[tuple[Stop, int], ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows = [sorted((w.start_s, w.end_s) for w in stop.windows) if len(stop.windows) > 1 else [] for stop, _ in visits]
    first = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return np.array([w for row in rows for w in row], np.int64).reshape(-1, 2), first


def _flags(
    problem: Problem,
    types: NDArray[np.int64],
    rules: NDArray[np.int64],
    cost: NDArray[np.int32],
    bounds: NDArray[np.int32],
) -> NDArray[np.int64]:
    mixed = bool((rules[:, 1:3] < FOREVER).any() or rules[:, 3].any())
    mixed = mixed or (len(types) > 0 and bool((types[:, UNLOAD_BY] < FOREVER).any()))
    rests = any(vehicle.breaks for vehicle in problem.vehicles)
    waits = any(v.cost_per_s or (v.overtime_cost_per_s and v.regular_s is not None) for v in problem.vehicles)
    limits = any(v.max_duration_s is not None or v.max_distance_m is not None for v in problem.vehicles)
    reloaded = bool((types[:, HOME] >= 0).any() or rules[:, RELEASED].any())
    shifts = any(v.shift.end_s - v.shift.start_s < _longest(problem) for v in problem.vehicles)
    timed = mixed or rests or limits or shifts or reloaded or bool((bounds[:, 1] < FOREVER).any())
    paced = any(travel.pace for travel in problem.travel)
    ordered = bool(problem.precedence) or bool((rules[:, POSITION] >= 0).any())
    timed = timed or paced or bool((bounds[:, 0] > 0).any() or (cost >= FOREVER).any())
    ruled = mixed or rests or limits or paced or ordered or (waits and timed)
    return np.array([timed, ruled, reloaded, mixed, paced, ordered], np.int64)


def _longest(problem: Problem) -> int:
    """No route takes longer than every stop's slowest leg and service in a row."""
    total = 0
    for travel in problem.travel:
        seconds = travel.planned_s(problem.confidence_pct).astype(np.int64)
        worst = np.where(seconds == NO_WAY, 0, seconds).max(1, initial=0)
        total = max(total, int(worst.sum()) + int(worst.max(initial=0)))
    return total + sum(max(option.service_s for option in stop.options) for stop in problem.stops)
