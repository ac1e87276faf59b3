"""Why a stop is left out, and the cheapest single change that would serve it.

A stop is tried at the likeliest positions of every vehicle, rules broken or not. Where exactly one rule breaks,
that rule is a reason, and relaxing it by what it breaks is a change that would serve the stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import islice, pairwise

from logistics.errors import NotFound, Text
from logistics.routing.draft import Draft, Seat, Trial
from logistics.routing.insertion import places
from logistics.routing.itinerary import Call, Itinerary, of_plan, serve
from logistics.routing.plan import Kind, Plan
from logistics.routing.problem import Problem
from logistics.routing.reasons import TEXTS, Reason
from logistics.routing.relaxed import relaxation
from logistics.routing.stop import Stop
from logistics.routing.vehicle import VehicleType

POSITIONS = 4
"""How many positions of a route are tried, the smallest detours first."""

TRIED, LEAST = 120, 30
"""How many positions of all routes together are tried for one stop; at least so many where several are asked about."""

TRANSFERS = 20
"""How many new hand-overs are tried."""

THOROUGH = 20
"""For how many stops of a plan every vehicle is tried; beyond, what an empty vehicle says is enough."""

LAST_RESORTS = (Reason.CLOSED_ROAD, Reason.NOT_ALLOWED, Reason.LOCK)
"""Rules that nobody can relax by wishing; proposed only where nothing else would do."""


@dataclass(frozen=True, slots=True)
class Change:
    """One rule relaxed `by` so much (seconds, metres, grams ...), and what serving the stop then adds to the cost."""

    reason: Reason
    by: int
    vehicle: str
    number: int
    option: int
    cost: int
    text: Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a stop is left out, each reason a sentence in `TEXTS`, and the cheapest single change that would serve it."""

    stop: str
    reasons: tuple[Reason, ...]
    change: Change | None = None

    @property
    def texts(self) -> tuple[Text, ...]:
        """The reasons as sentences."""
        return tuple(TEXTS[reason] for reason in self.reasons)


def explain(problem: Problem, plan: Plan, stop: str) -> Explanation:
    """Why the plan leaves this stop out. Raises NotFound for a stop that the plan serves or nobody knows."""
    if stop not in {one.stop for one in plan.unserved}:
        raise NotFound("stop", vi=f"“{stop}” không bị bỏ lại.", en=f"The plan does not leave out {stop!r}.")
    return _explained(_drafted(problem, plan), stop)


