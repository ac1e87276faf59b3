"""An instance: the problem it states, and how its file numbers vehicles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from logistics.routing.problem import Problem


class Rounding(StrEnum):
    """How real numbers of a file become integers; each class of instances has its convention.

    ROUND    distances to the nearest integer (CVRP)
    TRUNCATE distances cut off
    DIMACS   everything x10, distances cut off (windows, multi-trip)
    EXACT    everything x1000, distances to the nearest integer (site-dependent, fleets, several depots, prizes)
    """

    ROUND = "round"
    TRUNCATE = "truncate"
    DIMACS = "dimacs"
    EXACT = "exact"

    @property
    def scale(self) -> int:
        """How many units of ours one unit of the file has."""
        return {Rounding.DIMACS: 10, Rounding.EXACT: 1000}.get(self, 1)


@dataclass(frozen=True)
class Instance:
    """A problem from a file. Stops are named by the file's node numbers counted from 0, as solutions name them.

    `seats` are the vehicles (type, number) in the file's order; `aligned` tells that line k of a solution is the
    route of vehicle k, so that unused vehicles have empty lines.
    """

    name: str
    problem: Problem
    seats: tuple[tuple[str, int], ...]
    aligned: bool = False
