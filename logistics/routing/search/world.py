"""A fresh State, routes put into it, and routes read out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.routing.search.layout import Layout
from logistics.routing.search.state import (
    ABSENT,
    BEST,
    COST,
    DUE,
    EARLIEST,
    END,
    FLEET_COLUMNS,
    FOREVER,
    KIND,
    LATEST,
    MATRIX,
    MORE,
    NEXT,
    NEXT_PLACE,
    NODE_COLUMNS,
    NONE,
    PATH_COLUMNS,
    PLACE,
    PREV,
    PREV_PLACE,
    PROFILE,
    READY,
    ROOM,
    SAVED,
    SHIFT_FROM,
    SHIFT_TO,
    START,
    TRIP,
    TYPE,
    VEHICLE,
    State,
)
from logistics.routing.search.steps.chance import seeded
from logistics.routing.search.steps.links import put_route

Chain = tuple[tuple[int, ...], ...]
"""The trips of one route, each the visits in order."""


def fresh_state(layout: Layout, seed: int) -> State:
    """A state in which every stop is absent and every vehicle unused."""
    g, n = layout.ground, len(layout.visits)
    tasks, vehicles, trips = len(layout.stops), len(layout.vehicles), layout.trips
    nodes = _nodes(layout)
    trip_rows = np.zeros((trips, ROOM + g.demand.shape[1]), np.int32)
    trip_rows[:, VEHICLE] = NONE
    fleet = np.zeros((vehicles, FLEET_COLUMNS), np.int64)
    for vehicle, (kind, _) in enumerate(layout.vehicles):
        trip_rows[vehicle, [VEHICLE, TYPE, PROFILE]] = vehicle, kind, g.types[kind, MATRIX]
        trip_rows[vehicle, ROOM:] = g.room[kind]
        fleet[vehicle, KIND] = kind
    free = np.array([len(car.numbers) for car in layout.cars], np.int64)
    tally = np.zeros(16, np.int64)
    tally[COST] = tally[BEST] = g.skip_cost.sum()
    tally[ABSENT] = tasks
    return State(
        nodes=nodes,
        kept_nodes=nodes.copy(),
        trips=trip_rows,
        kept_trips=trip_rows.copy(),
        fleet=fleet,
        kept_fleet=fleet.copy(),
        free=free,
        kept_free=free.copy(),
        chosen=np.full(tasks, NONE, np.int32),
        absent=np.arange(tasks, dtype=np.int32),
        absent_at=np.arange(tasks, dtype=np.int32),
        removed=np.zeros(2 * tasks + 16, np.int32),
        keys=np.zeros(2 * tasks + 16, np.float64),
        touched=np.zeros(vehicles + 1, np.int32),
        best_next=nodes[:, NEXT].copy(),
        best_trip=nodes[:, TRIP].copy(),
        path=np.zeros((n + trips + 2 + len(g.breaks), PATH_COLUMNS), np.int64),
        pick=np.zeros(5, np.int64),
        tally=tally,
        seed=np.array([seeded(seed)], np.int64),
    )


def _nodes(layout: Layout) -> NDArray[np.int32]:
    g, n, trips = layout.ground, len(layout.visits), layout.trips
    nodes = np.zeros((n + trips + len(layout.vehicles), NODE_COLUMNS), np.int32)
    nodes[:, [PREV, NEXT, TRIP]] = NONE
    nodes[:, DUE] = FOREVER
    nodes[:n, PLACE] = np.arange(n)
    nodes[:n, READY], nodes[:n, DUE] = layout.ready, layout.due
    nodes[:n, MORE] = np.diff(g.window_first) > 1
    for vehicle, (kind, _) in enumerate(layout.vehicles):
        start, end, row = n + vehicle, n + trips + vehicle, g.types[kind]
        nodes[start, [NEXT, TRIP, PLACE, NEXT_PLACE]] = end, vehicle, row[START], row[END]
        nodes[end, [PREV, TRIP, PLACE, PREV_PLACE]] = start, vehicle, row[END], row[START]
        nodes[[start, end], READY] = nodes[[start, end], EARLIEST] = row[SHIFT_FROM]
        nodes[[start, end], DUE] = nodes[[start, end], LATEST] = min(row[SHIFT_TO], FOREVER)
        if layout.cars[kind].done:
            # It has left: it waits for nothing before its first planned stop.
            nodes[start, DUE] = nodes[start, LATEST] = row[SHIFT_FROM]
    nodes[n + len(layout.vehicles) : n + trips, DUE] = FOREVER
    return nodes


def put_routes(layout: Layout, s: State, routes: Iterable[tuple[int, Chain]]) -> None:
    """Put routes, as (kind of vehicle, trips), into a state whose vehicles and stops they use are free.

    The routes must keep every rule; they become part of the kept solution.
    """
    for kind, chain in routes:
        flat = [visit for trip in chain for visit in (*trip, NONE)]
        put_route(layout.ground, s, kind, np.array(flat[:-1], np.int32))
    s.tally[BEST] = s.tally[COST]
    s.tally[SAVED] = 0


def routes_of(
    layout: Layout, following: Sequence[int] | NDArray[np.int32], vehicles: Iterable[int] | None = None
) -> list[tuple[int, Chain]]:
    """The routes in use of these vehicles (None: all) as (kind, trips), from the NEXT of every node."""
    n, last = len(layout.visits), len(layout.visits) + layout.trips
    routes = []
    for vehicle in range(len(layout.vehicles)) if vehicles is None else vehicles:
        trips: list[list[int]] = [[]]
        node = int(following[n + vehicle])
        while node < last:
            if node < n:
                trips[-1].append(node)
            else:
                trips.append([])
            node = int(following[node])
        if any(trips):
            routes.append((layout.vehicles[vehicle][0], tuple(tuple(trip) for trip in trips if trip)))
    return routes
