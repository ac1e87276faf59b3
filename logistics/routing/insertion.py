"""Where a stop could go: every vehicle, option and position, with a reload or a hand-over where that helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice

from logistics.routing.draft import Draft, Seat, Trial
from logistics.routing.itinerary import Call, Itinerary, loaded_at_first, serve
from logistics.routing.plan import Kind
from logistics.routing.stop import Load, Option, Stop, Window
from logistics.routing.ties import Transfer

COMPARED = 3
"""How many ways that break no rule are compared by their true cost; estimates know of no waits and no paces."""


@dataclass(frozen=True, slots=True)
class Place:
    """One way to serve a stop: the itineraries it changes, and roughly what it adds to the cost."""

    estimate: int
    itineraries: tuple[Itinerary, ...]


def cheapest(draft: Draft, stop: str, tries: int | None = None) -> Trial | None:
    """The cheapest of the first few ways, by estimated cost, that break no rule; None where `tries` of them all do.

    A stop that may be left out is only put where it costs less than leaving it out.
    """
    ways = list(places(draft, stop))
    limit = draft.problem.stop_of[stop].skip_cost
    found: list[Trial] = []
    for place in nsmallest(tries or len(ways), ways, key=lambda place: place.estimate):
        trial = draft.trial(place.itineraries)
        if not trial.broken and (limit is None or trial.cost < limit):
            found.append(trial)
            if len(found) == COMPARED:
                break
    return min(found, key=lambda trial: trial.cost, default=None)


def places(draft: Draft, stop: str) -> Iterator[Place]:
    """Every place on the route of every vehicle that may come, used or one unused of each type."""
    wanted = draft.problem.stop_of[stop]
    for seat in seats(draft, stop):
        vehicle = draft.problem.vehicle_of[seat[0]]
        for number, option in enumerate(wanted.options):
            if option.vehicles is None or vehicle.id in option.vehicles:
                yield from _on_route(draft, seat, serve(draft.problem, stop, number), option)
                yield from _by_transfer(draft, seat, wanted, number)


def seats(draft: Draft, stop: str) -> list[Seat]:
    """The vehicles that could take the stop, by its locks and its group: those in use, and the next of each type."""
    shared = draft.seat_for(stop)
    lock = next((lock for lock in draft.problem.locks if lock.stop == stop), None)
    found = []
    for vehicle in draft.problem.vehicles:
        used = [seat for seat in draft.itineraries if seat[0] == vehicle.id]
        numbers: Iterable[int] = range(vehicle.count) if lock is None or lock.number is None else (lock.number,)
        free = (seat for n in numbers if (seat := (vehicle.id, n)) not in draft.itineraries)
        found += [*used, *islice(free, 1)]
    if lock:
        found = [seat for seat in found if seat[0] == lock.vehicle and lock.number in (None, seat[1])]
    stranded = {(done.vehicle, done.number) for done in draft.problem.under_way if done.stranded}
    return [seat for seat in found if shared in (None, seat) and seat not in stranded]


def _on_route(draft: Draft, seat: Seat, call: Call, option: Option) -> Iterator[Place]:
    itinerary = draft.itineraries.get(seat) or Itinerary(*seat)
    vehicle = draft.problem.vehicle_of[seat[0]]
    opens = option.walk_cost + (vehicle.fixed_cost if not itinerary.calls else 0)
    trial, loaded = _Detours(draft, itinerary, call), loaded_at_first(draft.problem, itinerary)
    for position in range(len(itinerary.calls) + 1):
        if (added := trial.cost(position, (call,))) is not None:
            yield Place(added + opens, (itinerary.with_call(position, call),))
        for place in vehicle.reload_places if itinerary.calls or loaded else ():
            reload = Call(Kind.RELOAD, place)
            for calls in ((reload, call), (call, reload)):
                if (
                    _splits_a_trip(itinerary, position, calls, loaded)
                    and (added := trial.cost(position, calls)) is not None
                ):
                    yield Place(added + opens, (itinerary.with_call(position, *calls),))


def _splits_a_trip(itinerary: Itinerary, position: int, calls: tuple[Call, ...], loaded: bool) -> bool:
    """Whether both trips around the new reload carry something."""
    before, after = itinerary.calls[:position], itinerary.calls[position:]
    if calls[0].kind is Kind.RELOAD:
        return before[-1].kind in (Kind.SERVE, Kind.TAKE) if before else loaded
    return bool(after) and after[0].kind is not Kind.RELOAD


class _Detours:
    """What calls would add to one itinerary, position by position: a quick look that spares hopeless timetables."""

    def __init__(self, draft: Draft, itinerary: Itinerary, call: Call) -> None:
        self.vehicle, self.ways = draft.problem.vehicle_of[itinerary.vehicle], draft.keeper.ways[itinerary.vehicle]
        seat = itinerary.vehicle, itinerary.number
        done = draft.problem.under_way_of.get(seat)
        start = done.steps[-1].place if done else self.vehicle.start
        self.places = (start, *(one.place for one in itinerary.calls), self.vehicle.end)
        self.drives = bool(itinerary.calls) or done is not None
        self.room = draft.timed[seat].room if seat in draft.timed and draft.timed[seat].room else None
        self.windows: tuple[Window, ...] = ()
        self.service_s = 0
        self.trips = _trips(itinerary)
        self.full = [False] * len(self.trips)
        if call.kind is Kind.SERVE:
            stop = draft.problem.stop_of[call.stop]
            self.windows, self.service_s = stop.windows, stop.options[call.option].service_s
            loads = {trip: load + stop.load for trip, load in zip(self.trips, _loads(draft, itinerary), strict=True)}
            fits = {trip: self.vehicle.capacity.holds(load) for trip, load in loads.items()}
            self.full = [not fits[trip] for trip in self.trips]

    def cost(self, position: int, calls: tuple[Call, ...]) -> int | None:
        """What driving through the calls before this position adds, waits aside; None where it cannot be."""
        if len(calls) == 1 and self.full[position]:
            return None
        origin, target = self.places[position], self.places[position + 1]
        cost, here, clock_s = 0, origin, self.room.leave_s[position] if self.room else 0
        for call in calls:
            if not self.ways.open(here, call.place):
                return None
            cost += self._leg(here, call.place)
            clock_s = self.ways.arrival_s(here, call.place, clock_s)
            if call.kind is Kind.SERVE and self.room:
                if self.windows and all(clock_s > window.end_s for window in self.windows):
                    return None
                begins = (max(clock_s, window.start_s) for window in self.windows if clock_s <= window.end_s)
                clock_s = min(begins, default=clock_s) + self.service_s
            here = call.place
        if not self.ways.open(here, target):
            return None
        if self.room and self.ways.arrival_s(here, target, clock_s) > self.room.begin_s[position]:
            return None
        return cost + self._leg(here, target) - (self._leg(origin, target) if self.drives else 0)

    def _leg(self, origin: int, target: int) -> int:
        metres, seconds = self.ways.distance_m(origin, target), self.ways.duration_s(origin, target)
        return metres * self.vehicle.cost_per_m + seconds * self.vehicle.cost_per_s


def _trips(itinerary: Itinerary) -> list[int]:
    """For each position of the itinerary the number of the trip it falls into."""
    trips, current = [0], 0
    for call in itinerary.calls:
        current += call.kind in (Kind.RELOAD, Kind.GIVE)
        trips.append(current)
    return trips


def _loads(draft: Draft, itinerary: Itinerary) -> list[Load]:
    """For each position the planned load of its trip; what came on board otherwise is the timetable's to weigh."""
    loads = [Load()]
    for call in itinerary.calls:
        if call.kind in (Kind.RELOAD, Kind.GIVE):
            loads.append(Load())
        elif call.kind is Kind.SERVE:
            loads[-1] += draft.problem.stop_of[call.stop].load
    return [loads[trip] for trip in _trips(itinerary)]


