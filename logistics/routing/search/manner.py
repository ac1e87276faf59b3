"""How a worker searches: parameters that follow from the size, the windows and the routes' length, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.routing.search.layout import Layout
from logistics.routing.search.state import TIMED
from logistics.routing.search.steps.ruin import Strings


@dataclass(frozen=True, slots=True)
class Manner:
    """How hot, how much, how often.

    hot, cold   temperatures at the start and the end of a cycle, as shares of the mean cost of an arc
    swaps       share of steps that swap tails;  blink  share of positions that an insertion overlooks
    changes     share of ruins after which a route changes to another type of vehicle
    cycles      coolings, where the budget allows for several;  reheat  each begins at so much of the last one's heat
    rebate      from the second cycle on a route is cheaper for a while, by this share of its first and last arc:
                annealing alone keeps too few routes where they are long
    """

    hot: float
    cold: float
    strings: Strings
    swaps: float = 0.2
    blink: float = 0.01
    changes: float = 0.8
    cycles: int = 3
    reheat: float = 0.6
    rebate: float = 1.0


def usual(layout: Layout) -> Manner:
    """The first worker's manner.

    Windows make the landscape rugged: routes with windows are cooled from a higher temperature, and less far.
    Without them, and with vehicles all alike, loads settle how many routes there are: a rebate finds nothing.
    """
    strings = Strings(average=10.0, longest=10.0, split=0.5, grow=0.01)
    if layout.ground.flags[TIMED]:
        return Manner(1.0, 0.05, strings)
    return Manner(0.3, 0.02, strings, rebate=1.0 if len(layout.cars) > 1 else 0.0)


def other(layout: Layout) -> Manner:
    """The second worker's manner: hotter and with longer strings, so that it keeps other routes than the first."""
    first = usual(layout)
    return Manner(first.hot * 2, first.cold, first.strings._replace(longest=15.0), swaps=0.3)
