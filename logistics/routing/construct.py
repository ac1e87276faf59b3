"""A first plan: OR-Tools opens with what it can state, our own insertion finishes with the whole model.

OR-Tools sees vehicle types with their own matrices, capacities, windows, shifts, duration and distance limits,
options and who may come where. Trips, breaks, freshness, goods, groups, orders, positions and hand-overs are
then put right by the timetable: what breaks a rule is taken out and inserted again where it breaks none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logistics.routing.chains import insert_chains
from logistics.routing.draft import Draft
from logistics.routing.insertion import cheapest
from logistics.routing.itinerary import Itinerary
from logistics.routing.opening import opening
from logistics.routing.problem import Problem

TRIES = 40
"""How many places an insertion tries, cheapest first, before it gives a stop up."""


def construct(problem: Problem, enough: Callable[[], bool] = lambda: False) -> Draft:
    """A draft in which every stop is served that insertion finds a place for; the rest is left out.

    Insertion ends early once `enough` says so.
    """
    draft = Draft(problem)
    for itinerary in opening(problem):
        adopt(draft, itinerary)
    for stop in by_urgency(problem, draft.left_out):
        if enough():
            break
        insert_all(draft, [stop])
    if not enough():
        insert_chains(draft)
    return draft


def adopt(draft: Draft, itinerary: Itinerary) -> None:
    """Take the itinerary over, leaving out the calls, from the first on, that would break a rule."""
    seat = itinerary.vehicle, itinerary.number
    if all(draft.seat_for(stop) in (None, seat) for stop in itinerary.stops) and draft.take(draft.trial([itinerary])):
        return
    kept = Itinerary(itinerary.vehicle, itinerary.number)
    for call in itinerary.calls:
        longer = kept.with_call(len(kept.calls), call)
        if draft.seat_for(call.stop) in (None, seat) and draft.take(draft.trial([longer])):
            kept = longer


def insert_all(draft: Draft, stops: Sequence[str], tries: int = TRIES) -> None:
    """Insert each stop at its cheapest place, in this order; what finds none stays out."""
    for stop in stops:
        if (trial := cheapest(draft, stop, tries)) is not None:
            draft.take(trial)


def by_urgency(problem: Problem, stops: Sequence[str]) -> list[str]:
    """What must be served before what may be left out; the hard to place and the dear first."""

    def urgency(name: str) -> tuple[bool, int, int, int]:
        stop = problem.stop_of[name]
        allowed = {v for o in stop.options for v in (o.vehicles or problem.vehicle_of)}
        load = stop.load.mass_g + stop.load.volume_cm3 + stop.load.pieces
        return stop.skip_cost is not None, -stop.priority, len(allowed), -(stop.skip_cost or load)

    return sorted(stops, key=urgency)
