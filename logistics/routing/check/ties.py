"""Rules between stops: one vehicle for a group, orders, locks, and routes under way that must be there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logistics.routing.check.drive import Drive
from logistics.routing.check.violation import Rule, Violation
from logistics.routing.problem import Problem


def tie_violations(problem: Problem, drives: Sequence[Drive]) -> Iterator[Violation]:
    """What is wrong between stops; ties between facts alone are not judged."""
    seat = {
        step.stop: (drive.route.vehicle, drive.route.number, position)
        for drive in drives
        for position, step in enumerate(drive.serves())
    }
    facts = {step.stop for route in problem.under_way for step in route.steps if step.stop}
    for group in problem.together:
        vehicles = {seat[stop][:2] for stop in group if stop in seat}
        planned = any(stop in seat and stop not in facts for stop in group)
        if planned and len(vehicles) > 1:
            yield Violation(Rule.TOGETHER, ", ".join(group), f"travel on {len(vehicles)} vehicles")
    for tie in problem.precedence:
        first, then = seat.get(tie.first), seat.get(tie.then)
        if first and then and first[:2] == then[:2] and first[2] > then[2] and not {tie.first, tie.then} <= facts:
            yield Violation(Rule.PRECEDENCE, tie.then, f"comes before {tie.first}")
    for lock in problem.locks:
        if lock.stop not in seat:
            continue
        vehicle, number, position = seat[lock.stop]
        if vehicle != lock.vehicle or lock.number not in (None, number) or lock.position not in (None, position):
            yield Violation(Rule.LOCK, lock.stop, f"is served by {vehicle} {number} as its stop {position}")
    driven = {(drive.route.vehicle, drive.route.number) for drive in drives}
    for route in problem.under_way:
        if (route.vehicle, route.number) not in driven:
            yield Violation(Rule.PREFIX, f"{route.vehicle} {route.number}", "is under way but has no route")
