"""The least price of a small problem, by trying everything with a clock of its own: nothing of the planner is used.

Every set of stops goes on every vehicle in every order, with a reload or none between any two of them, leaving at
every minute of the shift, with the break before or after any leg. Nobody waits on purpose where service could begin,
so a plan that is fresher for that may be better still. Hand-overs are left aside: with two vehicles that wait for
each other there are too many ways to try. A vehicle has one break at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise, permutations, product
from math import lcm

import numpy as np
from numpy.typing import NDArray

from logistics.routing import NO_WAY, Problem, Stop, VehicleType, Window

Moments = NDArray[np.int64]
Visit = tuple[Stop, int]
"""A stop and the option of it that is served."""

LAST_S = 3 * 86_400
NEVER = 2**40


class Clock:
    """How long one vehicle type drives, by the work that is done up to each second of the day."""

    def __init__(self, problem: Problem, vehicle: VehicleType) -> None:
        self.travel = problem.travel_of(vehicle)
        self.seconds = self.travel.planned_s(problem.confidence_pct)
        self.grain = lcm(100, *(pace.percent for pace in self.travel.pace))
        percent = np.full(LAST_S, 100)
        for pace in self.travel.pace:
            percent[pace.from_s :] = pace.percent
        self.work = np.concatenate([[0], np.cumsum(self.grain * 100 // percent)])

    def is_open(self, one: int, two: int) -> bool:
        return bool(self.seconds[one, two] != NO_WAY)

    def arrivals_s(self, one: int, two: int, leave_s: Moments) -> Moments:
        wanted = self.work[np.minimum(leave_s, LAST_S)] + int(self.seconds[one, two]) * self.grain
        return np.maximum(leave_s, np.searchsorted(self.work, wanted))


def least_price(problem: Problem) -> int:
    """What the best plan without hand-overs costs, with what it leaves out at its price."""
    seats = [(vehicle, number) for vehicle in problem.vehicles for number in range(vehicle.count)]
    best_of = [_best_routes(problem, vehicle, number) for vehicle, number in seats]
    prices = {stop.id: problem.skip_price(stop) for stop in problem.stops}

    @cache
    def best(seat: int, left: frozenset[str]) -> int:
        if seat == len(seats):
            return sum(prices[stop] for stop in left)
        found = []
        for stops, cost in best_of[seat].items():
            if stops <= left:
                torn = {stop for group in problem.together if stops & {*group} for stop in group} - stops
                found.append(cost + best(seat + 1, left - stops - torn) + sum(prices[stop] for stop in torn & left))
        return min(found)

    return best(0, frozenset(prices))


def _best_routes(problem: Problem, vehicle: VehicleType, number: int) -> dict[frozenset[str], int]:
    """For each set of stops the least that a route of the vehicle costs that serves just them."""
    clock, best = Clock(problem, vehicle), {frozenset[str](): 0}
    if (vehicle.id, number) in problem.under_way_of:
        best[frozenset()] = _trips_cost(problem, vehicle, number, clock, ((),), None)
    for size in range(1, len(problem.stops) + 1):
        for order in permutations(problem.stops, size):
            for options in product(*(range(len(stop.options)) for stop in order)):
                visits = tuple(zip(order, options, strict=True))
                if _may_be(problem, vehicle, number, visits):
                    cost = _route_cost(problem, vehicle, number, clock, visits)
                    key = frozenset(stop.id for stop in order)
                    if cost < min(NEVER, best.get(key, NEVER)):
                        best[key] = cost
    return best


def _may_be(problem: Problem, vehicle: VehicleType, number: int, visits: tuple[Visit, ...]) -> bool:
    """Whether the vehicle may come to all of them, in this order."""
    at = {stop.id: position for position, (stop, _) in enumerate(visits)}
    return (
        all(vehicle.id in (stop.options[option].vehicles or (vehicle.id,)) for stop, option in visits)
        and not any(at.get(tie.first, -1) > at.get(tie.then, NEVER) for tie in problem.precedence)
        and all(
            (lock.vehicle, lock.number or 0) == (vehicle.id, number if lock.number is not None else 0)
            and lock.position in (None, at[lock.stop])
            for lock in problem.locks
            if lock.stop in at
        )
    )


def _route_cost(problem: Problem, vehicle: VehicleType, number: int, clock: Clock, visits: tuple[Visit, ...]) -> int:
    rests = [None, *range(2 * 2 * len(visits))] if vehicle.breaks else [None]
    return min(
        (
            _trips_cost(problem, vehicle, number, clock, trips, rest)
            for trips in _trips(vehicle, visits)
            if _loads_fit(problem, vehicle, trips)
            for rest in rests
        ),
        default=NEVER,
    )


def _trips(vehicle: VehicleType, visits: tuple[Visit, ...]) -> Iterator[tuple[tuple[Visit, ...], ...]]:
    """The visits cut into trips in every way that the vehicle's reload place and its number of trips allow."""
    most = len(visits) if vehicle.reload_places else 1
    for trips in range(1, min(most, vehicle.max_trips or most) + 1):
        for cuts in combinations(range(1, len(visits)), trips - 1):
            yield tuple(visits[one:two] for one, two in pairwise((0, *cuts, len(visits))))


