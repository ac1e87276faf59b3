"""Kinds of vehicles, as the search tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from logistics.routing.problem import Problem
from logistics.routing.vehicle import UnderWay, VehicleType

RELOADS = 8
"""Reload trips that one vehicle may make where its type names no limit."""


@dataclass(frozen=True, slots=True)
class Car:
    """Vehicles that are alike to the search: one type's unused vehicles, or one vehicle under way."""

    type: VehicleType
    numbers: tuple[int, ...]
    done: UnderWay | None = None

    @property
    def start(self) -> tuple[int, int]:
        """The depot where it stands now."""
        return (self.done.steps[-1].place if self.done else self.type.start, 0)

    @property
    def end(self) -> tuple[int, int]:
        """The depot where its route ends."""
        return (self.type.end, 0)

    @property
    def home(self) -> tuple[int, int] | None:
        """The depot where it reloads; None where it does not."""
        return (self.type.reload_places[0], self.type.reload_s) if self.type.reload_places else None

    @property
    def depots(self) -> tuple[tuple[int, int], ...]:
        """All of these, as (place, time spent there)."""
        return (self.start, self.end, *([self.home] if self.home else []))

    @property
    def most_trips(self) -> int:
        """How many trips a route may have."""
        return (self.type.max_trips or RELOADS) if self.type.reload_places else 1


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
        here = tuple(islice((number for number in range(vehicle.count) if number not in special), stops))
        if here:
            cars.append(Car(vehicle, here))
    return tuple(cars)
