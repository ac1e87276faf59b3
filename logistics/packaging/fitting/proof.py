"""Exact answers for few units, by OR-Tools CP-SAT.

The model knows no gravity, so "impossible" is final, while a placement it finds counts only where it also stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import combinations
from typing import Any

from logistics.packaging.fitting.audit import stands
from logistics.packaging.fitting.blocks import Extents, Kind, Lying

MOST_UNITS = 14


class Outcome(Enum):
    """What a proof may end with besides a placement."""

    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


class Prover:
    """Settles small cases until its deterministic seconds are spent; one prover per shipment bounds what it waits."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    def settle(self, kinds: Sequence[Kind], room: Extents) -> tuple[Lying, ...] | Outcome:
        """A placement that stands, the certainty that there is none, or UNKNOWN: too many units, too little time."""
        if self._left <= 0 or sum(kind.quantity for kind in kinds) > MOST_UNITS:
            return Outcome.UNKNOWN
        # Imported here: a packing without proofs must not wait for the solver to load.
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        units = _units(model, kinds, room)
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = self._left
        solver.parameters.num_workers = 1
        status = solver.solve(model)
        self._left -= solver.response_proto.deterministic_time
        if status == cp_model.INFEASIBLE:
            return Outcome.IMPOSSIBLE
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Outcome.UNKNOWN
        lying = tuple(Lying(kind, *(solver.value(each) for each in (*at, *size))) for kind, at, size in units)
        return lying if stands(lying) else Outcome.UNKNOWN


_Unit = tuple[int, list[Any], list[Any]]
"""Its kind, and the variables of its corner and its extents."""


def _units(model: Any, kinds: Sequence[Kind], room: Extents) -> list[_Unit]:
    """Every unit in the model, apart from every other, the whole as low as can be."""
    units = [_unit(model, index, kind, room) for index, kind in enumerate(kinds) for _ in range(kind.quantity)]
    for (kind_a, at_a, size_a), (kind_b, at_b, size_b) in combinations(units, 2):
        _keep_apart(model, at_a, size_a, at_b, size_b)
        if kind_a == kind_b:
            # Equal units are interchangeable: number them from left to right.
            model.add(at_a[0] <= at_b[0])
    model.minimize(sum(at[2] for _, at, _ in units))
    return units


def _unit(model: Any, index: int, kind: Kind, room: Extents) -> _Unit:
    """Corner and extents of one unit as variables, tied to one of its ways."""
    at = [model.new_int_var(0, room[axis], "") for axis in range(3)]
    size = [model.new_int_var(0, room[axis], "") for axis in range(3)]
    chosen = [model.new_bool_var("") for _ in kind.ways]
    model.add_exactly_one(chosen)
    for way, this in zip(kind.ways, chosen, strict=True):
        for axis in range(3):
            model.add(size[axis] == way[axis]).only_enforce_if(this)
    for axis in range(3):
        model.add(at[axis] + size[axis] <= room[axis])
    return index, at, size


def _keep_apart(model: Any, at_a: list[Any], size_a: list[Any], at_b: list[Any], size_b: list[Any]) -> None:
    """One of the two lies beside, behind or above the other."""
    sides = []
    for axis in range(3):
        for (at, size), other in (((at_a, size_a), at_b), ((at_b, size_b), at_a)):
            side = model.new_bool_var("")
            model.add(at[axis] + size[axis] <= other[axis]).only_enforce_if(side)
            sides.append(side)
    model.add_bool_or(sides)
