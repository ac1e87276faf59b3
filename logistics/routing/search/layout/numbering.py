"""What the numbers of the search's arrays mean: tasks, visits, kinds of vehicles, matrix rows, matrices, goods."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from logistics.routing.plan import Kind
from logistics.routing.problem import Problem
from logistics.routing.search.layout.cars import Car, cars_of
from logistics.routing.search.state import FOREVER
from logistics.routing.stop import Stop

MEASURES = ("mass_g", "volume_cm3", "pieces")


@dataclass(frozen=True)
class Numbering:
    """The order in which the arrays name everything.

    stops   the stop of each task;  visits: (stop, option) of each visit
    cars    what each kind of vehicle is
    """

    problem: Problem
    stops: tuple[Stop, ...]
    visits: tuple[tuple[Stop, int], ...]
    cars: tuple[Car, ...]

    @cached_property
    def vehicles(self) -> tuple[tuple[int, int], ...]:
        """(kind, number) of each vehicle."""
        return tuple((kind, number) for kind, car in enumerate(self.cars) for number in car.numbers)

    @cached_property
    def trips(self) -> int:
        """Rows of trips: one per vehicle, then those of reload trips."""
        spare = sum(car.most_trips - 1 for car in self.cars for _ in car.numbers)
        return len(self.vehicles) + min(spare, len(self.stops))

    @cached_property
    def depots(self) -> tuple[tuple[int, int], ...]:
        """(place, time spent there) of each matrix row after the visits."""
        return tuple(dict.fromkeys(depot for car in self.cars for depot in car.depots))

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """The place of every matrix row."""
        visited = [stop.options[option].place for stop, option in self.visits]
        return np.array(visited + [place for place, _ in self.depots], np.int64)

    @cached_property
    def keys(self) -> tuple[tuple[str, int, int], ...]:
        """(profile, cost per metre, cost per second) of each matrix."""
        return tuple(dict.fromkeys(self._key(car) for car in self.cars))

    def matrix_of(self, car: Car) -> int:
        """Which matrices the vehicle moves by."""
        return self.keys.index(self._key(car))

    def _key(self, car: Car) -> tuple[str, int, int]:
        return self.problem.travel_of(car.type).profile, car.type.cost_per_m, car.type.cost_per_s

    def row_of(self, depot: tuple[int, int]) -> int:
        """The matrix row of a depot."""
        return len(self.visits) + self.depots.index(depot)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The measures that some vehicle limits and some stop uses; always at least one."""
        used = tuple(
            measure
            for measure in MEASURES
            if any(getattr(vehicle.capacity, measure) is not None for vehicle in self.problem.vehicles)
            and any(getattr(stop.load, measure) for stop in self.problem.stops)
        )
        return used or ("pieces",)

    @cached_property
    def goods(self) -> dict[str, int]:
        """A number from 1 on for each class of goods that must keep apart from another; all others are 0."""
        return {name: i for i, name in enumerate(dict.fromkeys(one for pair in self.problem.apart for one in pair), 1)}

    @cached_property
    def ready(self) -> NDArray[np.int32]:
        """When service may begin at the earliest, by visit."""
        return np.array([min((w.start_s for w in stop.windows), default=0) for stop, _ in self.visits], np.int32)

    @cached_property
    def due(self) -> NDArray[np.int32]:
        """When service may begin at the latest, by visit."""
        return np.array([max((w.end_s for w in stop.windows), default=FOREVER) for stop, _ in self.visits], np.int32)


def numbered(problem: Problem) -> Numbering:
    """The numbering of a problem; stops served already and stranded vehicles are left aside."""
    served = {step.stop for route in problem.under_way for step in route.steps if step.kind is Kind.SERVE}
    stops = tuple(stop for stop in problem.stops if stop.id not in served)
    visits = tuple((stop, option) for stop in stops for option in range(len(stop.options)))
    return Numbering(problem, stops, visits, cars_of(problem, len(stops)))


def first_of(rows: Sequence[Sized]) -> NDArray[np.int64]:
    """Where each row begins when they are written one after the other, and where the last one ends."""
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
