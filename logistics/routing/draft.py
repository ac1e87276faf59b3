"""A plan in the making: itineraries that are timed together, changed one step at a time, never broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from logistics.routing.freight import Handed
from logistics.routing.itinerary import Itinerary, loaded_at_first
from logistics.routing.plan import Kind, Plan, Route, Search, Unserved
from logistics.routing.problem import Problem
from logistics.routing.reasons import Reason
from logistics.routing.timetable import Timed, Timekeeper

Seat = tuple[str, int]
"""A vehicle: its type and number."""

ROUNDS = 6
"""How often hand-overs are timed anew before two vehicles that wait for each other are given up."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would make of the routes it touches: their times, the change in cost, the rules it breaks."""

    timed: Mapping[Seat, Timed]
    itineraries: Mapping[Seat, Itinerary]
    cost: int
    broken: Mapping[Reason, int]


class Draft:
    """Itineraries of a problem, each with its times. Whatever is tried, only what breaks no rule is taken over."""

    def __init__(self, problem: Problem, keeper: Timekeeper | None = None) -> None:
        self.problem = problem
        self.keeper = keeper or Timekeeper(problem)
        self.itineraries: dict[Seat, Itinerary] = {}
        self.timed: dict[Seat, Timed] = {}
        self.seat_of: dict[str, Seat] = {}
        self._group_of = _groups(problem)
        for done in problem.under_way:
            seat = done.vehicle, done.number
            self.itineraries[seat] = Itinerary(*seat)
        for done in problem.under_way:
            self._take_over(self.trial([self.itineraries[done.vehicle, done.number]]))

    def copy(self) -> Draft:
        """An independent draft with the same routes."""
        twin = object.__new__(Draft)
        twin.problem, twin.keeper, twin._group_of = self.problem, self.keeper, self._group_of
        twin.itineraries, twin.timed, twin.seat_of = dict(self.itineraries), dict(self.timed), dict(self.seat_of)
        return twin

    def become(self, other: Draft) -> None:
        """Take over the routes of another draft of the same problem."""
        self.itineraries, self.timed, self.seat_of = dict(other.itineraries), dict(other.timed), dict(other.seat_of)

    @property
    def left_out(self) -> list[str]:
        """The stops that nobody serves, in the problem's order."""
        return [stop.id for stop in self.problem.stops if stop.id not in self.seat_of]

    @property
    def price(self) -> int:
        """What a search pays for this draft: its routes, and every stop left out at its price."""
        routes = sum(timed.route.cost for timed in self.timed.values())
        return routes + sum(self.problem.skip_price(self.problem.stop_of[stop]) for stop in self.left_out)

    def seat_for(self, stop: str) -> Seat | None:
        """The vehicle the stop must share with its group, as far as the group is served; None for any."""
        members = self._group_of.get(stop, ())
        return next((self.seat_of[member] for member in members if member in self.seat_of and member != stop), None)

    def trial(self, changed: Sequence[Itinerary]) -> Trial:
        """What these itineraries, put in the place of the present ones, would cost and break.

        Routes that meet the changed ones at a transfer are timed anew with them.
        """
        now = {(itinerary.vehicle, itinerary.number): itinerary for itinerary in changed}
        touched = {**{seat: self.itineraries[seat] for seat in self._linked(now)}, **now}
        timed, broken = self._time_together(touched)
        cost = sum(one.route.cost for one in timed.values())
        cost -= sum(self.timed[seat].route.cost for seat in touched if seat in self.timed)
        return Trial(timed, touched, cost, broken)

    def take(self, trial: Trial) -> bool:
        """Take the trial over, unless it breaks a rule; tells which."""
        if trial.broken:
            return False
        self._take_over(trial)
        return True

    def take_out(self, stops: Iterable[str]) -> bool:
        """Take stops out of their routes; False, with nothing changed, where the rest would break a rule."""
        gone = list(stops)
        seats = sorted({self.seat_of[stop] for stop in gone})
        left = {seat: self.itineraries[seat].without(gone) for seat in seats}
        for number in {number for one in left.values() for number in self._empty_gives(one)}:
            for seat, itinerary in {**self.itineraries, **left}.items():
                if any(call.handover == number for call in itinerary.calls):
                    left[seat] = itinerary.without([], number)
        return self.take(self.trial([itinerary.tidy(self.problem) for itinerary in left.values()]))

    def plan(self, search: Search | None = None) -> Plan:
        """The plan as it stands, each route leaving when it is cheapest; why stops are left out is not asked here."""
        order = {vehicle.id: i for i, vehicle in enumerate(self.problem.vehicles)}
        settled = (self.keeper.settled(self.itineraries[seat], timed) for seat, timed in self.timed.items())
        routes = sorted((timed.route for timed in settled), key=lambda r: (order[r.vehicle], r.number))
        kept = tuple(route for route in routes if self._worth_naming(route))
        unserved = tuple(Unserved(stop, self.problem.stop_of[stop].skip_cost or 0) for stop in self.left_out)
        missing = sum(self.problem.stop_of[one.stop].skip_cost is None for one in unserved)
        cost = sum(route.cost for route in kept) + sum(one.cost for one in unserved)
        return Plan(kept, unserved, cost, missing, search=search or Search())

    def _worth_naming(self, route: Route) -> bool:
        under_way = (route.vehicle, route.number) in self.problem.under_way_of
        return under_way or any(step.kind not in (Kind.START, Kind.END, Kind.BREAK) for step in route.steps)

    def _empty_gives(self, itinerary: Itinerary) -> Iterator[int]:
        """The hand-overs at which the vehicle has nothing to give any more."""
        carries = loaded_at_first(self.problem, itinerary)
        for call in itinerary.calls:
            if call.kind is Kind.GIVE and not carries:
                yield call.handover
            carries = call.kind is Kind.SERVE or (carries and call.kind not in (Kind.GIVE, Kind.RELOAD))

    def _take_over(self, trial: Trial) -> None:
        for seat in trial.itineraries:
            before = self.timed.get(seat)
            for stop in before.route.stops if before else ():
                self.seat_of.pop(stop, None)
        for seat, itinerary in trial.itineraries.items():
            self.itineraries[seat], self.timed[seat] = itinerary, trial.timed[seat]
            for stop in trial.timed[seat].route.stops:
                self.seat_of[stop] = seat
            if not itinerary.calls and seat not in self.problem.under_way_of:
                del self.itineraries[seat], self.timed[seat]

    def _linked(self, changed: Mapping[Seat, Itinerary]) -> set[Seat]:
        """The other vehicles that hand over to these, or take from them, directly or through others."""
        if not self.problem.transfers:
            return set()
        meetings = {seat: _handovers(self.problem, itinerary) for seat, itinerary in self.itineraries.items()}
        reached = set().union(*(_handovers(self.problem, one) for one in changed.values()))
        reached |= set().union(*(meetings.get(seat, set()) for seat in changed))
        linked: set[Seat] = set()
        while more := {seat for seat, met in meetings.items() if met & reached} - linked:
            linked |= more
            reached |= set().union(*(meetings[seat] for seat in more))
        return linked

    def _time_together(self, touched: Mapping[Seat, Itinerary]) -> tuple[dict[Seat, Timed], dict[Reason, int]]:
        if not self.problem.transfers:
            alone = {seat: self.keeper.time(itinerary) for seat, itinerary in touched.items()}
            return alone, _all_broken(alone.values())
        handed: dict[int, Handed] = {}
        stays_s: dict[int, int] = {}
        timed: dict[Seat, Timed] = {}
        for _ in range(ROUNDS):
            timed = {seat: self.keeper.time(itinerary, handed, stays_s) for seat, itinerary in touched.items()}
            found = {number: gift for one in timed.values() for number, gift in one.gives.items()}
            wanted_s = self._stays_s([one.route for one in timed.values()])
            if (found, wanted_s) == (handed, stays_s):
                return timed, _all_broken(timed.values()) | self._unmatched(timed.values())
            handed, stays_s = found, wanted_s
        return timed, {**_all_broken(timed.values()), Reason.TRANSFER: 1}

    def _stays_s(self, routes: Sequence[Route]) -> dict[int, int]:
        """Until when each giver must stay, so that its parcels lie unattended no longer than they may."""
        return {
            step.handover: step.start_s - self.problem.transfer_of[step.transfer].keeps_s
            for route in routes
            for step in route.steps
            if step.kind is Kind.TAKE
        }

    def _unmatched(self, timed: Iterable[Timed]) -> dict[Reason, int]:
        """Hand-overs that only one side knows."""
        numbers = [step.handover for one in timed for step in one.route.steps if step.kind in (Kind.GIVE, Kind.TAKE)]
        alone = sum(numbers.count(number) != 2 for number in set(numbers))
        return {Reason.TRANSFER: alone} if alone else {}


def _groups(problem: Problem) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for group in problem.together:
        for stop in group:
            groups[stop] = (*groups.get(stop, ()), *group)
    return groups


def _handovers(problem: Problem, itinerary: Itinerary) -> set[int]:
    done = problem.under_way_of.get((itinerary.vehicle, itinerary.number))
    facts = {step.handover for step in done.steps} if done else set()
    return ({call.handover for call in itinerary.calls} | facts) - {0}


def _all_broken(timed: Iterable[Timed]) -> dict[Reason, int]:
    broken: dict[Reason, int] = {}
    for one in timed:
        for reason, by in one.broken.items():
            broken[reason] = max(by, broken.get(reason, 0))
    return broken
