"""Groups without groups: their stops locked to one vehicle, as the compiled search knows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from logistics.routing.draft import Seat
from logistics.routing.itinerary import Itinerary
from logistics.routing.problem import Problem
from logistics.routing.ties import Lock


def held(problem: Problem, itineraries: Iterable[Itinerary]) -> Problem:
    """The problem in which each group is locked to the vehicle that serves most of it in these itineraries.

    Vehicles of a type are alike, so which of them a group is locked to costs nothing.
    """
    seat_of = {stop: (one.vehicle, one.number) for one in itineraries for stop in one.stops}
    facts = {step.stop: seat for seat, done in problem.under_way_of.items() for step in done.steps if step.stop}
    locks = {lock.stop: lock for lock in problem.locks}
    for group in _merged(problem.together):
        if (seat := _seat(problem, group, seat_of, facts)) is not None:
            for stop in group - facts.keys():
                position = locks[stop].position if stop in locks else None
                locks[stop] = Lock(stop, *seat, position)
    return problem.derived(locks=tuple(locks.values()))


def _merged(groups: Iterable[Iterable[str]]) -> list[set[str]]:
    """Groups that share a stop are one."""
    merged: list[set[str]] = []
    for group in groups:
        one = set(group).union(*(other for other in merged if other & set(group)))
        merged = [other for other in merged if not other & one]
        merged.append(one)
    return merged


def _seat(problem: Problem, group: set[str], seat_of: dict[str, Seat], facts: dict[str, Seat]) -> Seat | None:
    """The vehicle that has begun to serve the group, or serves most of it, of those that may serve all of it."""
    begun = [facts[stop] for stop in sorted(group) if stop in facts]
    if begun:
        return begun[0]
    counted = Counter(seat_of[stop] for stop in sorted(group) if stop in seat_of)
    usual = (seat for seat, _ in counted.most_common())
    others = ((vehicle.id, vehicle.count - 1) for vehicle in problem.vehicles if vehicle.count)
    return next((seat for seat in (*usual, *others) if _may_serve(problem, group, seat)), None)


def _may_serve(problem: Problem, group: set[str], seat: Seat) -> bool:
    done = problem.under_way_of.get(seat)
    if done is not None and done.stranded:
        return False
    meant = all(lock.vehicle == seat[0] and lock.number in (None, seat[1]) for lock in _locks(problem, group))
    return meant and all(
        any(option.vehicles is None or seat[0] in option.vehicles for option in problem.stop_of[stop].options)
        for stop in group
    )


def _locks(problem: Problem, group: set[str]) -> Iterator[Lock]:
    return (lock for lock in problem.locks if lock.stop in group)
