"""What a route carries, trip by trip: loads, goods that must stay apart, freshness, and what it hands over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from logistics.routing.plan import Kind, Step
from logistics.routing.problem import Problem
from logistics.routing.reasons import Reason
from logistics.routing.stop import Load
from logistics.routing.vehicle import UnderWay, VehicleType

NO_LOAD = Load()


@dataclass(frozen=True, slots=True)
class Handed:
    """What a feeder leaves for a taker: from when, how much, which goods, and by when it must be in an office."""

    ready_s: int
    load: Load = NO_LOAD
    goods: frozenset[str] = frozenset()
    deadline_s: int | None = None


@dataclass(slots=True)
class _Trip:
    """What is on board; `planned` as soon as any of it is still a plan, no fact."""

    load: Load = NO_LOAD
    goods: set[str] = field(default_factory=set)
    deadlines_s: list[int] = field(default_factory=list)
    planned: bool = False
    received: bool = False
    carries: bool = False


class Cargo:
    """The cargo of one route, step by step: `broken` tells what goes wrong with it, `gives` what it hands over.

    Facts are not judged. `straight_home_s` tells when a vehicle that leaves this step is home at once: parcels
    on board when the plan is made need not be faster than that.
    """

    def __init__(
        self, problem: Problem, vehicle: VehicleType, done: UnderWay | None, handed: Mapping[int, Handed]
    ) -> None:
        self.broken: dict[Reason, int] = {}
        self.gives: dict[int, Handed] = {}
        self._problem, self._vehicle, self._done, self._handed = problem, vehicle, done, handed
        self._trip = _Trip()
        self._trips = 0

    def carry(self, steps: Sequence[Step], straight_home_s: Callable[[Step], int]) -> Cargo:
        """The cargo after these steps."""
        facts = len(self._done.steps) if self._done else 0
        for position, step in enumerate(steps):
            self._trip.planned |= position >= facts and step.kind in (Kind.SERVE, Kind.TAKE)
            match step.kind:
                case Kind.SERVE:
                    self._fetch(step)
                case Kind.TAKE:
                    self._take(step)
                case Kind.RELOAD | Kind.GIVE | Kind.END:
                    self._empty(step, is_plan=position >= facts)
                case Kind.START | Kind.BREAK:
                    pass
            if self._done and position == facts - 1:
                self._trip.load += self._done.carried
                if self._trip.deadlines_s:
                    home_s = straight_home_s(step)
                    self._trip.deadlines_s = [max(deadline_s, home_s) for deadline_s in self._trip.deadlines_s]
        return self

    def _fetch(self, step: Step) -> None:
        stop, trip = self._problem.stop_of[step.stop], self._trip
        trip.carries = True
        trip.load += stop.load
        trip.goods.add(stop.goods)
        if stop.max_onboard_s is not None:
            trip.deadlines_s.append(step.start_s + stop.options[step.option].service_s + stop.max_onboard_s)
        if stop.deliver_by_s is not None:
            trip.deadlines_s.append(stop.deliver_by_s)

    def _take(self, step: Step) -> None:
        given, trip = self._handed.get(step.handover), self._trip
        trip.received = trip.carries = True
        if given is None:
            return
        trip.load += given.load
        trip.goods |= given.goods
        if given.deadline_s is not None:
            trip.deadlines_s.append(given.deadline_s)

    def _empty(self, step: Step, *, is_plan: bool) -> None:
        trip, self._trip = self._trip, _Trip()
        self._trips += trip.carries
        deadline_s = min(trip.deadlines_s, default=None)
        if trip.planned:
            self._judge(trip)
            stuck = trip.carries and step.kind is Kind.END and not self._vehicle.end_is_office
            self._break(Reason.TRANSFER, int(stuck))
        if step.kind is Kind.GIVE:
            ready_s = step.start_s + self._problem.transfer_of[step.transfer].service_s
            self.gives[step.handover] = Handed(ready_s, trip.load, frozenset(trip.goods), deadline_s)
            self._break(Reason.TRANSFER, int(trip.received and is_plan))
        elif deadline_s is not None and is_plan:
            self._break(Reason.FRESHNESS, step.arrive_s - deadline_s)
        if is_plan and self._vehicle.max_trips is not None:
            self._break(Reason.TRIPS, self._trips - self._vehicle.max_trips)

    def _judge(self, trip: _Trip) -> None:
        capacity, load = self._vehicle.capacity, trip.load
        if not capacity.holds(load):
            limits = (
                (capacity.mass_g, load.mass_g),
                (capacity.volume_cm3, load.volume_cm3),
                (capacity.pieces, load.pieces),
            )
            self._break(Reason.CAPACITY, max(amount - limit for limit, amount in limits if limit is not None))
        if len(trip.goods) > 1:
            clashes = sum({*pair} <= trip.goods for pair in self._problem.apart)
            self._break(Reason.GOODS, clashes)

    def _break(self, reason: Reason, by: int) -> None:
        if by > 0:
            self.broken[reason] = max(by, self.broken.get(reason, 0))
