"""The opening: OR-Tools' local cheapest insertion over matrices, with the rules it states well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from logistics.routing.itinerary import Itinerary, serve
from logistics.routing.plan import Kind
from logistics.routing.problem import Problem
from logistics.routing.stop import Load, Option, Stop
from logistics.routing.travel import NO_WAY
from logistics.routing.vehicle import VehicleType

SPARE = 1.3
"""How many more vehicles than their capacity asks for the opening may use, where the fleet is larger still."""

POLISHED = 300
"""Up to how many options OR-Tools also improves its first solution; beyond, that takes it longer than others."""

LARGEST = 1500
"""Up to how many options there is an opening at all: OR-Tools wants its matrices as lists of Python's integers."""

PATIENCE_S = 30
"""When the opening is given up; insertion then does all the work. Far beyond what 1,000 stops take."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Car:
    """One vehicle as the opening sees it: where and when it is free, and what it can still take."""

    vehicle: VehicleType
    number: int
    place: int
    free_s: int
    left_s: int
    aboard: Load

    @property
    def back_s(self) -> int:
        """When the vehicle must be back, room kept for the breaks of its shift."""
        rests_s = sum(rest.duration_s for rest in self.vehicle.breaks)
        return max(self.free_s, self.vehicle.shift.end_s - rests_s)


def opening(problem: Problem) -> list[Itinerary]:
    """Itineraries of one trip each, good by the rules OR-Tools knows; empty where it finds none in time."""
    cars = list(_cars(problem))
    last_s = max((car.back_s for car in cars), default=0)
    served = {step.stop for done in problem.under_way for step in done.steps if step.stop}
    visits = [
        (stop, number, option)
        for stop in problem.stops
        for number, option in enumerate(stop.options)
        if stop.id not in served and _opens_by(stop, last_s) and any(_may_come(option, car) for car in cars)
    ]
    if not cars or not 0 < len(visits) <= LARGEST:
        return []
    return _Model(problem, cars, visits).solved()


def _opens_by(stop: Stop, last_s: int) -> bool:
    return not stop.windows or any(window.start_s <= last_s for window in stop.windows)


def _may_come(option: Option, car: Car) -> bool:
    return option.vehicles is None or car.vehicle.id in option.vehicles


def _cars(problem: Problem) -> Iterator[Car]:
    """The vehicles the opening uses: all that are under way, and of the others no more than can be of use."""
    for vehicle in problem.vehicles:
        useful = _useful(problem, vehicle)
        for number in range(vehicle.count):
            done = problem.under_way_of.get((vehicle.id, number))
            if done and not done.stranded:
                last, aboard = done.steps[-1], done.carried
                for step in done.steps:
                    if step.kind is Kind.SERVE:
                        aboard += problem.stop_of[step.stop].load
                    elif step.kind in (Kind.RELOAD, Kind.GIVE):
                        aboard = done.carried
                yield Car(vehicle, number, last.place, last.depart_s, done.steps[0].depart_s, aboard)
            elif not done and useful > 0:
                useful -= 1
                yield Car(vehicle, number, vehicle.start, vehicle.shift.start_s, vehicle.shift.start_s, Load())


def _useful(problem: Problem, vehicle: VehicleType) -> int:
    """How many vehicles of a type a plan could sensibly use, from what the stops weigh; never more than stops."""
    if vehicle.count <= 50:
        return vehicle.count
    needed = 0.0
    for measure in ("mass_g", "volume_cm3", "pieces"):
        limit = getattr(vehicle.capacity, measure)
        if limit:
            needed = max(needed, sum(getattr(stop.load, measure) for stop in problem.stops) / limit)
    windows = any(stop.windows for stop in problem.stops) or vehicle.max_duration_s is not None
    least = len(problem.stops) // 4 if windows else 5
    return min(vehicle.count, len(problem.stops), max(least, round(needed * SPARE) + 5))


class _Model:
    """The routing model: a node per option of each stop, then a node per place where vehicles start or end."""

    def __init__(self, problem: Problem, cars: Sequence[Car], visits: Sequence[tuple[Stop, int, Option]]) -> None:
        self.problem, self.cars, self.visits = problem, cars, visits
        ends = sorted({car.place for car in cars} | {car.vehicle.end for car in cars})
        node_of = {place: len(visits) + i for i, place in enumerate(ends)}
        self.places = np.array([option.place for _, _, option in visits] + ends)
        starts, finishes = [node_of[car.place] for car in cars], [node_of[car.vehicle.end] for car in cars]
        self.manager = pywrapcp.RoutingIndexManager(len(self.places), len(cars), starts, finishes)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.horizon_s = 2 + max(max(car.vehicle.shift.end_s, car.free_s) for car in cars)
        self.last_s = max(car.back_s for car in cars)
        self.kinds = {vehicle.id: vehicle for vehicle in (car.vehicle for car in cars)}

    def solved(self) -> list[Itinerary]:
        self._costs()
        self._time()
        self._loads()
        self._distances()
        self._choices()
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.LOCAL_CHEAPEST_INSERTION
        # A number of solutions, not a time, ends it: the same problem gets the same opening on every machine.
        parameters.solution_limit = len(self.visits) if len(self.visits) <= POLISHED else 1
        parameters.time_limit.FromSeconds(PATIENCE_S)
        solution = self.routing.SolveWithParameters(parameters)
        return [] if solution is None else list(self._itineraries(solution))

    @cached_property
    def _walks(self) -> Integers:
        walks = np.zeros(len(self.places), np.int64)
        walks[: len(self.visits)] = [option.walk_cost for _, _, option in self.visits]
        return walks

    @cached_property
    def _service_s(self) -> Integers:
        service_s = np.zeros(len(self.places), np.int64)
        service_s[: len(self.visits)] = [option.service_s for _, _, option in self.visits]
        return service_s

    def _ways(self, vehicle: VehicleType) -> tuple[Integers, Integers]:
        """Seconds and metres between nodes; a leg without a way takes longer than any shift."""
        travel, grid = self.problem.travel_of(vehicle), np.ix_(self.places, self.places)
        seconds = travel.planned_s(self.problem.confidence_pct)[grid].astype(np.int64)
        metres = travel.distance_m[grid].astype(np.int64)
        closed = seconds == NO_WAY
        return np.where(closed, 2 * self.horizon_s, seconds), np.where(closed, 0, metres)

    def _costs(self) -> None:
        for name, vehicle in self.kinds.items():
            seconds, metres = self._ways(vehicle)
            cost = metres * vehicle.cost_per_m + seconds * vehicle.cost_per_s + self._walks[None, :]
            callback = self.routing.RegisterTransitMatrix(cost.tolist())
            for i, car in enumerate(self.cars):
                if car.vehicle.id == name:
                    self.routing.SetArcCostEvaluatorOfVehicle(callback, i)
                    under_way = (name, car.number) in self.problem.under_way_of
                    self.routing.SetFixedCostOfVehicle(0 if under_way else vehicle.fixed_cost, i)

    def _time(self) -> None:
        callbacks = {}
        for name, vehicle in self.kinds.items():
            seconds = self._ways(vehicle)[0] + self._service_s[:, None]
            callbacks[name] = self.routing.RegisterTransitMatrix(seconds.tolist())
        each = [callbacks[car.vehicle.id] for car in self.cars]
        ends = [car.back_s for car in self.cars]
        self.routing.AddDimensionWithVehicleTransitAndCapacity(each, self.horizon_s, ends, False, "time")
        time = self.routing.GetDimensionOrDie("time")
        for i, car in enumerate(self.cars):
            free_s = min(car.free_s, ends[i])
            time.CumulVar(self.routing.Start(i)).SetRange(free_s, ends[i])
            if car.vehicle.max_duration_s is not None:
                spent_s = car.free_s - car.left_s
                time.SetSpanUpperBoundForVehicle(max(0, car.vehicle.max_duration_s - spent_s), i)
        for node, (stop, _, _) in enumerate(self.visits):
            if stop.windows:
                self._open(time.CumulVar(self.manager.NodeToIndex(node)), stop)

    def _open(self, begin: Any, stop: Stop) -> None:
        """Let service begin inside the stop's windows only."""
        windows = sorted((w for w in stop.windows if w.start_s <= self.last_s), key=lambda w: w.start_s)
        begin.SetRange(windows[0].start_s, min(max(window.end_s for window in windows), self.last_s))
        shut_s = windows[0].end_s
        for window in windows[1:]:
            if window.start_s > shut_s + 1:
                begin.RemoveInterval(shut_s + 1, window.start_s - 1)
            shut_s = max(shut_s, window.end_s)

    def _loads(self) -> None:
        for measure in ("mass_g", "volume_cm3", "pieces"):
            limits = [getattr(car.vehicle.capacity, measure) for car in self.cars]
            if all(limit is None for limit in limits):
                continue
            loads = [getattr(stop.load, measure) for stop, _, _ in self.visits]
            total = sum(loads)
            loads += [0] * (len(self.places) - len(loads))
            room = [
                total if limit is None else max(0, limit - getattr(car.aboard, measure))
                for limit, car in zip(limits, self.cars, strict=True)
            ]
            callback = self.routing.RegisterUnaryTransitVector(loads)
            self.routing.AddDimensionWithVehicleCapacity(callback, 0, room, True, measure)

    def _distances(self) -> None:
        limits = [car.vehicle.max_distance_m for car in self.cars]
        if all(limit is None for limit in limits):
            return
        callbacks = {
            name: self.routing.RegisterTransitMatrix(self._ways(vehicle)[1].tolist())
            for name, vehicle in self.kinds.items()
        }
        each = [callbacks[car.vehicle.id] for car in self.cars]
        unlimited = 2**50
        room = [unlimited if limit is None else limit for limit in limits]
        self.routing.AddDimensionWithVehicleTransitAndCapacity(each, 0, room, True, "distance")

    def _choices(self) -> None:
        """At most one option of each stop, at the price of leaving it out; and who may come to each."""
        nodes_of: dict[str, list[int]] = {}
        for node, (stop, _, option) in enumerate(self.visits):
            nodes_of.setdefault(stop.id, []).append(self.manager.NodeToIndex(node))
            allowed = [i for i, car in enumerate(self.cars) if self._allowed(stop, option, car)]
            if len(allowed) < len(self.cars):
                self.routing.VehicleVar(self.manager.NodeToIndex(node)).SetValues([-1, *allowed])
        for name, nodes in nodes_of.items():
            self.routing.AddDisjunction(nodes, self.problem.skip_price(self.problem.stop_of[name]))

    def _allowed(self, stop: Stop, option: Option, car: Car) -> bool:
        locks = [lock for lock in self.problem.locks if lock.stop == stop.id]
        held = all(lock.vehicle == car.vehicle.id and lock.number in (None, car.number) for lock in locks)
        return held and _may_come(option, car)

    def _itineraries(self, solution: Any) -> Iterator[Itinerary]:
        for i, car in enumerate(self.cars):
            calls, index = [], solution.Value(self.routing.NextVar(self.routing.Start(i)))
            while not self.routing.IsEnd(index):
                stop, number, _ = self.visits[self.manager.IndexToNode(index)]
                calls.append(serve(self.problem, stop.id, number))
                index = solution.Value(self.routing.NextVar(index))
            if calls:
                yield Itinerary(car.vehicle.id, car.number, tuple(calls))
