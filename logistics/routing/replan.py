"""A plan in force meets a changed problem: what still holds stays, only the routes concerned change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from logistics.errors import Conflict
from logistics.routing.chains import insert_chains
from logistics.routing.check import check
from logistics.routing.construct import TRIES, adopt, by_urgency, insert_all
from logistics.routing.draft import Draft, Seat
from logistics.routing.explain import with_reasons
from logistics.routing.insertion import cheapest
from logistics.routing.itinerary import Itinerary, calls_of
from logistics.routing.joining import handovers, keeps_groups, meeting
from logistics.routing.plan import Kind, Plan, Search
from logistics.routing.problem import Problem

SECOND_THOUGHTS = 20
"""How many stops that had to move are taken out and inserted once more, now that the others have their places."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one plan to another; later and earlier in seconds of the beginning of service."""

    routes: tuple[Seat, ...]
    distance_m: int
    duration_s: int
    cost: int
    now_served: tuple[str, ...]
    now_left_out: tuple[str, ...]
    moved: tuple[str, ...]
    later_s: dict[str, int]
    earlier_s: dict[str, int]


@dataclass(frozen=True, slots=True)
class Replanned:
    """The new plan, which passes `check`, and its difference from the former."""

    plan: Plan
    difference: Difference


def replan(problem: Problem, former: Plan) -> Replanned:
    """The former plan, changed as little as the problem asks.

    `problem` is the problem as it now stands (see `changes`): with another stop, without one, with a vehicle
    stranded, a road closed, routes under way. What happened stays as it happened; a route that breaks no rule
    keeps its stops and their order; stops that lost their place, and new ones, go where they cost least.
    Raises Conflict where what happened leaves no lawful plan: a hand-over begun that nobody can take.
    """
    draft = Draft(problem)
    for group in meeting(_remaining(problem, former)):
        if not keeps_groups(draft, group) or not draft.take(draft.trial(group)):
            for itinerary in group:
                adopt(draft, _alone(itinerary).tidy(problem))
    moving = by_urgency(problem, draft.left_out)
    insert_all(draft, moving)
    insert_chains(draft)
    _think_again(draft, moving)
    plan = with_reasons(problem, draft.plan(Search("replan")))
    if faults := check(problem, plan):
        raise Conflict(
            "no_lawful_plan", vi=f"Không còn kế hoạch hợp lệ: {faults[0]}.", en=f"No lawful plan: {faults[0]}."
        )
    return Replanned(plan, difference(former, plan))


def _remaining(problem: Problem, former: Plan) -> list[Itinerary]:
    """What the former routes still have before them: nothing that happened, no stops or vehicles that are gone."""
    served = {step.stop for done in problem.under_way for step in done.steps if step.stop}
    remaining = []
    for route in former.routes:
        vehicle = problem.vehicle_of.get(route.vehicle)
        done = problem.under_way_of.get((route.vehicle, route.number))
        if vehicle is None or route.number >= vehicle.count or (done and done.stranded):
            continue
        happened = Counter((call.kind, call.place, call.handover) for call in calls_of(done.steps if done else ()))
        kept = []
        for call in calls_of(route.steps):
            if call.kind is Kind.SERVE:
                if call.stop in problem.stop_of and call.stop not in served:
                    kept.append(call)
            elif happened[call.kind, call.place, call.handover]:
                happened[call.kind, call.place, call.handover] -= 1
            else:
                kept.append(call)
        remaining.append(Itinerary(route.vehicle, route.number, tuple(kept)).tidy(problem))
    return remaining


def _alone(itinerary: Itinerary) -> Itinerary:
    """The itinerary without its hand-overs."""
    for number in handovers([itinerary]):
        itinerary = itinerary.without([], number)
    return itinerary


def _think_again(draft: Draft, stops: Sequence[str]) -> None:
    """Insert stops that had to move once more, now that the others have their places."""
    if len(stops) > 1:
        for stop in stops[:SECOND_THOUGHTS]:
            if stop in draft.seat_of:
                _move(draft, stop)


def _move(draft: Draft, stop: str) -> None:
    other = draft.copy()
    if other.take_out([stop]) and (trial := cheapest(other, stop, TRIES)) is not None:
        other.take(trial)
        if other.price < draft.price:
            draft.become(other)


def difference(former: Plan, plan: Plan) -> Difference:
    """What changed from the former plan to this one."""
    before, after = _times_s(former), _times_s(plan)
    both = before.keys() & after.keys()
    shifts = {stop: after[stop] - before[stop] for stop in sorted(both) if after[stop] != before[stop]}
    seats_before, seats_after = _seats(former), _seats(plan)
    routes = _routes(former)
    changed = {seat for seat, stops in _routes(plan).items() if routes.pop(seat, ()) != stops}
    return Difference(
        routes=tuple(sorted(changed | {seat for seat, stops in routes.items() if stops})),
        distance_m=plan.distance_m - former.distance_m,
        duration_s=plan.duration_s - former.duration_s,
        cost=plan.cost - former.cost,
        now_served=tuple(sorted(after.keys() - before.keys())),
        now_left_out=tuple(sorted(before.keys() - after.keys())),
        moved=tuple(sorted(stop for stop in both if seats_before[stop] != seats_after[stop])),
        later_s={stop: by_s for stop, by_s in shifts.items() if by_s > 0},
        earlier_s={stop: -by_s for stop, by_s in shifts.items() if by_s < 0},
    )


def _times_s(plan: Plan) -> dict[str, int]:
    return {step.stop: step.start_s for route in plan.routes for step in route.steps if step.kind is Kind.SERVE}


def _routes(plan: Plan) -> dict[Seat, tuple[str, ...]]:
    return {(route.vehicle, route.number): route.stops for route in plan.routes}


def _seats(plan: Plan) -> dict[str, Seat]:
    return {stop: seat for seat, stops in _routes(plan).items() for stop in stops}
