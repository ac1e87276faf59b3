"""What ties the stops of the mountain set to each other, to vehicles, and to routes that have left already."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from logistics.routing import Load, Lock, Precedence, Problem, Stop, progressed
from logistics.routing.draft import Draft
from logistics.routing.itinerary import Itinerary, serve

if TYPE_CHECKING:
    from logistics.cli.bench.mountain_day import Land

HALF_PAST_EIGHT = 8 * 3600 + 1800


def tied(problem: Problem, land: Land, dice: random.Random) -> Problem:
    """The problem with groups, orders and locks: one stop in twelve has one of them."""
    pairs = _pairs(problem, land, dice)
    some = max(1, len(problem.stops) // 50)
    groups = tuple(next(pairs) for _ in range(some))
    alone = tuple(Precedence(*next(pairs)) for _ in range(some))
    both = tuple(Precedence(*group) for group in groups[::2])
    free = (one for one, _ in pairs if problem.stop_of[one].options[0].vehicles is None)
    at_once, *held = islice(free, some + 1)
    locks = [Lock(stop, f"van {_office(problem, land, stop)}") for stop in held]
    locks.append(Lock(at_once, f"truck {_office(problem, land, at_once)}", 0, 0))
    return replace(problem, together=groups, precedence=(*alone, *both), locks=tuple(locks))


def _pairs(problem: Problem, land: Land, dice: random.Random) -> Iterator[tuple[str, str]]:
    """Pairs of stops of one commune that the same vehicles may come to; no stop twice."""
    left = list(range(len(problem.stops)))
    dice.shuffle(left)
    while left:
        one = left.pop()
        for two in left:
            ours, theirs = problem.stops[one], problem.stops[two]
            if land.home[one] == land.home[two] and _agree(problem, ours, theirs):
                left.remove(two)
                yield ours.id, theirs.id
                break


def _agree(problem: Problem, one: Stop, two: Stop) -> bool:
    apart = {frozenset(pair) for pair in problem.apart}
    return one.options[0].vehicles == two.options[0].vehicles and frozenset((one.goods, two.goods)) not in apart


def _office(problem: Problem, land: Land, stop: str) -> int:
    return land.office_of(problem.stop_of[stop].options[0].place)


def under_way(problem: Problem, land: Land) -> Problem:
    """The problem at half past eight, when the first van of every second office has fetched its nearest stops."""
    draft, tied_stops = Draft(problem), _tied_stops(problem)
    for office in range(0, land.offices, 2):
        itinerary = Itinerary(f"van {office}", 0)
        ways = draft.keeper.ways[itinerary.vehicle]
        early = [stop for stop in problem.stops if not stop.windows and not stop.release_s]
        nearest = sorted(early, key=lambda stop: ways.duration_s(office, stop.options[0].place))
        for stop in nearest[:6]:
            if stop.id not in draft.seat_of and stop.id not in tied_stops:
                longer = itinerary.with_call(len(itinerary.calls), serve(problem, stop.id))
                if draft.take(draft.trial([longer])):
                    itinerary = longer
    now = progressed(problem, draft.plan(), HALF_PAST_EIGHT)
    sacks = Load(30_000, 150_000, 3)
    return replace(now, under_way=tuple(replace(done, carried=sacks) for done in now.under_way))


def _tied_stops(problem: Problem) -> set[str]:
    ties = {stop for group in problem.together for stop in group} | {lock.stop for lock in problem.locks}
    return ties | {stop for tie in problem.precedence for stop in (tie.first, tie.then)}
