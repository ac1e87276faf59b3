"""Itineraries that meet at transfers come into a draft together, or as much of them as breaks no rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from logistics.routing.construct import adopt
from logistics.routing.draft import Draft
from logistics.routing.itinerary import Call, Itinerary
from logistics.routing.plan import Kind


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
    """Whether these itineraries tear no group, among themselves or from what the draft serves of it."""
    seat_of = {stop: (one.vehicle, one.number) for one in itineraries for stop in one.stops}
    seats = ({seat_of.get(stop) or draft.seat_of.get(stop) for stop in group} for group in draft.problem.together)
    return all(len(some - {None}) < 2 for some in seats)


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
