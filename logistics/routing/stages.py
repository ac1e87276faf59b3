"""The compiled search in stages, for rules that it does not know: each stage is a problem of rules that it knows.

Groups and hand-overs are first left open; what the search makes of them is then fixed, and it goes on from there.
Where there are feeders that makes a round, and more follow: the feeders are freed to fetch other stops for the
hand-overs that there are, and then who takes over what, and when, is searched anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from logistics.routing.bringing import Brought, brought, giving, taken, without_feeders
from logistics.routing.construct import adopt, by_urgency, insert_all
from logistics.routing.draft import Draft, Seat
from logistics.routing.feeding import meetings, unloading
from logistics.routing.holding import held
from logistics.routing.itinerary import Itinerary
from logistics.routing.joining import join
from logistics.routing.plan import Kind
from logistics.routing.problem import Problem
from logistics.routing.search import Searched, Stand, search
from logistics.routing.slots import from_slots, in_slots, slots_of, with_slots
from logistics.routing.ties import Transfer
from logistics.routing.timetable import Timekeeper

Clock = Callable[[Stand], float]
Shares = tuple[tuple[float, float], ...]
"""Rounds, each as two shares of the budget: with groups and hand-overs open, and then as they were made."""

GROUPS_ALONE: Shares = ((0.55, 0.45),)
"""Without feeders one round is enough: nothing is left for another to change."""

STARTS = 2
"""Where there are feeders, how many plans are made from nothing: meetings made once are seldom given up again."""

FIRST: Shares = ((0.12, 0.04), (0.05, 0.03), (0.05, 0.03))
LAST: Shares = ((0.06, 0.03),) * 4
"""The rounds of each of them, and the rounds that go on from the better one."""

REJOINING = 10
"""How many stops that lost their place are inserted after a round, at most, before its plan is judged."""


def search_in_stages(problem: Problem, clock: Clock, seed: int, threads: int = 1) -> Searched:
    """The best itineraries found before the clock says 1.0; hand-overs and groups among them are kept by `join`."""
    if not problem.transfers and not problem.together:
        return search(problem, clock, seed, threads)
    keeper = Timekeeper(problem)
    meeting_of = meetings(problem, keeper)
    if not meeting_of and not problem.together:
        return search(problem, clock, seed, threads)
    rounds, nobody = _Rounds(clock, seed, threads, meeting_of), Draft(problem, keeper)
    if meeting_of:
        starts = [rounds.improved(nobody, FIRST) for _ in range(STARTS)]
        best = rounds.improved(min(starts, key=lambda draft: draft.price), LAST)
    else:
        best = rounds.improved(nobody, GROUPS_ALONE)
    return Searched(tuple(one for one in best.itineraries.values() if one.calls), rounds.steps)


@dataclass(frozen=True, slots=True)
class _Freed:
    """Feeders with their hand-overs, all others with a stop for each hand-over; until when takers must have come."""

    feeders: tuple[Itinerary, ...]
    others: tuple[Itinerary, ...]
    until_s: Mapping[int, int]


@dataclass(slots=True)
class _Rounds:
    """The rounds of one search: each takes its shares of what the clock has left, and other dice."""

    clock: Clock
    seed: int
    threads: int
    meeting_of: Mapping[str, Transfer]
    spent: float = 0.0
    steps: int = 0
    best: tuple[int, int, int] | None = None

    def improved(self, best: Draft, shares: Shares) -> Draft:
        """The best draft after these rounds, each going on from the best before it."""
        for open_, made in shares:
            here = best.price, len(best.itineraries), len(best.left_out)
            self.best = here if self.best is None else min(here, self.best)
            draft = Draft(best.problem, best.keeper)
            join(draft, self._met(best, self._freed(best, open_), made))
            insert_all(draft, by_urgency(best.problem, draft.left_out)[:REJOINING])
            best = min(best, draft, key=lambda draft: draft.price)
            self.seed += 1
        return best

    def _freed(self, best: Draft, share: float) -> _Freed:
        """Which vehicle serves which stop, the hand-overs of the best plan kept in time and place."""
        problem, slots = best.problem, slots_of(best)
        busy = {slot.feeder[0] for slot in slots}
        free = {name: transfer for name, transfer in self.meeting_of.items() if name not in busy}
        opened = with_slots(unloading(problem, best.keeper, free), slots)
        start = in_slots(opened, best.itineraries.values(), slots)
        if start:
            opened = held(opened, start)
        found = self._search(opened, share, start)
        number = 1 + max((slot.give.handover for slot in slots), default=0)
        torn = _torn(problem, found)
        feeders = from_slots(found, slots)
        for one in (one.without(torn).tidy(problem) for one in found if one.vehicle in free):
            if one.calls:
                feeders.append(giving(one, free[one.vehicle], number))
                number += len(one.calls)
        away = {*self.meeting_of, *(slot.vehicle.id for slot in slots)}
        others = tuple(one for one in found if one.vehicle not in away)
        return _Freed(tuple(feeders), others, {slot.give.handover: slot.until_s for slot in slots})

    def _met(self, best: Draft, freed: _Freed, share: float) -> list[Itinerary]:
        """All itineraries, now that it is searched who takes over what the feeders bring."""
        problem = best.problem
        brings = brought(problem, best.keeper, freed.feeders, freed.until_s)
        rest = held(without_feeders(problem, brings, self.meeting_of), freed.others)
        known = (one.without(set(one.stops) - rest.stop_of.keys()) for one in freed.others)
        named = {one.stop.id: one for one in brings}
        itineraries = [taken(one, named) for one in self._search(rest, share, known)]
        return [*itineraries, *_kept_feeders(brings, itineraries)]

    def _search(self, problem: Problem, share: float, start: Iterable[Itinerary]) -> tuple[Itinerary, ...]:
        """The best itineraries of a stage, going on from those of `start` that break no rule of its own."""
        span = _Span(self.clock, self.spent, self.spent + share, Stand(self.steps, *(self.best or (0, 0, 0))))
        begun = Draft(problem)
        for itinerary in start:
            adopt(begun, itinerary)
        going = tuple(one for one in begun.itineraries.values() if one.calls)
        found = search(problem, span, self.seed, self.threads, going)
        self.spent, self.steps = span.end, self.steps + found.steps
        return found.itineraries


@dataclass(frozen=True, slots=True)
class _Span:
    """The part of a budget that a stage has: from one share of it to another, and where the search stood before.

    What a stage's own routes cost says nothing: they leave rules open, and stand for others.
    """

    clock: Clock
    begin: float
    end: float
    stood: Stand

    def __call__(self, stand: Stand) -> float:
        spent = self.clock(replace(self.stood, steps=stand.steps + self.stood.steps))
        return (spent - self.begin) / (self.end - self.begin)


def _torn(problem: Problem, itineraries: Iterable[Itinerary]) -> set[str]:
    """The stops of groups that are on more than one vehicle."""
    seat_of = {stop: (one.vehicle, one.number) for one in itineraries for stop in one.stops}
    return {stop for group in problem.together if len({seat_of.get(stop) for stop in group}) > 1 for stop in group}


def _kept_feeders(brings: Sequence[Brought], itineraries: Iterable[Itinerary]) -> list[Itinerary]:
    """The feeders' itineraries, less the trips that nobody takes over."""
    met = {call.handover for itinerary in itineraries for call in itinerary.calls if call.kind is Kind.TAKE}
    feeders: dict[Seat, Itinerary] = {}
    for one in brings:
        seat = one.feeder.vehicle, one.feeder.number
        feeder = feeders.get(seat, one.feeder)
        feeders[seat] = feeder if one.handover in met else feeder.without(one.fetched, one.handover)
    return [feeder for feeder in feeders.values() if feeder.calls]
