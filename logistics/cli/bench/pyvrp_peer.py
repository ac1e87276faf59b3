"""PyVRP on our problems: places to choose from as client groups, who may come where by matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from logistics.cli.bench.routing_watch import Watch
from logistics.routing import Problem, VehicleType
from logistics.routing.itinerary import Call, Itinerary, serve
from logistics.routing.plan import Kind
from logistics.routing.travel import NO_WAY

MOST = 2**40
"""What PyVRP takes for no limit, small enough for its sums."""

CLOSED = 10**7
"""PyVRP's metres and seconds of an arc that must not be used: far beyond any shift. With much more (2**32) its local

search never ends where a kind of vehicle may go to few places only.
"""


def pyvrp(problem: Problem, watch: Watch, seed: int) -> Sequence[Itinerary] | None:
    """PyVRP's default solver; places to choose from as client groups, who may come where by matrices."""
    import pyvrp as peer

    if not can_state(problem):
        return None
    clients = [(stop, option) for stop in problem.stops for option in range(len(stop.options))]
    data = _data(peer, problem, clients)
    # Where one leg costs more than its penalties may grow, it finds nothing feasible and asks for a larger limit.
    dearest = max(v.cost_per_m * int(data.distance_matrix(i).max()) for i, v in enumerate(problem.vehicles))
    default = peer.PenaltyParams()
    penalty = peer.PenaltyParams(max_penalty=max(default.max_penalty, min(dearest, MOST)))
    result = peer.solve(data, watch.spent, seed, collect_stats=False, params=peer.SolveParams(penalty=penalty))
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


def can_state(problem: Problem) -> bool:
    """Whether PyVRP knows every rule of the problem."""
    rules = problem.transfers or problem.apart or problem.together or problem.precedence or problem.locks
    fresh = any(s.max_onboard_s is not None or s.deliver_by_s is not None for s in problem.stops)
    several = any(len(stop.windows) > 1 for stop in problem.stops)
    breaks = any(vehicle.breaks for vehicle in problem.vehicles)
    return not (rules or fresh or several or breaks or problem.under_way or any(t.pace for t in problem.travel))


def _data(peer: Any, problem: Problem, clients: Sequence[tuple[Any, int]]) -> Any:
    places = [stop.options[option].place for stop, option in clients]
    ends = sorted({p for v in problem.vehicles for p in (v.start, v.end, *v.reload_places)})
    rows = np.array(ends + places)
    walks = np.array([0] * len(ends) + [stop.options[option].walk_cost for stop, option in clients])
    members: dict[str, list[int]] = {}
    for client, (stop, _) in enumerate(clients):
        members.setdefault(stop.id, []).append(client)
    groups = [(name, some) for name, some in members.items() if len(some) > 1]
    group_of = {name: group for group, (name, _) in enumerate(groups)}
    distances, durations = _matrices(problem, clients, ends, rows, walks)
    return peer.ProblemData(
        [peer.Location(0, 0) for _ in rows],
        [
            _client(peer, stop, option, len(ends) + client, group_of.get(stop.id))
            for client, (stop, option) in enumerate(clients)
        ],
        [peer.Depot(i) for i in range(len(ends))],
        [_vehicle(peer, vehicle, ends, i, walks=bool(walks.any())) for i, vehicle in enumerate(problem.vehicles)],
        distances,
        durations,
        [peer.ClientGroup(some, required=problem.stop_of[name].skip_cost is None) for name, some in groups],
    )


def _client(peer: Any, stop: Any, option: int, location: int, group: int | None) -> Any:
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


def _vehicle(peer: Any, vehicle: VehicleType, ends: list[int], profile: int, *, walks: bool) -> Any:
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


def _matrices(
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
