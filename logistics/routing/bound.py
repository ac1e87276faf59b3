"""A proven lower bound on the cost of any plan: column generation over relaxed routes.

The relaxation keeps that every stop is served or paid for, what one trip can carry, and the cheapest way of any
vehicle for every leg; it forgets windows, shifts, all other rules, and lets a route pass a stop again (though not
turn straight back to it). Whatever a plan costs, this relaxation costs no more.

No bound, rather than a doubtful one, is given for vehicles under way, hand-overs, a pace of the day, stops without
load (nothing then limits a trip) and problems too large to price in a sensible time.

Source of the relaxation: N. Christofides, A. Mingozzi and P. Toth (1981), q-routes without loops of two arcs.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from logistics.routing.plan import Plan
from logistics.routing.problem import Problem
from logistics.routing.search.layout import Layout, lay_out
from logistics.routing.search.state import END, FIXED, FOREVER, HOME, MATRIX, START

Numbers = NDArray[np.float64]

FAR = 1e15
"""More than any cost."""

WORK = 60_000_000
"""Steps of one pricing (stops x stops x units of load) beyond which no bound is tried."""

SMOOTH = 0.6
"""Share of the best prices so far in the next ones: steadier prices need fewer rounds (Wentges, 1997)."""


@dataclass(frozen=True)
class Relaxation:
    """Legs between tasks, from the start and to the end, shapes (m, m), (m,), (m,); loads in whole units."""

    legs: Numbers
    out: Numbers
    back: Numbers
    units: NDArray[np.int64]
    capacity: int
    skip_costs: Numbers
    most_routes: int


def lower_bound(problem: Problem, seconds: float) -> int | None:
    """A cost that no plan which serves every stop that must be served can undercut; None where none is proven.

    Stops after that many processor seconds with the best bound proven until then.
    """
    if problem.under_way or problem.transfers or any(travel.pace for travel in problem.travel):
        return None
    if not problem.stops or not any(vehicle.count for vehicle in problem.vehicles):
        return None
    relaxation = _relax(lay_out(problem))
    if relaxation is None:
        return None
    proven = _Master(relaxation).run(time.process_time() + seconds)
    # Costs are whole: anything above 41.2 is at least 42. The hair allows for rounding inside the solver.
    return math.ceil(proven - 1e-6 * max(1.0, proven)) if proven > 0 else None


def with_bound(problem: Problem, plan: Plan, seconds: float) -> Plan:
    """The plan with a proven bound, where one is found and the plan serves every stop that must be served."""
    if plan.missing:
        return plan
    proven = lower_bound(problem, seconds)
    return plan if proven is None else replace(plan, bound=min(proven, plan.cost))


def _relax(layout: Layout) -> Relaxation | None:
    g, m = layout.ground, len(layout.stops)
    measure, scale = _tightest(layout)
    if measure is None:
        return None
    units, capacity = scale
    if m * m * capacity > WORK:
        return None
    n = len(layout.visits)
    cost = np.where(g.cost >= FOREVER, FAR, g.cost.astype(np.float64))
    cheapest = cost[:, :n, :n].min(0)
    out, back = np.full(n, FAR), np.full(n, FAR)
    for row in g.types:
        reload_, matrix = row[HOME] >= 0, cost[row[MATRIX]]
        # A fixed cost is paid once a route, and a relaxed route may be but one trip of several.
        fixed = 0 if reload_ else row[FIXED]
        starts = [row[START], row[HOME]] if reload_ else [row[START]]
        ends = [row[END], row[HOME]] if reload_ else [row[END]]
        out = np.minimum(out, matrix[starts, :n].min(0) + fixed)
        back = np.minimum(back, matrix[:n, ends].min(1))
    first = g.first[:-1]
    legs = np.minimum.reduceat(np.minimum.reduceat(cheapest, first, axis=0), first, axis=1)
    skips = np.array([FAR if stop.skip_cost is None else stop.skip_cost for stop in layout.stops])
    out, back = np.minimum.reduceat(out, first), np.minimum.reduceat(back, first)
    return Relaxation(legs, out, back, units, capacity, skips, layout.trips)


def _tightest(layout: Layout) -> tuple[int | None, tuple[NDArray[np.int64], int]]:
    """The measure that asks for most trips, its loads and the largest capacity in whole units, rounded down."""
    g = layout.ground
    loads = g.demand[g.first[:-1]].astype(np.int64)
    best: tuple[float, int] | None = None
    for measure in range(loads.shape[1]):
        least = int(loads[:, measure].min())
        if least > 0:
            trips = loads[:, measure].sum() / int(g.capacity[:, measure].max())
            best = max(best or (0.0, measure), (float(trips), measure))
    if best is None:
        return None, (np.zeros(0, np.int64), 0)
    column, capacity = loads[:, best[1]], int(g.capacity[:, best[1]].max())
    grain = np.gcd.reduce(column)
    unit = max(int(grain), min(int(column.min()), capacity // 400 or 1))
    return best[1], (column // unit, capacity // unit)


class _Master:
    """The linear programme over the routes priced so far."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.r = relaxation
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity = self.solver.infinity()
        tasks = range(len(relaxation.units))
        self.rows = [self.solver.Constraint(1.0, infinity) for _ in tasks]
        self.objective = self.solver.Objective()
        self.objective.SetMinimization()
        for task in tasks:
            alone = relaxation.out[task] + relaxation.back[task]
            self._column([task], min(float(alone), float(relaxation.skip_costs[task])))

    def run(self, until: float) -> float:
        """Rounds of prices and new routes; returns the best bound proven."""
        best, centre = 0.0, np.zeros(len(self.rows))
        while time.process_time() < until:
            if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
                break
            value = self.objective.Value()
            prices = np.array([row.dual_value() for row in self.rows])
            tried = SMOOTH * centre + (1 - SMOOTH) * prices if best > 0 else prices
            tried = np.minimum(tried, self.r.skip_costs)
            routes = price(self.r, tried)
            worst = min((reduced for reduced, _ in routes), default=0.0)
            proven = float(tried.sum()) + self.r.most_routes * min(0.0, worst)
            if proven > best:
                best, centre = proven, tried
            added = sum(self._add(route, prices) for _, route in routes)
            if not added:
                # Steady prices found nothing new: those of the programme itself decide.
                routes = price(self.r, np.minimum(prices, self.r.skip_costs))
                worst = min((reduced for reduced, _ in routes), default=0.0)
                best = max(best, float(prices.sum()) + self.r.most_routes * min(0.0, worst))
                if not sum(self._add(route, prices) for _, route in routes):
                    break
            if value - best < 1e-6 * max(1.0, value):
                break
        return best

    def _add(self, route: list[int], prices: Numbers) -> bool:
        """Add the route if it is worth it at these prices."""
        cost = float(self.r.out[route[0]] + self.r.back[route[-1]])
        cost += float(self.r.legs[route[:-1], route[1:]].sum())
        if cost - prices[route].sum() > -1e-7 * max(1.0, cost):
            return False
        self._column(route, cost)
        return True

    def _column(self, tasks: list[int], cost: float) -> None:
        variable = self.solver.NumVar(0.0, self.solver.infinity(), "")
        self.objective.SetCoefficient(variable, cost)
        for task in set(tasks):
            self.rows[task].SetCoefficient(variable, float(tasks.count(task)))


