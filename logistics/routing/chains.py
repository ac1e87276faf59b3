"""Stops that no vehicle can come to and leave one by one, on closed roads, inserted two or three at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import pairwise, permutations, product

from logistics.routing.draft import Draft, Seat, Trial
from logistics.routing.insertion import Place, seats
from logistics.routing.itinerary import Call, Itinerary, serve
from logistics.routing.travel import NO_WAY

LONGEST = 3
"""How many stops a chain has at most."""

ENDS, PARTNERS = 20, 10
"""For how many stops left out chains are tried, and with how many others that are left out too."""

TRIES = 40
"""How many places a chain length gets, cheapest first, before the next is tried."""


def insert_chains(draft: Draft) -> None:
    """Insert what must be served and was left out in chains, where legs are closed; what finds no place stays out."""
    if not _has_closed_legs(draft):
        return
    must = [stop for stop in draft.left_out if draft.problem.stop_of[stop].skip_cost is None]
    for stop in must[:ENDS]:
        if stop not in draft.seat_of and (trial := _cheapest(draft, stop)) is not None:
            draft.take(trial)


def _has_closed_legs(draft: Draft) -> bool:
    return any(bool((travel.duration_s == NO_WAY).any()) for travel in draft.problem.travel)


def _cheapest(draft: Draft, stop: str) -> Trial | None:
    """The cheapest lawful place for the shortest chain with the stop that has any."""
    others = [other for other in draft.left_out if other != stop]
    # The must-serve stops first: a chain of them serves two that nothing else does.
    others.sort(key=lambda other: draft.problem.stop_of[other].skip_cost is not None)
    for length in range(2, LONGEST + 1):
        ways = _places(draft, stop, others[:PARTNERS], length)
        trials = (draft.trial(way.itineraries) for way in nsmallest(TRIES, ways, key=lambda way: way.estimate))
        if found := [trial for trial in trials if not trial.broken]:
            return min(found, key=lambda trial: trial.cost)
    return None


def _places(draft: Draft, stop: str, others: Sequence[str], length: int) -> Iterator[Place]:
    for chain in permutations((stop, *others), length):
        if stop in chain:
            options = (range(len(draft.problem.stop_of[name].options)) for name in chain)
            shared = set.intersection(*(set(seats(draft, name)) for name in chain))
            for choice in product(*options):
                calls = tuple(serve(draft.problem, name, option) for name, option in zip(chain, choice, strict=True))
                for seat in sorted(shared):
                    yield from _on_route(draft, seat, calls)


def _on_route(draft: Draft, seat: Seat, calls: tuple[Call, ...]) -> Iterator[Place]:
    """The places of the chain on one route that only use open legs."""
    vehicle, ways = draft.problem.vehicle_of[seat[0]], draft.keeper.ways[seat[0]]
    inner = [call.place for call in calls]
    if not all(ways.open(one, two) for one, two in pairwise(inner)):
        return
    itinerary = draft.itineraries.get(seat) or Itinerary(*seat)
    done = draft.problem.under_way_of.get(seat)
    start = done.steps[-1].place if done else vehicle.start
    places = (start, *(call.place for call in itinerary.calls), vehicle.end)
    opens = 0 if itinerary.calls else vehicle.fixed_cost
    for position, (origin, target) in enumerate(pairwise(places)):
        legs = list(pairwise((origin, *inner, target)))
        if all(ways.open(*leg) for leg in legs):
            metres = sum(ways.distance_m(*leg) for leg in legs) - ways.distance_m(origin, target)
            seconds = sum(ways.duration_s(*leg) for leg in legs) - ways.duration_s(origin, target)
            estimate = opens + metres * vehicle.cost_per_m + seconds * vehicle.cost_per_s
            yield Place(estimate, (itinerary.with_call(position, *calls),))