def _by_transfer(draft: Draft, seat: Seat, stop: Stop, option: int) -> Iterator[Place]:
    """A new hand-over: the feeder fetches the stop last, gives at a transfer, and a taker passes there."""
    vehicle = draft.problem.vehicle_of[seat[0]]
    for transfer in draft.problem.transfers:
        if vehicle.id in transfer.givers:
            yield from _through(draft, seat, transfer, serve(draft.problem, stop.id, option))


def _through(draft: Draft, seat: Seat, transfer: Transfer, call: Call) -> Iterator[Place]:
    feeder = draft.itineraries.get(seat) or Itinerary(*seat)
    number = _next_handover(draft)
    give = Call(Kind.GIVE, transfer.place, transfer=transfer.id, handover=number)
    take = Call(Kind.TAKE, transfer.place, transfer=transfer.id, handover=number)
    fixed = draft.problem.vehicle_of[seat[0]].fixed_cost if not feeder.calls else 0
    there = _Detours(draft, feeder, call).cost(len(feeder.calls), (call, give))
    if there is None:
        return
    for vehicle in transfer.takers:
        for taker in _takers(draft, vehicle, seat):
            opening = 0 if taker.calls else draft.problem.vehicle_of[vehicle].fixed_cost
            detours = _Detours(draft, taker, take)
            for position in range(len(taker.calls) + 1):
                added = detours.cost(position, (take,))
                if added is not None:
                    given = feeder.with_call(len(feeder.calls), call, give)
                    yield Place(there + fixed + added + opening, (given, taker.with_call(position, take)))


def _takers(draft: Draft, vehicle: str, feeder: Seat) -> Iterator[Itinerary]:
    """The vehicles of this type in use, and one that is not."""
    count = draft.problem.vehicle_of[vehicle].count
    yield from (one for seat, one in draft.itineraries.items() if seat[0] == vehicle and seat != feeder)
    unused = (n for n in range(count) if (vehicle, n) not in draft.itineraries and (vehicle, n) != feeder)
    if (number := next(unused, None)) is not None:
        yield Itinerary(vehicle, number)


def _next_handover(draft: Draft) -> int:
    numbers = [call.handover for itinerary in draft.itineraries.values() for call in itinerary.calls]
    numbers += [step.handover for done in draft.problem.under_way for step in done.steps]
    return max(numbers, default=0) + 1
