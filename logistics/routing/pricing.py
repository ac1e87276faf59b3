"""What a route costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from logistics.routing.itinerary import Itinerary
from logistics.routing.plan import Kind, Route, Step
from logistics.routing.problem import Problem
from logistics.routing.vehicle import VehicleType
from logistics.routing.ways import Ways


def priced(problem: Problem, itinerary: Itinerary, steps: Sequence[Step], ways: Ways) -> Route:
    """The itinerary's route with these steps: its distance, duration and cost."""
    vehicle = problem.vehicle_of[itinerary.vehicle]
    distance_m = sum(ways.distance_m(one.place, two.place) for one, two in pairwise(steps))
    duration_s = steps[-1].arrive_s - steps[0].depart_s
    cost = route_cost(vehicle, distance_m, duration_s) + _walks(problem, steps)
    busy = any(step.kind in (Kind.SERVE, Kind.GIVE, Kind.TAKE) for step in steps)
    cost += vehicle.fixed_cost if busy else 0
    return Route(itinerary.vehicle, itinerary.number, tuple(steps), distance_m, duration_s, cost)


def route_cost(vehicle: VehicleType, distance_m: int, duration_s: int) -> int:
    """What driving this far and this long costs, without the fixed cost."""
    overtime_s = 0 if vehicle.regular_s is None else max(0, duration_s - vehicle.regular_s)
    return distance_m * vehicle.cost_per_m + duration_s * vehicle.cost_per_s + overtime_s * vehicle.overtime_cost_per_s


def _walks(problem: Problem, steps: Iterable[Step]) -> int:
    return sum(problem.stop_of[step.stop].options[step.option].walk_cost for step in steps if step.kind is Kind.SERVE)