def _loads_fit(problem: Problem, vehicle: VehicleType, trips: tuple[tuple[Visit, ...], ...]) -> bool:
    limits = vehicle.capacity.mass_g, vehicle.capacity.volume_cm3, vehicle.capacity.pieces
    for trip in trips:
        loads = ((stop.load.mass_g, stop.load.volume_cm3, stop.load.pieces) for stop, _ in trip)
        totals = [sum(load) for load in zip(*loads, strict=True)]
        if any(limit is not None and total > limit for total, limit in zip(totals, limits, strict=True)):
            return False
        goods = {stop.goods for stop, _ in trip}
        if any({*pair} <= goods for pair in problem.apart):
            return False
    return vehicle.end_is_office


class _Day:
    """One vehicle on its way through a list of calls, for every departure at once."""

    def __init__(self, vehicle: VehicleType, clock: Clock, place: int, leave_s: Moments, rest: int | None) -> None:
        self.vehicle, self.clock, self.place, self.leave_s = vehicle, clock, place, leave_s
        self.rest, self.halts = rest, 0
        self.lawful = np.ones(len(leave_s), bool)
        self.metres = 0
        self.fresh_until_s = np.full(len(leave_s), NEVER)

    def drive(self, place: int) -> Moments:
        """Arrivals at the place, a break before or after the way there taken if its turn is now."""
        leave_s = self._rested(self.leave_s)
        self.lawful &= self.clock.is_open(self.place, place)
        if self.clock.is_open(self.place, place):
            self.metres += int(self.clock.travel.distance_m[self.place, place])
            leave_s = self.clock.arrivals_s(self.place, place, leave_s)
        self.place = place
        return self._rested(leave_s)

    def _rested(self, moment_s: Moments) -> Moments:
        self.halts += 1
        if self.rest != self.halts - 1:
            return moment_s
        rest = self.vehicle.breaks[0]
        begin_s = np.maximum(moment_s, rest.window.start_s)
        self.lawful &= begin_s <= rest.window.end_s
        return begin_s + rest.duration_s

    def serve(self, stop: Stop, option: int) -> None:
        arrive_s = self.drive(stop.options[option].place)
        begin_s = np.full(len(arrive_s), NEVER)
        for window in stop.windows or (Window(0, NEVER - 1),):
            begins_s = np.maximum(arrive_s, window.start_s)
            begin_s = np.where(begins_s <= window.end_s, np.minimum(begin_s, begins_s), begin_s)
        self.lawful &= begin_s < NEVER
        self.leave_s = np.where(begin_s < NEVER, begin_s, arrive_s) + stop.options[option].service_s
        if stop.max_onboard_s is not None:
            self.fresh_until_s = np.minimum(self.fresh_until_s, self.leave_s + stop.max_onboard_s)
        if stop.deliver_by_s is not None:
            self.fresh_until_s = np.minimum(self.fresh_until_s, stop.deliver_by_s)

    def unload(self, place: int) -> Moments:
        arrive_s = self.drive(place)
        self.lawful &= arrive_s <= self.fresh_until_s
        self.fresh_until_s = np.full(len(arrive_s), NEVER)
        return arrive_s


def _trips_cost(
    problem: Problem,
    vehicle: VehicleType,
    number: int,
    clock: Clock,
    trips: tuple[tuple[Visit, ...], ...],
    rest: int | None,
) -> int:
    """The least that driving these trips costs, over all departures; NEVER where none is lawful."""
    done = problem.under_way_of.get((vehicle.id, number))
    start_s = np.arange(vehicle.shift.start_s, vehicle.shift.end_s, 60)
    if done:
        start_s = np.array([done.steps[-1].depart_s])
    day = _Day(vehicle, clock, done.steps[-1].place if done else vehicle.start, start_s, rest)
    for i, trip in enumerate(trips):
        release_s = max((stop.release_s for stop, _ in trip), default=0)
        if i:
            day.leave_s = np.maximum(day.unload(vehicle.reload_places[0]) + vehicle.reload_s, release_s)
        else:
            day.lawful &= day.leave_s >= release_s
        for stop, option in trip:
            day.serve(stop, option)
    home_s = day.unload(vehicle.end)
    lasts_s = home_s - start_s
    if any(trips):
        day.lawful &= home_s <= vehicle.shift.end_s
        if vehicle.max_duration_s is not None:
            day.lawful &= lasts_s <= vehicle.max_duration_s
        if vehicle.breaks and rest is None:
            due_s = vehicle.breaks[0].window.end_s
            day.lawful &= ~((start_s <= due_s) & (due_s < home_s))
    if not day.lawful.any() or (any(trips) and day.metres > (vehicle.max_distance_m or NEVER)):
        return NEVER
    shortest_s = int(lasts_s[day.lawful].min())
    overtime_s = 0 if vehicle.regular_s is None else max(0, shortest_s - vehicle.regular_s)
    walks = sum(stop.options[option].walk_cost for trip in trips for stop, option in trip)
    driving = day.metres * vehicle.cost_per_m + shortest_s * vehicle.cost_per_s
    fixed = vehicle.fixed_cost if any(trips) else 0
    return fixed + walks + driving + overtime_s * vehicle.overtime_cost_per_s
