"""Hand-overs of a plan kept, and the feeders freed: each trip up to a hand-over becomes a vehicle of its own.

Such a vehicle, a slot, leaves when the last taker has gone and is at the meeting point before the next one comes;
which stops it fetches is open again, as it is for every other vehicle. What it costs that the taker comes is the
slot's fixed cost, so that a hand-over not worth its while is given up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from logistics.routing.bringing import apart_from_mixed, waiting
from logistics.routing.draft import Draft, Seat
from logistics.routing.feeding import SHORTEST_S
from logistics.routing.itinerary import Call, Itinerary, serve
from logistics.routing.plan import Kind, Step
from logistics.routing.problem import Problem
from logistics.routing.stop import Option, Stop, Window
from logistics.routing.vehicle import VehicleType

TAKERS_PART = 0.5
"""How much of a feeder's spare time its taker may use up by coming later; the rest is the feeder's, to fetch more."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One trip of a feeder, from the hand-over before it or from home to `give`, as a vehicle that unloads there.

    waiting     what it brings in the plan, as a stop for takers;  until_s  when the feeder leaves at the latest
    barred      goods that may not join the taker's trip;  unloaded_s  when the taker is at an office
    """

    vehicle: VehicleType
    feeder: Seat
    give: Call
    fetched: tuple[str, ...]
    waiting: Stop
    until_s: int
    barred: frozenset[str]
    unloaded_s: int

    def takes(self, stop: Stop) -> bool:
        """Whether the stop's parcels surely get on with what the taker has, and are fresh in the end."""
        if stop.id in self.fetched:
            return True
        onboard_s = self.unloaded_s - self.vehicle.shift.start_s
        fresh = stop.max_onboard_s is None or onboard_s <= stop.max_onboard_s
        return fresh and stop.goods not in self.barred and self.unloaded_s <= (stop.deliver_by_s or self.unloaded_s)


def slots_of(draft: Draft) -> list[Slot]:
    """The slots of all feeders that hand over in the draft and have not left yet."""
    takes = {
        step.handover: (seat, step)
        for seat, timed in draft.timed.items()
        for step in timed.route.steps
        if step.kind is Kind.TAKE
    }
    return [
        slot
        for seat, itinerary in draft.itineraries.items()
        if seat not in draft.problem.under_way_of and any(call.kind is Kind.GIVE for call in itinerary.calls)
        for slot in _slots(draft, seat, takes)
    ]


def _slots(draft: Draft, seat: Seat, takes: Mapping[int, tuple[Seat, Step]]) -> Iterator[Slot]:
    timed, begin_s = draft.timed[seat], draft.problem.vehicle_of[seat[0]].shift.start_s
    gives = [step for step in timed.route.steps if step.kind is Kind.GIVE]
    fetched = _fetched(timed.route.steps)
    for at, give in enumerate(gives):
        taker, take = takes[give.handover]
        following = takes[gives[at + 1].handover][1] if at + 1 < len(gives) else None
        until_s = give.depart_s + int(TAKERS_PART * _spare_s(draft, seat, gives[at + 1 :], following))
        call = Call(Kind.GIVE, give.place, transfer=give.transfer, handover=give.handover)
        given = replace(timed.gives[give.handover], ready_s=take.start_s)
        saved = _saved_by(draft, seat, taker, give.handover, fetched[at])
        barred, unloaded_s = _beside(draft, taker, give.handover)
        vehicle = replace(
            _trip(draft, seat, at),
            shift=_until(draft.problem, begin_s, until_s, take),
            fixed_cost=saved + _opening(draft, seat, at),
        )
        stop = waiting(draft.problem, call, given, until_s, fetched[at])
        yield Slot(vehicle, seat, call, fetched[at], stop, until_s, barred, unloaded_s)
        begin_s = until_s


