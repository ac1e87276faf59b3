"""What happens to a plan in the day, as changes of its problem: each verb returns the problem as it now stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from logistics.routing.plan import Kind, Plan, Step
from logistics.routing.problem import Problem
from logistics.routing.stop import Load, Option, Stop
from logistics.routing.vehicle import UnderWay


def progressed(problem: Problem, plan: Plan, now_s: int) -> Problem:
    """The problem at this time of the day, if everything went as planned: routes that have left are under way.

    A step counts as happened once it has begun; nothing of a finished route can change.
    """
    under_way = []
    for route in plan.routes:
        known = problem.under_way_of.get((route.vehicle, route.number))
        happened = tuple(step for step in route.steps if step.kind is not Kind.END and _began_s(step) <= now_s)
        if known and len(happened) <= len(known.steps):
            under_way.append(known)
        elif happened:
            carried, stranded = (known.carried, known.stranded) if known else (Load(), False)
            under_way.append(UnderWay(route.vehicle, route.number, happened, carried, stranded))
    return replace(problem, under_way=tuple(under_way))


def _began_s(step: Step) -> int:
    return step.depart_s if step.kind is Kind.START else step.start_s


def with_pickup(problem: Problem, stop: Stop) -> Problem:
    """The problem with one more stop; its places must be in the matrices."""
    return replace(problem, stops=(*problem.stops, stop))


def without_pickup(problem: Problem, stop: str) -> Problem:
    """The problem without a stop that was cancelled, and without what tied others to it."""
    groups = (tuple(name for name in group if name != stop) for group in problem.together)
    return replace(
        problem,
        stops=tuple(one for one in problem.stops if one.id != stop),
        together=tuple(group for group in groups if len(group) > 1),
        precedence=tuple(tie for tie in problem.precedence if stop not in (tie.first, tie.then)),
        locks=tuple(lock for lock in problem.locks if lock.stop != stop),
    )


def with_closure(problem: Problem, legs: Iterable[tuple[int, int]], profiles: Collection[str] = ()) -> Problem:
    """The problem with these directed legs closed, for the named profiles or, none named, for all.

    A place stays open to itself: what is there can be served by whoever is there.
    """
    closed = [(origin, target) for origin, target in legs if origin != target]
    travel = (one.without(closed) if not profiles or one.profile in profiles else one for one in problem.travel)
    return replace(problem, travel=tuple(travel))


def with_breakdown(problem: Problem, vehicle: str, number: int) -> Problem:
    """The problem with a vehicle under way broken down where it stands; each parcel it carries waits there.

    What it fetched from a stop becomes a stop of its own, named "stop @ vehicle number", with the time that its
    freshness leaves. A vehicle that has not left is simply taken from service: it strands at its start, empty.
    """
    kind = problem.vehicle_of[vehicle]
    start = Step(Kind.START, kind.start, kind.shift.start_s, kind.shift.start_s, kind.shift.start_s)
    known = problem.under_way_of.get((vehicle, number))
    done = replace(known or UnderWay(vehicle, number, (start,)), stranded=True)
    others = (one for one in problem.under_way if one != known)
    return replace(
        problem,
        stops=(*problem.stops, *_rescues(problem, done)),
        under_way=(*others, done),
        locks=tuple(lock for lock in problem.locks if (lock.vehicle, lock.number) != (vehicle, number)),
    )


def _rescues(problem: Problem, done: UnderWay) -> Iterator[Stop]:
    """What a stranded vehicle carries, as stops at the place where it stands."""
    emptied = [i for i, step in enumerate(done.steps) if step.kind in (Kind.RELOAD, Kind.GIVE)]
    here = (Option(done.steps[-1].place),)
    for step in done.steps[max(emptied, default=0) :]:
        if step.kind is Kind.SERVE:
            stop = problem.stop_of[step.stop]
            fetched_s = step.start_s + stop.options[step.option].service_s
            limits = [stop.deliver_by_s] if stop.deliver_by_s is not None else []
            limits += [fetched_s + stop.max_onboard_s] if stop.max_onboard_s is not None else []
            yield Stop(
                f"{stop.id} @ {done.vehicle} {done.number}",
                here,
                stop.load,
                skip_cost=stop.skip_cost,
                priority=stop.priority,
                deliver_by_s=min(limits, default=None),
                goods=stop.goods,
            )
    if done.carried != Load():
        yield Stop(f"{done.vehicle} {done.number}", here, done.carried)
