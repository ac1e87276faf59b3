"""The linear programme over relaxed routes: every task in a route or left out, no more routes than vehicles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from logistics.routing.bound.relaxation import FAR, Numbers, Relaxation

Tasks = NDArray[np.int64]

AMPLE = 20.0
"""Times its own cost: what serving a task costs at first, in a route not yet found."""

HAIR = 1e-7
"""Below nothing by less is nothing."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What each task is worth, what one more vehicle of each kind would save (0 or less), and the programme's value."""

    tasks: Numbers
    kinds: Numbers
    value: float


class Programme:
    """The routes found so far; solved again from where it stood."""

    def __init__(self, relaxation: Relaxation) -> None:
        self._r = relaxation
        self._model = mathopt.Model()
        self._rows = [self._model.add_linear_constraint(lb=1.0) for _ in relaxation.skip_costs]
        self._limits = [self._model.add_linear_constraint(ub=float(count)) for count in relaxation.counts]
        self._routes: dict[tuple[int, tuple[int, ...]], Any] = {}
        alone = np.minimum.reduce([one.out + one.back for one in relaxation.networks])
        for row, cost in zip(
            self._rows, np.minimum(np.minimum(AMPLE * alone, relaxation.skip_costs), FAR), strict=True
        ):
            self._column(float(cost), [(row, 1.0)])
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)

    def solve(self) -> Prices | None:
        """The prices at the optimum; None where the solver finds none."""
        try:
            result = self._solver.solve()
        except (RuntimeError, ValueError, AttributeError):
            # Numbers that GLOP cannot handle; in telling so its wrapper may fail itself.
            return None
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL or not result.has_dual_feasible_solution():
            return None
        worth = result.dual_values()
        tasks = np.array([worth[row] for row in self._rows]).clip(0.0, self._r.skip_costs)
        return Prices(tasks, np.array([worth[row] for row in self._limits]), result.objective_value())

    def add(self, kind: int, tasks: Tasks, prices: Prices) -> bool:
        """Take in the route if it is new and worth it at the programme's own prices."""
        key = kind, tuple(tasks.tolist())
        cost = self._r.networks[kind].cost_of(tasks)
        if key in self._routes or cost - prices.tasks[tasks].sum() - prices.kinds[kind] > -HAIR:
            return False
        rows = [(self._rows[task], float(key[1].count(task))) for task in set(key[1])]
        self._routes[key] = self._column(cost, [*rows, (self._limits[kind], 1.0)])
        return True

    def keep(self, fits: Callable[[tuple[int, ...]], bool]) -> None:
        """Take out the routes that do not fit."""
        for key, variable in list(self._routes.items()):
            if not fits(key[1]):
                self._model.delete_variable(variable)
                del self._routes[key]

    def _column(self, cost: float, rows: list[tuple[Any, float]]) -> Any:
        variable = self._model.add_variable(lb=0.0)
        self._model.objective.set_linear_coefficient(variable, cost)
        for row, times in rows:
            row.set_coefficient(variable, times)
        return variable
