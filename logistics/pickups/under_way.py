"""What of a plan has happened, as the planner takes it: steps that stay, and where each vehicle goes on from.

Handling events say which stops are dealt with. A vehicle from which nothing has been heard, because the valley
has no signal, is taken to drive as planned; one that broke down was where its driver told, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from logistics import clock
from logistics.parties.models import VehicleKind
from logistics.pickups.models import CollectionRoute, Stop
from logistics.pickups.standing import Standing, name_of, planned_steps
from logistics.pickups.stating import OFFICE
from logistics.routing import Break, Kind, Problem, Step, UnderWay
from logistics.routing.travel import NO_WAY
from logistics.travel import Matrices


def under_way(
    standing: Standing, problem: Problem, roads: Mapping[VehicleKind, Matrices], now_s: int
) -> tuple[UnderWay, ...]:
    """The routes that have begun, and those that never will because their vehicle has broken down."""
    happened = {route.vehicle_id: _happened(standing, problem, route, now_s) for route in standing.routes}
    for route in standing.routes:
        steps, seat = happened[route.vehicle_id], standing.seats[route.vehicle_id]
        if steps and route.vehicle_id not in standing.day.broken:
            steps = _rested(problem, seat, steps)
            coming = _coming(standing, problem, route, steps)
            steps[-1] = _not_before(now_s, steps[-1], coming, roads[route.vehicle_kind])
            happened[route.vehicle_id] = steps
    for vehicle_id in standing.day.broken:
        happened[vehicle_id] = happened.get(vehicle_id) or [_at_home(problem, standing.seats[vehicle_id])]
    return tuple(
        UnderWay(*standing.seats[vehicle_id], tuple(steps), stranded=vehicle_id in standing.day.broken)
        for vehicle_id, steps in happened.items()
        if steps
    )


def _happened(standing: Standing, problem: Problem, route: CollectionRoute, now_s: int) -> list[Step]:
    """The steps that happened: by the events where there are any, else those whose planned time has come."""
    planned = planned_steps(standing, problem, route)
    told = [stop for stop in route.stops if stop.id in standing.dealt_with]
    if not told and route.vehicle_id in standing.day.broken:
        return []
    if not told:
        return [step for step in planned if step.kind is not Kind.END and step.depart_s <= now_s]
    by_stop = {step.stop: step for step in planned if step.stop}
    told.sort(key=lambda stop: (stop.trip, standing.dealt_with[stop.id]))
    return list(_as_told(standing, told, by_stop, min(planned[0].depart_s, _when_s(standing, told[0]))))


def _as_told(standing: Standing, told: list[Stop], by_stop: Mapping[str, Step], leave_s: int) -> Iterator[Step]:
    yield Step(Kind.START, OFFICE, leave_s, leave_s, leave_s)
    at_s, trip = leave_s, told[0].trip
    for stop in told:
        if stop.trip != trip:
            yield Step(Kind.RELOAD, OFFICE, at_s, at_s, at_s)
            trip = stop.trip
        at_s = max(at_s, _when_s(standing, stop))
        yield replace(by_stop[name_of(stop)], arrive_s=at_s, start_s=at_s, depart_s=at_s)


def _rested(problem: Problem, seat: tuple[str, int], steps: list[Step]) -> list[Step]:
    """The steps with a rest for every break whose time is over: nobody tells when they eat, but they have eaten."""
    for rest in problem.vehicle_of[seat[0]].breaks:
        if steps[-1].depart_s > rest.window.end_s:
            steps = _with_rest(steps, rest)
    return steps


def _with_rest(steps: list[Step], rest: Break) -> list[Step]:
    at = next((n for n, step in enumerate(steps) if step.depart_s > rest.window.end_s), len(steps))
    if at == 0:
        return steps
    before = steps[at - 1]
    start_s = max(before.depart_s, rest.window.start_s)
    end_s = start_s + rest.duration_s
    later = [_not_earlier(step, end_s) for step in steps[at:]]
    return [*steps[:at], Step(Kind.BREAK, before.place, start_s, start_s, end_s), *later]


def _not_earlier(step: Step, than_s: int) -> Step:
    arrive_s, start_s, depart_s = (max(time_s, than_s) for time_s in (step.arrive_s, step.start_s, step.depart_s))
    return replace(step, arrive_s=arrive_s, start_s=start_s, depart_s=depart_s)


def _coming(standing: Standing, problem: Problem, route: CollectionRoute, steps: list[Step]) -> Step | None:
    """The first planned stop that is still to come."""
    done = {step.stop for step in steps}
    return next((step for step in planned_steps(standing, problem, route) if step.stop and step.stop not in done), None)


def _not_before(now_s: int, last: Step, coming: Step | None, roads: Matrices) -> Step:
    """The last step, left so that the next place is not reached before now: the vehicle is on its way there."""
    leg_s = int(roads.duration_s[last.place, coming.place]) if coming else 0
    leave_s = now_s - leg_s if leg_s < NO_WAY else now_s
    return replace(last, depart_s=max(last.depart_s, leave_s))


def _at_home(problem: Problem, seat: tuple[str, int]) -> Step:
    """The start of a vehicle that never left."""
    kind = problem.vehicle_of[seat[0]]
    return Step(Kind.START, kind.start, kind.shift.start_s, kind.shift.start_s, kind.shift.start_s)


def _when_s(standing: Standing, stop: Stop) -> int:
    # What was done on the eve is over when the day begins: a problem knows no times before midnight.
    return max(0, clock.second_of_day(standing.dealt_with[stop.id], standing.day.service_day))
