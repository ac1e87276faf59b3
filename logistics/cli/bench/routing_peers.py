"""Other planners on our problems, each at its own documented setting, within what its watch allows.

A peer gets a Problem and answers with itineraries, or None where it cannot state the problem. Each is imported
when it is called, so that the benchmark runs with whatever is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logistics.cli.bench.pyvrp_peer import pyvrp
from logistics.cli.bench.routing_watch import NOTHING_YET, Watch
from logistics.cli.bench.vroom_peer import vroom
from logistics.routing import opening
from logistics.routing.itinerary import Itinerary
from logistics.routing.problem import Problem
from logistics.routing.search import Stand, search

Peer = Callable[[Problem, Watch, int], Sequence[Itinerary] | None]


def ours(problem: Problem, watch: Watch, seed: int) -> Sequence[Itinerary]:
    """Our compiled search, on one core or two."""
    complete = False

    def clock(stand: Stand) -> float:
        nonlocal complete
        complete = complete or not stand.absent
        return watch.share(stand.cost if complete else NOTHING_YET)

    return search(problem, clock, seed, watch.threads).itineraries


def ortools(problem: Problem, watch: Watch, seed: int) -> Sequence[Itinerary] | None:
    """OR-Tools' routing search: cheapest insertion, then guided local search, over matrices; it has no seed."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    if problem.transfers or any(vehicle.reload_places for vehicle in problem.vehicles):
        return None
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
    spent = model.routing.solver().CustomLimit(watch.spent)
    model.routing.AddSearchMonitor(spent)
    solution = model.routing.SolveWithParameters(parameters)
    return [] if solution is None else list(model._itineraries(solution))


PEERS: dict[str, Peer] = {"ours": ours, "pyvrp": pyvrp, "vroom": vroom, "ortools": ortools}

SEEDLESS = frozenset({"vroom", "ortools"})
"""Peers without a seed: once is enough."""
