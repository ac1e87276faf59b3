"""Why a route is as long as it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from logistics.routing.itinerary import of_route
from logistics.routing.plan import Kind, Route
from logistics.routing.problem import Problem
from logistics.routing.timetable import Timekeeper


@dataclass(frozen=True, slots=True)
class Account:
    """Where a route's time goes, in seconds, and the stop without which it would be shortest, with what that saves.

    Stops that were served already, and stops that meet others at a transfer, are never named.
    """

    driving_s: int
    working_s: int
    resting_s: int
    waiting_s: int
    dearest_stop: str = ""
    saves_s: int = 0


def account(problem: Problem, route: Route) -> Account:
    """Why the route lasts as long as it does; the four parts add up to its duration."""
    inner = route.steps[1:-1]
    driving_s = sum(two.arrive_s - one.depart_s for one, two in pairwise(route.steps))
    resting_s = sum(step.depart_s - step.start_s for step in inner if step.kind is Kind.BREAK)
    working_s = sum(step.depart_s - step.start_s for step in inner if step.kind is not Kind.BREAK)
    waiting_s = sum(step.start_s - step.arrive_s for step in inner)
    return Account(driving_s, working_s, resting_s, waiting_s, *_dearest(problem, route))


def _dearest(problem: Problem, route: Route) -> tuple[str, int]:
    itinerary, keeper = of_route(problem, route), Timekeeper(problem)
    if any(call.handover for call in itinerary.calls):
        return "", 0
    others = {stop: itinerary.without([stop]) for stop in itinerary.stops}
    shorter = {stop: keeper.settled(one, keeper.time(one)).route.duration_s for stop, one in others.items()}
    dearest = min(shorter, key=shorter.__getitem__, default="")
    return dearest, route.duration_s - shorter.get(dearest, route.duration_s)
