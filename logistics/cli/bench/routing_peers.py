"""Other planners on our problems, each at its own documented setting, within CPU seconds of one process.

A peer gets a Problem and answers with itineraries, or None where it cannot state the problem. Each is imported
when it is called, so that the benchmark runs with whatever is installed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from logistics.routing import opening
from logistics.routing.itinerary import Call, Itinerary, serve
from logistics.routing.plan import Kind
from logistics.routing.problem import Problem, VehicleType
from logistics.routing.search.engine import search
from logistics.routing.travel import NO_WAY

MOST = 2**40
"""What PyVRP takes for no limit, small enough for its sums."""

CLOSED = 10**7
"""PyVRP's metres and seconds of an arc that must not be used: far beyond any shift. With much more (2**32) its local

search never ends where a kind of vehicle may go to few places only.
"""

Peer = Callable[[Problem, float, int], Sequence[Itinerary] | None]


def ours(problem: Problem, cpu_s: float, seed: int) -> Sequence[Itinerary]:
    """Our compiled search on one core."""
    begun = time.process_time()
    return search(problem, lambda _: (time.process_time() - begun) / cpu_s, seed).itineraries


def pyvrp(problem: Problem, cpu_s: float, seed: int) -> Sequence[Itinerary] | None:
    """PyVRP's default solver; places to choose from as client groups, who may come where by matrices."""
    import pyvrp as peer

    if not _pyvrp_can_state(problem):
        return None
    begun = time.process_time()
    clients = [(stop, option) for stop in problem.stops for option in range(len(stop.options))]
    data = _pyvrp_data(peer, problem, clients)
    # Where one leg costs more than its penalties may grow, it finds nothing feasible and asks for a larger limit.
    dearest = max(v.cost_per_m * int(data.distance_matrix(i).max()) for i, v in enumerate(problem.vehicles))
    default = peer.PenaltyParams()
    penalty = peer.PenaltyParams(max_penalty=max(default.max_penalty, min(dearest, MOST)))
    stop = lambda _: time.process_time() - begun > cpu_s  # noqa: E731 - PyVRP wants a callable.
    result = peer.solve(data, stop, seed, collect_stats=False, params=peer.SolveParams(penalty=penalty))
    if not result.best.is_feasible():
        return []
    used: dict[str, int] = {}
    itineraries = []
    for route in result.best.routes():
        vehicle = problem.vehicles[route.vehicle_type()]
        number = used[vehicle.id] = used.get(vehicle.id, -1) + 1
        calls = []
        for step in list(route.schedule())[1:-1]:
            if step.is_client():
                stop, option = clients[step.idx]
                calls.append(serve(problem, stop.id, option))
            else:
                calls.append(Call(Kind.RELOAD, vehicle.reload_places[0]))
        itineraries.append(Itinerary(vehicle.id, number, tuple(calls)))
    return itineraries


def _pyvrp_can_state(problem: Problem) -> bool:
    rules = problem.transfers or problem.apart or problem.together or problem.precedence or problem.locks
    fresh = any(s.max_onboard_s is not None or s.deliver_by_s is not None for s in problem.stops)
    several = any(len(stop.windows) > 1 for stop in problem.stops)
    breaks = any(vehicle.breaks for vehicle in problem.vehicles)
    return not (rules or fresh or several or breaks or problem.under_way or any(t.pace for t in problem.travel))


def _pyvrp_data(peer: Any, problem: Problem, clients: Sequence[tuple[Any, int]]) -> Any:
    places = [stop.options[option].place for stop, option in clients]
    ends = sorted({p for v in problem.vehicles for p in (v.start, v.end, *v.reload_places)})
    rows = np.array(ends + places)
    walks = np.array([0] * len(ends) + [stop.options[option].walk_cost for stop, option in clients])
    members: dict[str, list[int]] = {}
    for client, (stop, _) in enumerate(clients):
        members.setdefault(stop.id, []).append(client)
    groups = [(name, some) for name, some in members.items() if len(some) > 1]
    group_of = {name: group for group, (name, _) in enumerate(groups)}
    distances, durations = _pyvrp_matrices(problem, clients, ends, rows, walks)
    return peer.ProblemData(
        [peer.Location(0, 0) for _ in rows],
        [
            _pyvrp_client(peer, stop, option, len(ends) + client, group_of.get(stop.id))
            for client, (stop, option) in enumerate(clients)
        ],
        [peer.Depot(i) for i in range(len(ends))],
        [_pyvrp_vehicle(peer, vehicle, ends, i, walks=bool(walks.any())) for i, vehicle in enumerate(problem.vehicles)],
        distances,
        durations,
        [peer.ClientGroup(some, required=problem.stop_of[name].skip_cost is None) for name, some in groups],
    )