def with_reasons(problem: Problem, plan: Plan) -> Plan:
    """The same plan, every stop it leaves out with its reasons."""
    if not plan.unserved:
        return plan
    draft, empty = _drafted(problem, plan), Draft(problem)
    tried = max(LEAST, 2 * TRIED // len(plan.unserved))
    told = tuple(
        replace(one, reasons=_explained(draft, one.stop, tried, draft if i < THOROUGH else empty).reasons)
        for i, one in enumerate(plan.unserved)
    )
    return replace(plan, unserved=told)


def _drafted(problem: Problem, plan: Plan) -> Draft:
    draft = Draft(problem)
    draft.take(draft.trial(of_plan(problem, plan)))
    return draft


def _explained(draft: Draft, name: str, tried: int = TRIED, looked_at: Draft | None = None) -> Explanation:
    """The explanation, by what the vehicles of the draft, or of the one to be looked at in its place, could do."""
    stop = draft.problem.stop_of[name]
    if not any(vehicle.count for vehicle in draft.problem.vehicles):
        return Explanation(name, (Reason.NO_VEHICLE,))
    trials = list(_tries(looked_at or draft, stop, min(tried, TRIED)))
    free = [trial for _, trial in trials if not trial.broken]
    if free:
        return Explanation(name, (_reason_of_free(draft, stop, free, is_draft=looked_at in (None, draft)),))
    single = [(call, trial) for call, trial in trials if len(trial.broken) == 1]
    if not single:
        nearest = min((trial.broken for _, trial in trials), key=len, default={Reason.NO_VEHICLE: 1})
        return Explanation(name, tuple(sorted(nearest)))
    changes = [_change(call, trial) for call, trial in single if _comes_to_an_office(draft.problem, call, trial)]
    if not changes:
        return Explanation(name, tuple(dict.fromkeys(reason for _, trial in single for reason in trial.broken)))
    changes.sort(key=lambda change: (change.reason in LAST_RESORTS, change.cost, change.by))
    usual = [change.reason for change in changes if change.reason not in LAST_RESORTS]
    reasons = dict.fromkeys(usual or [change.reason for change in changes])
    return Explanation(name, tuple(reasons), changes[0])


def _reason_of_free(draft: Draft, stop: Stop, free: Sequence[Trial], *, is_draft: bool) -> Reason:
    """Why a stop is left out that these could serve: its cost, no time to try, or, of empty vehicles, none is left."""
    if stop.skip_cost is not None and min(trial.cost for trial in free) >= stop.skip_cost:
        return Reason.COST
    able = {vehicle for trial in free for vehicle, _ in trial.itineraries}
    spare = (vehicle for vehicle in draft.problem.vehicles if vehicle.id in able)
    return Reason.UNFINISHED if is_draft or any(_unused(draft, one) is not None for one in spare) else Reason.FLEET


def _comes_to_an_office(problem: Problem, call: Call, trial: Trial) -> bool:
    """Whether what the stop hands over is unloaded; a feeder that comes home with it serves nobody."""
    itinerary = next(one for one in trial.itineraries.values() if call.stop in one.stops)
    after = itinerary.calls[itinerary.calls.index(call) + 1 :]
    handed_on = any(one.kind in (Kind.GIVE, Kind.RELOAD) for one in after)
    return handed_on or problem.vehicle_of[itinerary.vehicle].end_is_office


def _tries(draft: Draft, stop: Stop, tried: int) -> Iterator[tuple[Call, Trial]]:
    """The stop's call and what it would do, at likely positions of every vehicle, on a trip more, by hand-over,

    and on one vehicle more.
    """
    for seat, number, position in _likeliest(draft, stop, tried):
        call = serve(draft.problem, stop.id, number)
        itinerary = draft.itineraries.get(seat) or Itinerary(*seat)
        trial = draft.trial([itinerary.with_call(position, call)])
        yield call, _with_group(draft, stop, seat, trial)
    yield from islice(_trip_more(draft, stop), tried)
    meetings = (place for place in places(draft, stop.id) if len(place.itineraries) > 1)
    for place in islice(meetings, TRANSFERS * tried // TRIED):
        call = next(call for call in place.itineraries[0].calls if call.stop == stop.id)
        yield call, draft.trial(place.itineraries)
    yield from _one_more(draft, stop)


def _likeliest(draft: Draft, stop: Stop, tried: int) -> list[tuple[Seat, int, int]]:
    """Vehicle, option and position, the smallest detours first."""
    found = [
        (detour_s, seat, number, position)
        for seat in _seats(draft)
        for number, option in enumerate(stop.options)
        for detour_s, position in _likely(draft, draft.itineraries.get(seat) or Itinerary(*seat), option.place)
    ]
    # Apart, since a way out and back is longer than any detour.
    fresh = [one for one in found if one[1] not in draft.itineraries]
    used = [one for one in found if one[1] in draft.itineraries]
    likeliest = nsmallest(tried, used) + nsmallest(tried, fresh)
    return [(seat, number, position) for _, seat, number, position in likeliest]


def _trip_more(draft: Draft, stop: Stop) -> Iterator[tuple[Call, Trial]]:
    """What a trip for the stop alone would do, before or after all others of each vehicle that may reload."""
    for seat, itinerary in draft.itineraries.items():
        for place in draft.problem.vehicle_of[seat[0]].reload_places[:1] if itinerary.calls else ():
            reload = Call(Kind.RELOAD, place)
            for number in range(len(stop.options)):
                call = serve(draft.problem, stop.id, number)
                for position, calls in ((len(itinerary.calls), (reload, call)), (0, (call, reload))):
                    trial = draft.trial([itinerary.with_call(position, *calls)])
                    yield call, _with_group(draft, stop, seat, trial)


def _seats(draft: Draft) -> Iterator[Seat]:
    """Every vehicle in use that can drive, and the next of each type."""
    for seat in draft.itineraries:
        done = draft.problem.under_way_of.get(seat)
        if not (done and done.stranded):
            yield seat
    for vehicle in draft.problem.vehicles:
        if (next_one := _unused(draft, vehicle)) is not None:
            yield next_one


def _unused(draft: Draft, vehicle: VehicleType) -> Seat | None:
    """The first vehicle of the type that the draft does not use; None where it uses all."""
    return next((seat for n in range(vehicle.count) if (seat := (vehicle.id, n)) not in draft.itineraries), None)


def _likely(draft: Draft, itinerary: Itinerary, place: int) -> list[tuple[int, int]]:
    """The positions with the smallest detours, each with its detour in seconds."""
    ways = draft.keeper.ways[itinerary.vehicle]
    vehicle = draft.problem.vehicle_of[itinerary.vehicle]
    stations = [vehicle.start, *(call.place for call in itinerary.calls), vehicle.end]
    detours = [
        ways.duration_s(origin, place) + ways.duration_s(place, target) - ways.duration_s(origin, target)
        for origin, target in pairwise(stations)
    ]
    return nsmallest(POSITIONS, ((detour_s, position) for position, detour_s in enumerate(detours)))


def _with_group(draft: Draft, stop: Stop, seat: Seat, trial: Trial) -> Trial:
    """The trial, with the rule about sharing a vehicle among what it breaks."""
    if draft.seat_for(stop.id) in (None, seat):
        return trial
    return replace(trial, broken={**trial.broken, Reason.TOGETHER: 1})


def _one_more(draft: Draft, stop: Stop) -> Iterator[tuple[Call, Trial]]:
    """What one more vehicle of each type could do for the stop alone, where all of the type are taken."""
    for vehicle in draft.problem.vehicles:
        seat = vehicle.id, vehicle.count
        if _unused(draft, vehicle) is not None:
            continue
        for number in range(len(stop.options)):
            call = serve(draft.problem, stop.id, number)
            itinerary = Itinerary(*seat, (call,))
            timed = draft.keeper.time(itinerary)
            broken = {**timed.broken, Reason.FLEET: 1}
            trial = Trial({seat: timed}, {seat: itinerary}, timed.route.cost, broken)
            yield call, _with_group(draft, stop, seat, trial)


def _change(call: Call, trial: Trial) -> Change:
    (reason, by), *_ = trial.broken.items()
    vehicle, number = next(seat for seat, one in trial.itineraries.items() if call.stop in one.stops)
    return Change(reason, by, vehicle, number, call.option, trial.cost, relaxation(reason, by, vehicle))
