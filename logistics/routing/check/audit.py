"""The audit of a whole plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from logistics.routing.check.drive import Drive, drives
from logistics.routing.check.freight import freight_violations
from logistics.routing.check.schedule import schedule_violations
from logistics.routing.check.ties import tie_violations
from logistics.routing.check.violation import Rule, Violation
from logistics.routing.plan import Kind, Plan
from logistics.routing.problem import Problem


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Every rule the plan breaks; empty for a plan that may be driven and costs what it says.

    Each route is timed anew from the matrices, each trip weighed, each cost added up. Routes that name unknown
    vehicles, stops, options or places are reported first and alone, since nothing more can be said about them.
    """
    if nonsense := (*_cover(problem, plan), *_fleet(problem, plan)) or tuple(_options(problem, plan)):
        return nonsense
    driven = drives(problem, plan)
    found = [violation for drive in driven for violation in (*schedule_violations(drive), *_route_cost(drive))]
    found += freight_violations(driven)
    found += tie_violations(problem, driven)
    found += _plan_cost(problem, plan)
    return tuple(found)


def _cover(problem: Problem, plan: Plan) -> Iterator[Violation]:
    named = Counter(stop for route in plan.routes for stop in route.stops)
    named.update(unserved.stop for unserved in plan.unserved)
    for stop, times in named.items():
        if stop not in problem.stop_of:
            yield Violation(Rule.COVER, stop, "is no stop of the problem")
        elif times > 1:
            yield Violation(Rule.COVER, stop, f"is served or left out {times} times")
    for stop in problem.stop_of.keys() - named.keys():
        yield Violation(Rule.COVER, stop, "is neither served nor left out")


def _fleet(problem: Problem, plan: Plan) -> Iterator[Violation]:
    used = Counter((route.vehicle, route.number) for route in plan.routes)
    places = problem.travel[0].places if problem.travel else 0
    for (vehicle, number), times in used.items():
        where = f"{vehicle} {number}"
        if vehicle not in problem.vehicle_of or not 0 <= number < problem.vehicle_of[vehicle].count:
            yield Violation(Rule.FLEET, where, "is no vehicle of the fleet")
        elif times > 1:
            yield Violation(Rule.FLEET, where, f"drives {times} routes")
    for route in plan.routes:
        for step in route.steps:
            if not 0 <= step.place < places:
                yield Violation(
                    Rule.SHAPE, f"{route.vehicle} {route.number}", f"goes to place {step.place}, which is unknown"
                )


def _options(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for route in plan.routes:
        for step in route.steps:
            if step.kind is Kind.SERVE:
                options = problem.stop_of[step.stop].options
                if not 0 <= step.option < len(options) or options[step.option].place != step.place:
                    yield Violation(Rule.OPTION, step.stop, f"has no option {step.option} at place {step.place}")


def _route_cost(drive: Drive) -> Iterator[Violation]:
    vehicle, route = drive.vehicle, drive.route
    overtime_s = 0 if vehicle.regular_s is None else max(0, drive.duration_s - vehicle.regular_s)
    walks = sum(drive.problem.stop_of[step.stop].options[step.option].walk_cost for step in drive.serves())
    fixed = vehicle.fixed_cost if route.stops or any(step.transfer for step in route.steps) else 0
    cost = fixed + walks + drive.distance_m * vehicle.cost_per_m + drive.duration_s * vehicle.cost_per_s
    cost += overtime_s * vehicle.overtime_cost_per_s
    said = {"distance_m": route.distance_m, "duration_s": route.duration_s, "cost": route.cost}
    for name, found in {"distance_m": drive.distance_m, "duration_s": drive.duration_s, "cost": cost}.items():
        if said[name] != found:
            yield Violation(Rule.COST, drive.where, f"{name} is {found}, the route says {said[name]}")


def _plan_cost(problem: Problem, plan: Plan) -> Iterator[Violation]:
    skipped = {unserved.stop: problem.stop_of[unserved.stop].skip_cost for unserved in plan.unserved}
    for unserved in plan.unserved:
        if unserved.cost != (skipped[unserved.stop] or 0):
            yield Violation(
                Rule.COST, unserved.stop, f"costs {skipped[unserved.stop] or 0} left out, not {unserved.cost}"
            )
    cost = sum(route.cost for route in plan.routes) + sum(cost or 0 for cost in skipped.values())
    if plan.cost != cost:
        yield Violation(Rule.COST, "plan", f"the cost is {cost}, the plan says {plan.cost}")
    missing = sum(cost is None for cost in skipped.values())
    if plan.missing != missing:
        yield Violation(Rule.COST, "plan", f"{missing} stops are missing, the plan says {plan.missing}")
    if plan.bound is not None and not missing and plan.bound > plan.cost:
        yield Violation(Rule.COST, "plan", f"the bound {plan.bound} is above the cost {plan.cost}")
