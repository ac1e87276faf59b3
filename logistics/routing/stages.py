"""The compiled search in stages, for rules that it does not know: each stage is a problem of rules that it knows.

Groups and hand-overs are first left open; what the search makes of them is then fixed, and it goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from logistics.routing.construct import adopt
from logistics.routing.draft import Draft, Seat
from logistics.routing.feeding import Brought, brought, meetings, taken, unloading, without_feeders
from logistics.routing.holding import held
from logistics.routing.itinerary import Call, Itinerary
from logistics.routing.plan import Kind
from logistics.routing.problem import Problem
from logistics.routing.search import Searched, Stand, search
from logistics.routing.timetable import Timekeeper

Clock = Callable[[Stand], float]

OPEN = 0.55
"""Share of the budget for the stage that leaves groups and hand-overs open."""


@dataclass(frozen=True, slots=True)
class _Span:
    """The part of a budget that a stage has: from one share of it to another, `steps` done before."""

    clock: Clock
    begin: float
    end: float
    steps: int = 0

    def __call__(self, stand: Stand) -> float:
        spent = self.clock(replace(stand, steps=stand.steps + self.steps))
        return (spent - self.begin) / (self.end - self.begin)


def search_in_stages(problem: Problem, clock: Clock, seed: int, threads: int = 1) -> Searched:
    """The best itineraries found before the clock says 1.0; hand-overs and groups among them are kept by `join`."""
    if not problem.transfers and not problem.together:
        return search(problem, clock, seed, threads)
    keeper = Timekeeper(problem)
    meeting_of = meetings(problem, keeper)
    if not meeting_of and not problem.together:
        return search(problem, clock, seed, threads)
    first = search(unloading(problem, keeper, meeting_of), _Span(clock, 0.0, OPEN), seed, threads)
    others = [one for one in first.itineraries if one.vehicle not in meeting_of]
    torn = _torn(problem, first.itineraries)
    feeders = [one.without(torn).tidy(problem) for one in first.itineraries if one.vehicle in meeting_of]
    brings = brought(problem, keeper, [(one, meeting_of[one.vehicle]) for one in feeders if one.calls])
    rest = held(without_feeders(problem, brings, meeting_of), others)
    begun = Draft(rest)
    for itinerary in others:
        adopt(begun, itinerary)
    start = tuple(begun.itineraries.values())
    last = search(rest, _Span(clock, OPEN, 1.0, first.steps), seed, threads, start)
    named = {one.stop.id: one for one in brings}
    itineraries = [taken(one, named) for one in last.itineraries]
    return Searched((*itineraries, *_kept_feeders(brings, itineraries)), first.steps + last.steps)


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


def join(draft: Draft, itineraries: Iterable[Itinerary]) -> None:
    """Take the itineraries over into the draft; of those that meet and together break a rule, what breaks none."""
    for group in meeting(itineraries):
        if len(group) == 1 or not keeps_groups(draft, group) or not draft.take(draft.trial(group)):
            _join_one_by_one(draft, group)


def meeting(itineraries: Iterable[Itinerary]) -> list[list[Itinerary]]:
    """The itineraries in groups that meet at transfers; most are alone."""
    groups: list[list[Itinerary]] = []
    for itinerary in itineraries:
        meets = [group for group in groups if handovers([itinerary]) & handovers(group)]
        groups = [group for group in groups if group not in meets]
        groups.append([itinerary, *(one for group in meets for one in group)])
    return groups


def handovers(itineraries: Iterable[Itinerary]) -> set[int]:
    """The numbers of the hand-overs in the itineraries."""
    return {call.handover for itinerary in itineraries for call in itinerary.calls} - {0}


def keeps_groups(draft: Draft, itineraries: Iterable[Itinerary]) -> bool:
    """Whether no group would be torn that the draft serves in part."""
    return all(
        draft.seat_for(stop) in (None, (itinerary.vehicle, itinerary.number))
        for itinerary in itineraries
        for stop in itinerary.stops
    )


def _join_one_by_one(draft: Draft, itineraries: Sequence[Itinerary]) -> None:
    """Take over first the takers without their hand-overs, then one feeder after the other with all of its own."""
    alone = [one for one in itineraries if not any(call.kind is Kind.GIVE for call in one.calls)]
    for itinerary in alone:
        calls = tuple(call for call in itinerary.calls if call.kind is not Kind.TAKE)
        adopt(draft, replace(itinerary, calls=calls).tidy(draft.problem))
    for feeder in itineraries:
        numbers = {call.handover for call in feeder.calls if call.kind is Kind.GIVE}
        if numbers and keeps_groups(draft, [feeder]):
            takers = [_taking(draft, one, numbers) for one in alone if handovers([one]) & numbers]
            draft.take(draft.trial([feeder, *takers]))


def spare_hand_overs(draft: Draft) -> None:
    """Let feeders keep what they fetched until their next hand-over, wherever that breaks no rule and costs less."""
    for number in sorted(handovers(draft.itineraries.values())):
        met = [one for one in draft.itineraries.values() if number in handovers([one])]
        trial = draft.trial([one.without([], number).tidy(draft.problem) for one in met])
        if trial.cost < 0:
            draft.take(trial)


def _taking(draft: Draft, itinerary: Itinerary, numbers: set[int]) -> Itinerary:
    """The taker's itinerary as the draft has it, with these hand-overs where the given itinerary has them."""
    seat = itinerary.vehicle, itinerary.number
    now = draft.itineraries.get(seat) or Itinerary(*seat)
    calls: list[Call] = list(now.calls)
    before: list[Call] = []
    for call in itinerary.calls:
        if call.handover in numbers:
            known = [i for i, one in enumerate(calls) if one in before]
            calls.insert(max(known, default=-1) + 1, call)
        before.append(call)
    return replace(now, calls=tuple(calls))
