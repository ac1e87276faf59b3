"""How long and how far one vehicle type drives, at the problem's confidence and the pace of the day."""

from __future__ import annotations

from itertools import pairwise
from math import lcm

from logistics.routing.problem import Problem
from logistics.routing.travel import NO_WAY, Pace
from logistics.routing.vehicle import VehicleType


class Ways:
    """The ways of one vehicle type, answered leg by leg in whole seconds and metres."""

    def __init__(self, problem: Problem, vehicle: VehicleType) -> None:
        travel = problem.travel_of(vehicle)
        # A memoryview hands out plain integers several times faster than an array does.
        self._planned_s = travel.planned_s(problem.confidence_pct).data
        self._distance_m = travel.distance_m.data
        self.pace = travel.pace
        self._grain = lcm(*(pace.percent for pace in travel.pace), 100)

    def open(self, origin: int, target: int) -> bool:
        """Whether there is a way."""
        return bool(self._planned_s[origin, target] != NO_WAY)

    def distance_m(self, origin: int, target: int) -> int:
        """Metres of the leg; 0 where they are unknown."""
        metres: int = self._distance_m[origin, target]
        return 0 if metres == NO_WAY else metres

    def duration_s(self, origin: int, target: int) -> int:
        """Seconds of the leg at a pace of 100 percent; 0 where there is no way, which `open` tells."""
        seconds: int = self._planned_s[origin, target]
        return 0 if seconds == NO_WAY else seconds

    def arrival_s(self, origin: int, target: int, depart_s: int) -> int:
        """When a vehicle that leaves at `depart_s` arrives; leaving later never means arriving earlier."""
        seconds = self.duration_s(origin, target)
        return depart_s + seconds if not self.pace else self._paced(seconds, depart_s)

    def departure_s(self, origin: int, target: int, arrive_s: int) -> int:
        """The latest departure that arrives by `arrive_s`."""
        seconds = self.duration_s(origin, target)
        if not self.pace or not seconds:
            return arrive_s - seconds
        work, clock = seconds * self._grain, arrive_s
        for pace in reversed(self.pace):
            if pace.from_s >= clock:
                continue
            per_second = self._grain * 100 // pace.percent
            possible = (clock - pace.from_s) * per_second
            if possible >= work:
                return clock + (-work // per_second)
            work, clock = work - possible, pace.from_s
        return clock + (-work // self._grain)

    def _paced(self, seconds: int, depart_s: int) -> int:
        """Arrival when the leg's work is done at each pace in its time.

        Work is counted in grains, so many to a second of the matrix that every pace does a whole number a second.
        """
        work, clock = seconds * self._grain, depart_s
        for pace, following in pairwise((Pace(depart_s, 100), *self.pace, Pace(NO_WAY, 100))):
            if following.from_s <= clock:
                continue
            per_second = self._grain * 100 // pace.percent
            possible = (following.from_s - clock) * per_second
            if possible >= work:
                return clock - (-work // per_second)
            work, clock = work - possible, following.from_s
        return clock - (-work // self._grain)