def price(r: Relaxation, prices: Numbers) -> list[tuple[float, list[int]]]:
    """For each last task the relaxed route of least reduced cost, where negative, as (reduced cost, tasks in order).

    best[q, j] is the least reduced cost of a path from the start that ends at task j with q units on board; beside
    it the least among paths that come from another task, so that no path turns straight back.
    """
    m, capacity = len(r.units), r.capacity
    reduced = r.legs - prices[None, :]
    best, second = np.full((capacity + 1, m), FAR), np.full((capacity + 1, m), FAR)
    came, came_second = np.full((capacity + 1, m), -1), np.full((capacity + 1, m), -1)
    tasks = np.arange(m)
    for load in range(1, capacity + 1):
        rest = load - r.units
        fits = np.maximum(rest, 0)
        # Row i, column j: the best path to i that leaves room for j and did not come from j.
        paths = np.where(tasks[None, :] == came[fits].T, second[fits].T, best[fits].T)
        totals = paths + reduced
        totals[:, rest <= 0] = FAR
        totals[tasks, tasks] = FAR
        at = totals.argmin(0)
        best[load], came[load] = totals[at, tasks], at
        totals[at, tasks] = FAR
        at = totals.argmin(0)
        second[load], came_second[load] = totals[at, tasks], at
        first = rest == 0
        best[load, first], came[load, first] = (r.out - prices)[first], -1
    finished = best + r.back[None, :]
    loads = finished.argmin(0)
    found = []
    for task in range(m):
        cost = float(finished[loads[task], task])
        if cost < -1e-9:
            found.append((cost, _path(r, came, came_second, int(loads[task]), task)))
    return found


def _path(r: Relaxation, came: NDArray[np.int64], came_second: NDArray[np.int64], load: int, task: int) -> list[int]:
    """The tasks of the path, in order, that the tables describe."""
    path, after, table = [task], -1, came
    while True:
        before = int(table[load, task])
        if before < 0:
            return path[::-1]
        load -= int(r.units[task])
        after, task = task, before
        table = came_second if int(came[load, task]) == after else came
        path.append(task)