def _until(problem: Problem, begin_s: int, until_s: int, take: Step) -> Window:
    """From when the feeder is free until it must be there, to have finished when it must go or the taker begins."""
    arrive_s = min(until_s, take.start_s) - problem.transfer_of[take.transfer].service_s
    return Window(begin_s, max(begin_s, arrive_s))


def _trip(draft: Draft, seat: Seat, at: int) -> VehicleType:
    """The feeder's trip number `at` as a vehicle, with what is left to it of the day's limits."""
    feeder, route = draft.problem.vehicle_of[seat[0]], draft.timed[seat].route
    ends = [0, *(i for i, step in enumerate(route.steps) if step.kind is Kind.GIVE)]
    steps, ways = route.steps[ends[at] : ends[at + 1] + 1], draft.keeper.ways[seat[0]]
    driven_m = sum(ways.distance_m(one.place, two.place) for one, two in pairwise(steps))
    return replace(
        feeder,
        id=f"{seat[0]} {seat[1]} to {steps[-1].handover}",
        count=1,
        start=steps[0].place,
        end=steps[-1].place,
        end_is_office=True,
        max_duration_s=_limit(feeder.max_duration_s, route.duration_s, steps[-1].depart_s - steps[0].depart_s),
        max_distance_m=_limit(feeder.max_distance_m, route.distance_m, driven_m),
        reload_places=(),
    )


def _fetched(steps: Sequence[Step]) -> list[tuple[str, ...]]:
    """The stops of each trip that ends in a hand-over."""
    trips: list[list[str]] = [[]]
    for step in steps:
        if step.kind is Kind.SERVE:
            trips[-1].append(step.stop)
        elif step.kind is Kind.GIVE:
            trips.append([])
    return [tuple(trip) for trip in trips[:-1]]


def _limit(limit: int | None, spent: int, here: int) -> int | None:
    """The part of a limit that a trip may use: what it does, and all that is left."""
    return None if limit is None else max(0, limit - spent + here)


def _spare_s(draft: Draft, seat: Seat, gives: Sequence[Step], following: Step | None) -> int:
    """How much later a feeder could leave a hand-over and still make the first of the `gives` after it, or home."""
    feeder, steps = draft.problem.vehicle_of[seat[0]], draft.timed[seat].route.steps
    if following is not None:
        return max(0, following.start_s - gives[0].arrive_s - draft.problem.transfer_of[gives[0].transfer].service_s)
    last_s = feeder.shift.end_s
    if feeder.max_duration_s is not None:
        last_s = min(last_s, steps[0].depart_s + feeder.max_duration_s)
    return max(0, last_s - steps[-1].arrive_s)


def _opening(draft: Draft, seat: Seat, at: int) -> int:
    """What a feeder's day costs beside its trips, set against the first: the fixed cost and the way home."""
    if at:
        return 0
    feeder, ways, steps = draft.problem.vehicle_of[seat[0]], draft.keeper.ways[seat[0]], draft.timed[seat].route.steps
    home = steps[-2].place, feeder.end
    return feeder.fixed_cost + ways.distance_m(*home) * feeder.cost_per_m + ways.duration_s(*home) * feeder.cost_per_s


def _saved_by(draft: Draft, feeder: Seat, taker: Seat, handover: int, fetched: Iterable[str]) -> int:
    """What the taker's route would save without this hand-over; 0 where neither can do without."""
    problem = draft.problem
    spared = [draft.itineraries[seat].without(fetched, handover).tidy(problem) for seat in (feeder, taker)]
    trial = draft.trial(spared)
    if trial.broken:
        return 0
    return max(0, draft.timed[taker].route.cost - trial.timed[taker].route.cost)


