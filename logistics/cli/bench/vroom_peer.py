"""VROOM on our problems, as far as it can state them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from logistics.cli.bench.pyvrp_peer import can_state
from logistics.cli.bench.routing_watch import Watch
from logistics.routing import Problem, VehicleType
from logistics.routing.itinerary import Call, Itinerary, serve

UNITS = (1, 10, 100, 1000)
"""How many of our units of cost one of VROOM's is: it refuses costs that might overflow its sums."""


def vroom(problem: Problem, watch: Watch, seed: int) -> Sequence[Itinerary] | None:
    """VROOM at the highest exploration level, stopped by its own time limit; it knows no seed."""
    import vroom as peer

    plain = not problem.transfers and all(not v.reload_places and v.max_distance_m is None for v in problem.vehicles)
    if not plain or not can_state(problem) or any(len(stop.options) > 1 for stop in problem.stops):
        return None
    if any(stop.release_s or stop.skip_cost is not None for stop in problem.stops):
        return None
    for unit in UNITS:
        try:
            table = _within(_model(peer, problem, unit), watch.seconds).routes
        except peer._vroom.VroomInputException:
            continue
        return _itineraries(problem, table)
    return None


def _model(peer: Any, problem: Problem, unit: int) -> Any:
    model = peer.Input()
    for vehicle in problem.vehicles:
        travel = problem.travel_of(vehicle)
        model.set_durations_matrix(vehicle.id, travel.duration_s.astype(np.uint32))
        model.set_costs_matrix(vehicle.id, (travel.distance_m * vehicle.cost_per_m // unit).astype(np.uint32))
    model.add_vehicle([_vehicle(peer, i, vehicle, problem, unit) for i, (vehicle, _) in enumerate(_seats(problem))])
    skills = _skills(problem)
    model.add_job([_job(peer, i, stop, skills) for i, stop in enumerate(problem.stops)])
    return model


def _seats(problem: Problem) -> list[tuple[VehicleType, int]]:
    return [(vehicle, number) for vehicle in problem.vehicles for number in range(vehicle.count)]


def _itineraries(problem: Problem, table: Any) -> list[Itinerary]:
    seats = _seats(problem)
    calls: dict[int, list[Call]] = {}
    for row in table[table.type == "job"].itertuples():
        calls.setdefault(int(row.vehicle_id), []).append(serve(problem, problem.stops[int(row.id)].id))
    return [Itinerary(seats[i][0].id, seats[i][1], tuple(some)) for i, some in calls.items()]


def _within(model: Any, cpu_s: float) -> Any:
    """VROOM's answer after about so many CPU seconds: its limit is on the wall clock, which runs ahead here."""
    limit = cpu_s
    while True:
        begun, wall = time.process_time(), time.monotonic()
        answer = model.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=limit))
        spent, waited = time.process_time() - begun, time.monotonic() - wall
        if spent > 0.9 * cpu_s or waited < limit or limit > 4 * cpu_s:
            return answer
        limit *= cpu_s / spent


def _vehicle(peer: Any, number: int, vehicle: VehicleType, problem: Problem, unit: int) -> Any:
    capacity = vehicle.capacity
    limits = (capacity.mass_g, capacity.volume_cm3, capacity.pieces)
    skills = {i for i, name in enumerate(_skills(problem)) if vehicle.id in name}
    return peer.Vehicle(
        number,
        vehicle.start,
        vehicle.end,
        vehicle.id,
        [2**31 if limit is None else limit for limit in limits],
        skills,
        peer.TimeWindow(vehicle.shift.start_s, vehicle.shift.end_s),
        costs=peer.VehicleCosts(fixed=vehicle.fixed_cost // unit),
        max_travel_time=None,
    )


def _skills(problem: Problem) -> list[tuple[str, ...]]:
    """Each set of vehicles that some stop is confined to is a skill."""
    return sorted({names for stop in problem.stops if (names := stop.options[0].vehicles) is not None})


def _job(peer: Any, number: int, stop: Any, skills: list[tuple[str, ...]]) -> Any:
    option = stop.options[0]
    return peer.Job(
        number,
        option.place,
        default_service=option.service_s,
        pickup=[stop.load.mass_g, stop.load.volume_cm3, stop.load.pieces],
        skills=set() if option.vehicles is None else {skills.index(option.vehicles)},
        time_windows=[peer.TimeWindow(window.start_s, window.end_s) for window in stop.windows],
    )
