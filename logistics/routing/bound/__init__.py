"""A proven lower bound on the cost of any plan: column generation over relaxed routes.

The relaxation keeps that every stop is served or paid for, how many vehicles there are, what each kind of vehicle
costs, may enter and can carry in the measure that asks for most trips, and the first and last moment of every service
and shift. It forgets waiting and overtime, breaks, freshness, goods apart, ties between stops and longest routes, lets
a vehicle that reloads set out anew each time, and lets a route pass a stop again once that has slipped its memory.
Whatever a plan costs, this relaxation costs no more.

No bound, rather than a doubtful one, is given for vehicles under way and hand-overs, for more reload places than one,
and where neither loads nor times limit a route.

    relaxation    what is kept of a problem, as tables
    labels        the cheapest relaxed routes of a kind of vehicle, compiled
    programme     the linear programme over the routes found so far
    pricing       routes worth more than they cost at its prices, seen before or newly grown
    rounds        from prices to routes to prices, until the bound is near

Sources: R. Baldacci, A. Mingozzi and R. Roberti (2011), routes with memory of near stops (ng-routes); M. Desrochers,
J. Desrosiers and M. Solomon (1992), labels and columns for windows; P. Wentges (1997), steadier prices.
"""

from __future__ import annotations

import logging
import math
from dataclasses import replace

from logistics.routing.bound.relaxation import relax
from logistics.routing.bound.rounds import Rounds
from logistics.routing.plan import Plan
from logistics.routing.problem import Problem


def lower_bound(problem: Problem, seconds: float) -> int | None:
    """A cost that no plan which serves every stop that must be served can undercut; None where none is proven.

    Stops after about that many processor seconds with the best bound proven until then.
    """
    relaxed = relax(problem)
    if relaxed is None:
        return None
    proven = Rounds(*relaxed).run(seconds)
    # Costs are whole: anything above 41.2 is at least 42. The hair allows for rounding inside the solver.
    return math.ceil(proven - 1e-6 * max(1.0, proven)) if proven > 0 else None


def with_bound(problem: Problem, plan: Plan, seconds: float) -> Plan:
    """The plan with a proven bound, where one is found and the plan serves every stop that must be served."""
    return plan if plan.missing else bounded(plan, lower_bound(problem, seconds))


def bounded(plan: Plan, proven: int | None) -> Plan:
    """The plan with the bound that was proven for its problem, if any.

    A bound above the plan's cost is a fault of ours: it is written to the log, and nothing is claimed of the plan.
    """
    if proven is None or plan.missing:
        return plan
    if proven > plan.cost:
        logging.getLogger(__name__).error("The bound %d contradicts a plan that costs %d", proven, plan.cost)
        return plan
    return replace(plan, bound=proven)
