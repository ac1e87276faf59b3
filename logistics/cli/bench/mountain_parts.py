"""What a peer can state of a mountain day: the same day without the rules it does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from logistics.routing import Option, Problem, Stop, VehicleType


def for_ortools(problem: Problem) -> Problem:
    """Without what OR-Tools' routing model cannot state, or only by constraints that its search does not see:

    reload trips, releases, freshness, goods apart, groups, orders, positions, hand-overs, breaks, the pace of the day.
    """
    vehicles = (replace(one, reload_places=(), max_trips=None, breaks=()) for one in _at_home(problem))
    return _stated(problem, tuple(vehicles), lambda stop: replace(stop, release_s=0))


def for_pyvrp(problem: Problem) -> Problem:
    """Without what PyVRP cannot state; it knows reload trips and releases, but one window a stop, and walks only

    where no distance is limited.
    """
    vehicles = (replace(one, breaks=(), max_distance_m=None, reload_s=0) for one in _at_home(problem))
    return _stated(problem, tuple(vehicles), lambda stop: replace(stop, windows=stop.windows[:1]))


def _at_home(problem: Problem) -> list[VehicleType]:
    """The vehicles that come home to an office."""
    return [vehicle for vehicle in problem.vehicles if vehicle.end_is_office]


def _stated(problem: Problem, vehicles: tuple[VehicleType, ...], simpler: Callable[[Stop], Stop]) -> Problem:
    known = {vehicle.id for vehicle in vehicles}
    stops = [stop for stop in problem.stops if any(_reached(option, known) for option in stop.options)]
    return Problem(
        stops=tuple(simpler(_plain(stop, known)) for stop in stops),
        vehicles=vehicles,
        travel=tuple(replace(travel, pace=()) for travel in problem.travel),
        confidence_pct=problem.confidence_pct,
    )


def _reached(option: Option, known: set[str]) -> bool:
    return option.vehicles is None or any(vehicle in known for vehicle in option.vehicles)


def _plain(stop: Stop, known: set[str]) -> Stop:
    """The stop where nothing has to be fresh or apart, with the options that known vehicles reach."""
    options = (
        replace(option, vehicles=option.vehicles and tuple(name for name in option.vehicles if name in known))
        for option in stop.options
        if _reached(option, known)
    )
    return replace(stop, options=tuple(options), max_onboard_s=None, deliver_by_s=None, goods="")
