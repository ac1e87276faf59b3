"""What must hold of the search's arrays after every step, recomputed here from nothing but the chains."""

from __future__ import annotations

import itertools

import numpy as np

from logistics.routing import Capacity, Load, Option, Problem, Stop, Travel, VehicleType, Window
from logistics.routing.search import state as rows
from logistics.routing.search.layout import Layout
from logistics.routing.search.state import State


def a_town(
    stops: int,
    seed: int,
    *,
    windows: bool = True,
    reloads: bool = False,
    released: bool = False,
    optional: bool = False,
    limits: bool = True,
) -> Problem:
    """Stops scattered over a square, one depot at the origin, two types of vehicles with ways of their own."""
    dice = np.random.default_rng(seed)
    x, y = dice.integers(0, 100, stops + 1), dice.integers(0, 100, stops + 1)
    apart = np.rint(np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y))).astype(int)
    uphill = apart + np.maximum(0, np.subtract.outer(y, y)) // 10
    opens = dice.integers(0, 400, stops + 1)
    made = tuple(
        Stop(
            str(i),
            (Option(i, service_s=5, vehicles=("bike",) if i % 7 == 0 else None),),
            Load(1000 * int(dice.integers(1, 9)), pieces=1),
            windows=(Window(int(opens[i]), int(opens[i]) + 150),) if windows and i % 2 else (),
            release_s=int(opens[i]) // 2 if (reloads or released) and i % 3 == 0 else 0,
            skip_cost=60 if optional and i % 4 == 0 else None,
        )
        for i in range(1, stops + 1)
    )
    home = (0,) if reloads else ()
    van = VehicleType(
        "van", 4, Capacity(mass_g=30_000, pieces=12), "road", shift=Window(0, 900), fixed_cost=50, cost_per_m=1,
        cost_per_s=1 if limits else 0, reload_places=home, reload_s=10,
    )  # fmt: skip
    bike = VehicleType(
        "bike", 4, Capacity(mass_g=12_000), "trail", shift=Window(0, 900), fixed_cost=5, cost_per_m=2,
        max_duration_s=500 if limits else None, reload_places=home,
    )  # fmt: skip
    return Problem(made, (van, bike), (Travel("road", apart, apart), Travel("trail", uphill, apart)))


def faults(layout: Layout, s: State) -> list[str]:
    """What is wrong with the state and its kept copy; empty where all is well."""
    found = _faults(layout, s, s.nodes, s.trips, s.fleet)
    return found + [f"kept: {fault}" for fault in _faults(layout, s, s.kept_nodes, s.kept_trips, s.kept_fleet)]


def _faults(layout: Layout, s: State, nodes: np.ndarray, trips: np.ndarray, fleet: np.ndarray) -> list[str]:
    g, n = layout.ground, len(layout.visits)
    found, served, cost, active = [], [], 0, 0
    for vehicle, (kind, _) in enumerate(layout.vehicles):
        chain = _chain(nodes, n + vehicle)
        visits = [node for node in chain if node < n]
        served += visits
        for before, after in itertools.pairwise(chain):
            row, following = nodes[before], nodes[after]
            arc = int(g.cost[g.types[kind, rows.MATRIX], row[rows.PLACE], following[rows.PLACE]])
            if following[rows.PREV] != before or row[rows.NEXT_PLACE] != following[rows.PLACE]:
                found.append(f"{before} and {after} disagree")
            if visits and not row[rows.ARC_OUT] == following[rows.ARC_IN] == arc:
                found.append(f"arc {before}-{after} is {row[rows.ARC_OUT]}, not {arc}")
            if visits and g.flags[rows.TIMED] and following[rows.EARLIEST] > following[rows.LATEST]:
                found.append(f"{after} is late")
            cost += arc if visits else 0
        if visits:
            active += int(fleet[vehicle, rows.TRIPS])
            cost += int(g.types[kind, rows.FIXED] + fleet[vehicle, rows.EXTRA])
            found += _wrong_loads(layout, trips, chain, vehicle)
            found += _wrong_times(layout, nodes, chain, kind)
        if fleet[vehicle, rows.VISITS] != len(visits):
            found.append(f"vehicle {vehicle} counts {fleet[vehicle, rows.VISITS]} visits, has {len(visits)}")
    tasks = [int(g.task[visit]) for visit in served]
    absent = set(range(len(layout.stops))) - set(tasks)
    cost += sum(int(g.skip_cost[task]) for task in absent)
    if len(tasks) != len(set(tasks)):
        found.append("a stop is served twice")
    if absent != {int(task) for task in s.absent[: s.tally[rows.ABSENT]]}:
        found.append("the list of absent stops is wrong")
    if cost != s.tally[rows.COST]:
        found.append(f"cost is {s.tally[rows.COST]}, not {cost}")
    if active != s.tally[rows.ACTIVE] or len(served) != s.tally[rows.SERVED]:
        found.append("trips or stops in use are miscounted")
    return found


def _chain(nodes: np.ndarray, node: int) -> list[int]:
    chain = [node]
    while nodes[chain[-1], rows.NEXT] >= 0:
        chain.append(int(nodes[chain[-1], rows.NEXT]))
    return chain


def _wrong_loads(layout: Layout, trips: np.ndarray, chain: list[int], vehicle: int) -> list[str]:
    g, n = layout.ground, len(layout.visits)
    loads: dict[int, np.ndarray] = {}
    trip = -1
    for node in chain[:-1]:
        if node >= n:
            trip = node - n
            loads[trip] = np.zeros(g.demand.shape[1], np.int64)
        else:
            loads[trip] += g.demand[node]
    kind = layout.vehicles[vehicle][0]
    wrong = []
    for trip, load in loads.items():
        room = (g.room if trip == vehicle else g.capacity)[kind] - load
        if (room != trips[trip, rows.ROOM :]).any() or (room < 0).any():
            wrong.append(f"trip {trip} has room {trips[trip, rows.ROOM :]}, should have {room}")
    return wrong


def _wrong_times(layout: Layout, nodes: np.ndarray, chain: list[int], kind: int) -> list[str]:
    g = layout.ground
    if not g.flags[rows.TIMED]:
        return []
    time = g.time[g.types[kind, rows.MATRIX]]
    wrong, moment = _early_leavings(layout, nodes, chain), int(nodes[chain[0], rows.READY])
    for before, after in itertools.pairwise(chain):
        leg = int(time[nodes[before, rows.PLACE], nodes[after, rows.PLACE]])
        moment = max(moment + leg, int(nodes[after, rows.READY]))
        if moment != nodes[after, rows.EARLIEST]:
            wrong.append(f"earliest of {after} is {nodes[after, rows.EARLIEST]}, not {moment}")
    moment = int(nodes[chain[-1], rows.DUE])
    for before, after in zip(chain[-2::-1], chain[:0:-1], strict=False):
        leg = int(time[nodes[before, rows.PLACE], nodes[after, rows.PLACE]])
        moment = min(moment - leg, int(nodes[before, rows.DUE]))
        if moment != nodes[before, rows.LATEST]:
            wrong.append(f"latest of {before} is {nodes[before, rows.LATEST]}, not {moment}")
    return wrong


def _early_leavings(layout: Layout, nodes: np.ndarray, chain: list[int]) -> list[str]:
    """Trips that may leave before what they serve is released."""
    n, wrong, start = len(layout.visits), [], chain[0]
    for node in chain[1:-1]:
        if node >= n:
            start = node
        elif layout.ground.rules[node, 0] > nodes[start, rows.READY]:
            wrong.append(f"{node} is released after {start} leaves")
    return wrong