def _pyvrp_client(peer: Any, stop: Any, option: int, location: int, group: int | None) -> Any:
    window = stop.windows[0] if stop.windows else None
    load = [stop.load.mass_g, stop.load.volume_cm3, stop.load.pieces]
    return peer.Client(
        location,
        delivery=load,
        service_duration=stop.options[option].service_s,
        tw_early=window.start_s if window else 0,
        tw_late=window.end_s if window else MOST,
        release_time=stop.release_s,
        prize=stop.skip_cost or 0,
        required=stop.skip_cost is None and group is None,
        group=group,
    )


def _pyvrp_vehicle(peer: Any, vehicle: VehicleType, ends: list[int], profile: int, *, walks: bool) -> Any:
    capacity = vehicle.capacity
    limits = [MOST if limit is None else limit for limit in (capacity.mass_g, capacity.volume_cm3, capacity.pieces)]
    rate = vehicle.overtime_cost_per_s
    regular = vehicle.regular_s if vehicle.regular_s is not None and rate else vehicle.max_duration_s
    longest = vehicle.max_duration_s if vehicle.max_duration_s is not None else MOST
    return peer.VehicleType(
        vehicle.count,
        limits,
        ends.index(vehicle.start),
        ends.index(vehicle.end),
        vehicle.fixed_cost,
        vehicle.shift.start_s,
        vehicle.shift.end_s,
        MOST if regular is None else regular,
        MOST if vehicle.max_distance_m is None else vehicle.max_distance_m,
        1 if walks and vehicle.max_distance_m is None else vehicle.cost_per_m,
        vehicle.cost_per_s,
        profile,
        reload_depots=[ends.index(place) for place in vehicle.reload_places],
        max_reloads=MOST if vehicle.max_trips is None else vehicle.max_trips - 1,
        max_overtime=0 if regular is None else longest - regular,
        unit_overtime_cost=rate,
    )


def _pyvrp_matrices(
    problem: Problem, clients: Sequence[tuple[Any, int]], ends: list[int], rows: Any, walks: Any
) -> tuple[list[Any], list[Any]]:
    """One profile per vehicle type: its costs per metre and the walks in the distances, who may not come closed."""
    distances, durations = [], []
    for vehicle in problem.vehicles:
        travel = problem.travel_of(vehicle)
        metres = travel.distance_m[np.ix_(rows, rows)].astype(np.int64)
        seconds = travel.planned_s(problem.confidence_pct)[np.ix_(rows, rows)].astype(np.int64)
        closed = seconds == NO_WAY
        if walks.any() and vehicle.max_distance_m is None:
            metres = metres * vehicle.cost_per_m + walks[None, :]
        for client, (stop, option) in enumerate(clients):
            names = stop.options[option].vehicles
            if names is not None and vehicle.id not in names:
                closed[:, len(ends) + client] = closed[len(ends) + client, :] = True
        metres[closed] = seconds[closed] = CLOSED
        np.fill_diagonal(metres, 0)
        np.fill_diagonal(seconds, 0)
        distances.append(metres)
        durations.append(seconds)
    return distances, durations