def _beside(draft: Draft, taker: Seat, handover: int) -> tuple[frozenset[str], int]:
    """The goods that may not come on the taker's trip with this hand-over, and when that trip unloads."""
    goods: set[str] = set()
    given = {number: gift.goods for timed in draft.timed.values() for number, gift in timed.gives.items()}
    takes_it, unloaded_s = False, 0
    for step in draft.timed[taker].route.steps:
        if step.kind is Kind.SERVE:
            goods.add(draft.problem.stop_of[step.stop].goods)
        elif step.kind is Kind.TAKE:
            goods |= given.get(step.handover, frozenset())
            takes_it |= step.handover == handover
        elif step.kind in (Kind.RELOAD, Kind.END):
            unloaded_s = step.arrive_s
            if takes_it:
                break
            goods = set()
    apart = draft.problem.apart
    return frozenset(other for pair in apart for one, other in (pair, pair[::-1]) if one in goods), unloaded_s


def with_slots(problem: Problem, slots: Sequence[Slot]) -> Problem:
    """The problem with slots in the place of their feeders, and with what they bring as stops for the takers."""
    by_feeder: dict[str, list[Slot]] = {}
    for slot in slots:
        by_feeder.setdefault(slot.feeder[0], []).append(slot)
    everybody = [vehicle.id for vehicle in problem.vehicles]
    locks = {lock.stop: lock.vehicle for lock in problem.locks if lock.vehicle in by_feeder}

    def names(stop: Stop, option: Option) -> tuple[str, ...]:
        allowed = everybody if option.vehicles is None else option.vehicles
        if stop.id in locks:
            allowed = [name for name in allowed if name == locks[stop.id]]
        plain = [name for name in allowed if name not in by_feeder]
        return (*plain, *(s.vehicle.id for name in allowed for s in by_feeder.get(name, ()) if s.takes(stop)))

    stops = tuple(
        _sooner(replace(stop, options=tuple(replace(o, vehicles=names(stop, o)) for o in stop.options)), slots)
        for stop in problem.stops
    )
    vehicles = tuple(replace(one, count=0) if one.id in by_feeder else one for one in problem.vehicles)
    return problem.derived(
        stops=(*stops, *(slot.waiting for slot in slots)),
        vehicles=(*vehicles, *(slot.vehicle for slot in slots)),
        apart=(*problem.apart, *apart_from_mixed(problem, [slot.waiting for slot in slots])),
        locks=tuple(lock for lock in problem.locks if lock.stop not in locks),
    )


def _sooner(stop: Stop, slots: Iterable[Slot]) -> Stop:
    """The stop, if a slot fetches it, with the taker's way taken off the time it may be on board."""
    slot = next((slot for slot in slots if stop.id in slot.fetched), None)
    if slot is None or stop.max_onboard_s is None:
        return stop
    return replace(stop, max_onboard_s=max(SHORTEST_S, stop.max_onboard_s - slot.unloaded_s + slot.vehicle.shift.end_s))


def in_slots(problem: Problem, itineraries: Iterable[Itinerary], slots: Sequence[Slot]) -> list[Itinerary]:
    """The itineraries in the problem with slots: feeders trip by trip, hand-overs as stops of their takers."""
    slot_of = {slot.give.handover: slot for slot in slots}
    found = []
    for itinerary in itineraries:
        calls: list[Call] = []
        for call in itinerary.calls:
            if call.kind is Kind.GIVE:
                found.append(Itinerary(slot_of[call.handover].vehicle.id, 0, tuple(calls)))
                calls = []
            else:
                taken = call.kind is Kind.TAKE
                calls.append(serve(problem, slot_of[call.handover].waiting.id) if taken else call)
        if calls:
            found.append(replace(itinerary, calls=tuple(calls)))
    return found


def from_slots(itineraries: Iterable[Itinerary], slots: Sequence[Slot]) -> list[Itinerary]:
    """The feeders' itineraries with their hand-overs, where there is anything to hand over."""
    calls_of = {one.vehicle: one.calls for one in itineraries}
    feeders: dict[Seat, Itinerary] = {}
    for slot in slots:
        if calls := calls_of.get(slot.vehicle.id):
            before = feeders.get(slot.feeder, Itinerary(*slot.feeder))
            feeders[slot.feeder] = before.with_call(len(before.calls), *calls, slot.give)
    return list(feeders.values())
