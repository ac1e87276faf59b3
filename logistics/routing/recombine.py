"""Set partitioning: of all good routes seen, the cheapest set that serves each stop once, within the fleet.

GLOP's reduced costs first strike out, exactly, every route that no better set can contain; CP-SAT chooses among
the rest. Never worse than the incumbent, and deterministic: limits are on work, not on time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

MANY = 2_500
"""Columns that CP-SAT is given at most; beyond, those of least reduced cost (then no longer exact)."""

WORK = 0.4
"""CP-SAT's limit in its own deterministic seconds."""


@dataclass(frozen=True, slots=True)
class Column:
    """A route as set partitioning sees it: the kind of vehicle it takes, the tasks it serves, its cost."""

    kind: int
    tasks: tuple[int, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen: columns, the cost of leaving each task out, vehicles per kind, and the cost to beat."""

    columns: Sequence[Column]
    skip_costs: Sequence[int]
    fleet: Sequence[int]
    incumbent: int


def recombine(choice: Choice) -> list[Column] | None:
    """Columns that together cost less than the incumbent; None where there are none, or none was found in time.

    No task is in two of them; tasks in none of them are left out at their cost.
    """
    bound, reduced = _relax(choice)
    if bound is None:
        return None
    slack = choice.incumbent - bound
    order = sorted(range(len(choice.columns)), key=lambda i: reduced[i])
    kept = [i for i in order if reduced[i] < slack][:MANY]
    return _choose(choice, [choice.columns[i] for i in kept])


def _relax(choice: Choice) -> tuple[float | None, list[float]]:
    """The linear relaxation's value, and each column's reduced cost."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    infinity = solver.infinity()
    rows = [solver.Constraint(1.0, 1.0) for _ in choice.skip_costs]
    fleet = [solver.Constraint(-infinity, float(count)) for count in choice.fleet]
    objective = solver.Objective()
    objective.SetMinimization()
    for task, cost in enumerate(choice.skip_costs):
        skipped = solver.NumVar(0.0, infinity, "")
        rows[task].SetCoefficient(skipped, 1.0)
        # The relaxation needs no more than a cost that loses against the whole incumbent.
        objective.SetCoefficient(skipped, float(min(cost, choice.incumbent)))
    variables = []
    for column in choice.columns:
        used = solver.NumVar(0.0, infinity, "")
        for task in column.tasks:
            rows[task].SetCoefficient(used, 1.0)
        fleet[column.kind].SetCoefficient(used, 1.0)
        objective.SetCoefficient(used, float(column.cost))
        variables.append(used)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None, []
    return objective.Value(), [variable.reduced_cost() for variable in variables]


def _choose(choice: Choice, columns: list[Column]) -> list[Column] | None:
    model = cp_model.CpModel()
    used = [model.new_bool_var("") for _ in columns]
    skipped = [model.new_bool_var("") for _ in choice.skip_costs]
    serving: list[list[cp_model.IntVar]] = [[variable] for variable in skipped]
    by_kind: list[list[cp_model.IntVar]] = [[] for _ in choice.fleet]
    for column, variable in zip(columns, used, strict=True):
        by_kind[column.kind].append(variable)
        for task in column.tasks:
            serving[task].append(variable)
    for alternatives in serving:
        model.add_exactly_one(alternatives)
    for kind, count in enumerate(choice.fleet):
        if len(by_kind[kind]) > count:
            model.add(sum(by_kind[kind]) <= count)
    costs = [column.cost for column in columns] + list(choice.skip_costs)
    total = cp_model.LinearExpr.weighted_sum([*used, *skipped], costs)
    model.add(total <= choice.incumbent - 1)
    model.minimize(total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = WORK
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [column for column, variable in zip(columns, used, strict=True) if solver.value(variable)]