def vroom(problem: Problem, cpu_s: float, seed: int) -> Sequence[Itinerary] | None:
    """VROOM at the highest exploration level, stopped by its own time limit; it knows no seed."""
    import vroom as peer

    plain = not problem.transfers and all(not v.reload_places and v.max_distance_m is None for v in problem.vehicles)
    if not plain or not _pyvrp_can_state(problem) or any(len(stop.options) > 1 for stop in problem.stops):
        return None
    if any(stop.release_s or stop.skip_cost is not None for stop in problem.stops):
        return None
    model = peer.Input()
    for vehicle in problem.vehicles:
        travel = problem.travel_of(vehicle)
        model.set_durations_matrix(vehicle.id, travel.duration_s.astype(np.uint32))
        model.set_costs_matrix(vehicle.id, (travel.distance_m * vehicle.cost_per_m).astype(np.uint32))
    seats = [(vehicle, number) for vehicle in problem.vehicles for number in range(vehicle.count)]
    model.add_vehicle([_vroom_vehicle(peer, i, vehicle, problem) for i, (vehicle, _) in enumerate(seats)])
    skills = _vroom_skills(problem)
    model.add_job([_vroom_job(peer, i, stop, skills) for i, stop in enumerate(problem.stops)])
    table = _vroom_within(model, cpu_s).routes
    calls: dict[int, list[Call]] = {}
    for row in table[table.type == "job"].itertuples():
        calls.setdefault(int(row.vehicle_id), []).append(serve(problem, problem.stops[int(row.id)].id))
    return [Itinerary(seats[i][0].id, seats[i][1], tuple(some)) for i, some in calls.items()]


def _vroom_within(model: Any, cpu_s: float) -> Any:
    """VROOM's answer after about so many CPU seconds: its limit is on the wall clock, which runs ahead here."""
    limit = cpu_s
    while True:
        begun, wall = time.process_time(), time.monotonic()
        answer = model.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=limit))
        spent, waited = time.process_time() - begun, time.monotonic() - wall
        if spent > 0.9 * cpu_s or waited < limit or limit > 4 * cpu_s:
            return answer
        limit *= cpu_s / spent


def _vroom_vehicle(peer: Any, number: int, vehicle: VehicleType, problem: Problem) -> Any:
    capacity = vehicle.capacity
    limits = (capacity.mass_g, capacity.volume_cm3, capacity.pieces)
    skills = {i for i, name in enumerate(_vroom_skills(problem)) if vehicle.id in name}
    return peer.Vehicle(
        number,
        vehicle.start,
        vehicle.end,
        vehicle.id,
        [2**31 if limit is None else limit for limit in limits],
        skills,
        peer.TimeWindow(vehicle.shift.start_s, vehicle.shift.end_s),
        costs=peer.VehicleCosts(fixed=vehicle.fixed_cost),
        max_travel_time=None,
    )


def _vroom_skills(problem: Problem) -> list[tuple[str, ...]]:
    """Each set of vehicles that some stop is confined to is a skill."""
    return sorted({names for stop in problem.stops if (names := stop.options[0].vehicles) is not None})


def _vroom_job(peer: Any, number: int, stop: Any, skills: list[tuple[str, ...]]) -> Any:
    option = stop.options[0]
    return peer.Job(
        number,
        option.place,
        default_service=option.service_s,
        pickup=[stop.load.mass_g, stop.load.volume_cm3, stop.load.pieces],
        skills=set() if option.vehicles is None else {skills.index(option.vehicles)},
        time_windows=[peer.TimeWindow(window.start_s, window.end_s) for window in stop.windows],
    )


def ortools(problem: Problem, cpu_s: float, seed: int) -> Sequence[Itinerary] | None:
    """OR-Tools' routing search: cheapest insertion, then guided local search, over matrices; it has no seed."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    if problem.transfers or any(vehicle.reload_places for vehicle in problem.vehicles):
        return None
    begun = time.process_time()
    cars = list(opening._cars(problem))
    visits = [(stop, i, option) for stop in problem.stops for i, option in enumerate(stop.options)]
    # The statement of the problem is the one our own opening uses; the search is all OR-Tools'.
    model = opening._Model(problem, cars, visits)
    for state in (model._costs, model._time, model._loads, model._distances, model._choices):
        state()
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromSeconds(3600)
    spent = model.routing.solver().CustomLimit(lambda: time.process_time() - begun > cpu_s)
    model.routing.AddSearchMonitor(spent)
    solution = model.routing.SolveWithParameters(parameters)
    return [] if solution is None else list(model._itineraries(solution))


PEERS: dict[str, Peer] = {"ours": ours, "pyvrp": pyvrp, "vroom": vroom, "ortools": ortools}

SEEDLESS = frozenset({"vroom", "ortools"})
"""Peers without a seed: once is enough."""
