"""The Ground of a problem, put together from its parts."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.routing.problem import Problem
from logistics.routing.search.layout.flags import flags_of
from logistics.routing.search.layout.kinds import kinds_of
from logistics.routing.search.layout.matrices import matrices_of
from logistics.routing.search.layout.neighbours import neighbours_of
from logistics.routing.search.layout.numbering import Numbering, numbered
from logistics.routing.search.layout.orders import sort_keys
from logistics.routing.search.layout.paces import paces_of
from logistics.routing.search.layout.ties import ties_of
from logistics.routing.search.layout.visits import tasks_of, visits_of
from logistics.routing.search.state import TIMED, Ground


@dataclass(frozen=True)
class Layout(Numbering):
    """The arrays of a problem, and what their numbers mean."""

    ground: Ground


def lay_out(problem: Problem) -> Layout:
    """The arrays of a problem; stops served already and stranded vehicles are left aside."""
    numbers = numbered(problem)
    return Layout(problem, numbers.stops, numbers.visits, numbers.cars, _ground(numbers))


def _ground(numbers: Numbering) -> Ground:
    matrices, ties, visits = matrices_of(numbers), ties_of(numbers), visits_of(numbers)
    kinds = kinds_of(numbers, matrices, ties.apart)
    flags = flags_of(numbers, matrices.cost, visits.rules, kinds.types)
    timed = bool(flags[TIMED])
    return Ground(
        **tasks_of(numbers)._asdict(),
        **visits._asdict(),
        **matrices._asdict(),
        **neighbours_of(numbers, matrices, timed=timed)._asdict(),
        **paces_of(numbers)._asdict(),
        **kinds._asdict(),
        **ties._asdict(),
        sort_keys=sort_keys(numbers, visits.demand, matrices.cost, timed=timed),
        flags=flags,
    )
