"""The times of one itinerary: as early home as can be, then leaving as late as that allows.

This is what construction, explanation and re-planning ask of a route. It also answers for impossible routes:
it then drives late, over weight and through closed roads, and says which rules broke and by how much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from logistics.routing.agenda import Agenda
from logistics.routing.breaches import Breaches
from logistics.routing.freight import Cargo, Handed
from logistics.routing.itinerary import Itinerary
from logistics.routing.plan import Kind, Route, Step
from logistics.routing.pricing import priced
from logistics.routing.problem import Problem
from logistics.routing.reasons import Reason
from logistics.routing.tasks import Room, Task, latest_starts_s, room, run_again, run_early, run_late
from logistics.routing.ways import Ways

NOTHING: Mapping[int, Handed] = {}
NO_STAY: Mapping[int, int] = {}

REMEMBERED = 20_000
"""How many timed itineraries are remembered at most."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A timed route, what rules it breaks (the reason, and by how many seconds, metres, grams ... at most), and
    what it hands over to others, by hand-over number. A route with nothing broken passes the audit, and has `room`.
    """

    route: Route
    broken: Mapping[Reason, int] = field(default_factory=dict)
    gives: Mapping[int, Handed] = field(default_factory=dict)
    room: Room | None = None


class Timekeeper:
    """Times the itineraries of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        by_profile: dict[str, Ways] = {}
        for vehicle in problem.vehicles:
            if vehicle.profile not in by_profile:
                by_profile[vehicle.profile] = Ways(problem, vehicle)
        self.ways = {vehicle.id: by_profile[vehicle.profile] for vehicle in problem.vehicles}
        self._known: dict[tuple[Itinerary, tuple[object, ...]], Timed] = {}

    def time(
        self, itinerary: Itinerary, handed: Mapping[int, Handed] = NOTHING, stays_s: Mapping[int, int] = NO_STAY
    ) -> Timed:
        """The itinerary with times.

        `handed` tells what its TAKE calls will find; `stays_s` until when its GIVE calls must wait for the taker.
        """
        if not self.problem.transfers:
            return _Timetable(self.problem, itinerary, self.ways[itinerary.vehicle], handed, stays_s).timed()
        # Routes that meet are timed together, again and again, while most of them stay as they are.
        met = tuple((number, handed.get(number), stays_s.get(number)) for number in self._handovers(itinerary))
        if (known := self._known.get((itinerary, met))) is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = _Timetable(self.problem, itinerary, self.ways[itinerary.vehicle], handed, stays_s).timed()
            self._known[itinerary, met] = known
        return known

    def _handovers(self, itinerary: Itinerary) -> list[int]:
        done = self.problem.under_way_of.get((itinerary.vehicle, itinerary.number))
        facts = [step.handover for step in done.steps if step.handover] if done else []
        return facts + [call.handover for call in itinerary.calls if call.handover]


class _Timetable:
    """One itinerary while it is being timed."""

    def __init__(
        self,
        problem: Problem,
        itinerary: Itinerary,
        ways: Ways,
        handed: Mapping[int, Handed],
        stays_s: Mapping[int, int],
    ) -> None:
        self.problem, self.itinerary, self.ways, self.handed = problem, itinerary, ways, handed
        self.vehicle = problem.vehicle_of[itinerary.vehicle]
        self.done = problem.under_way_of.get((itinerary.vehicle, itinerary.number))
        self.facts = self.done.steps if self.done else ()
        self.broken = Breaches()
        self.agenda = Agenda(problem, self.vehicle, self.facts, handed, stays_s, self.broken)
        self.room: Room | None = None

    def timed(self) -> Timed:
        if self.done and self.done.stranded:
            self.broken.add(Reason.NO_VEHICLE, len(self.itinerary.calls))
            route = priced(self.problem, self.itinerary, self.facts, self.ways)
            return Timed(route, self.broken, self._cargo(self.facts).gives)
        tasks = self.agenda.tasks(self.itinerary.calls)
        tasks = run_early(tasks, self.ways, self.agenda.breaks(), self.broken.add_late)
        steps, cargo = self._settled(tasks)
        route = priced(self.problem, self.itinerary, steps, self.ways)
        self._judge(route, cargo)
        if self.done and not self.itinerary.calls:
            # A vehicle that only goes home may be late, but it needs a road.
            closed: dict[Reason, int] = {
                reason: by for reason, by in self.broken.items() if reason is Reason.CLOSED_ROAD
            }
            return Timed(route, closed, cargo.gives, self.room)
        return Timed(route, self.broken, cargo.gives, self.room)

    def _settled(self, tasks: list[Task]) -> tuple[tuple[Step, ...], Cargo]:
        """The steps with their final times and their cargo: leaving late, and serving late where freshness asks."""
        if self.broken:
            return self._carried(tasks)
        self.room = room(tasks, self.ways, self.vehicle.shift.end_s)
        latest_s = latest_starts_s(tasks, self.ways, tasks[-1].start_s)
        if not self.facts:
            leave_s = self.ways.departure_s(tasks[0].place, tasks[1].place, latest_s[1])
            tasks[0].begin(max(tasks[0].depart_s, leave_s))
            tasks[0].arrive_s = tasks[0].start_s
            run_again(tasks, self.ways)
        early = self._carried(tasks)
        if Reason.FRESHNESS not in early[1].broken:
            return early
        run_late(tasks, latest_s, self.ways)
        late = self._carried(tasks)
        return early if Reason.FRESHNESS in late[1].broken else late

    def _carried(self, tasks: Sequence[Task]) -> tuple[tuple[Step, ...], Cargo]:
        steps = (*(self.facts or (tasks[0].step(),)), *(task.step() for task in tasks[1:]))
        return steps, self._cargo(steps)

    def _cargo(self, steps: Sequence[Step]) -> Cargo:
        def straight_home_s(last: Step) -> int:
            return self.ways.arrival_s(last.place, self.vehicle.end, last.depart_s)

        return Cargo(self.problem, self.vehicle, self.done, self.handed).carry(steps, straight_home_s)

    def _judge(self, route: Route, cargo: Cargo) -> None:
        for reason, by in cargo.broken.items():
            self.broken.add(reason, by)
        planned = route.steps[max(0, len(self.facts) - 1) :]
        closed = sum(not self.ways.open(one.place, two.place) for one, two in pairwise(planned))
        self.broken.add(Reason.CLOSED_ROAD, closed)
        self.broken.add(Reason.SHIFT, route.steps[-1].arrive_s - self.vehicle.shift.end_s)
        if self.vehicle.max_duration_s is not None:
            self.broken.add(Reason.DURATION, route.duration_s - self.vehicle.max_duration_s)
        if self.vehicle.max_distance_m is not None:
            self.broken.add(Reason.DISTANCE, route.distance_m - self.vehicle.max_distance_m)
        if self.problem.precedence or self.problem.locks:
            self._judge_order(route)

    def _judge_order(self, route: Route) -> None:
        """Break what is out of order or off its lock, where either stop is still a plan."""
        facts = sum(step.kind is Kind.SERVE for step in self.facts)
        position = {stop: i for i, stop in enumerate(route.stops)}
        for tie in self.problem.precedence:
            first, then = position.get(tie.first, -1), position.get(tie.then, -1)
            self.broken.add(Reason.PRECEDENCE, int(first > then >= 0 and first >= facts))
        for lock in self.problem.locks:
            if (at := position.get(lock.stop, -1)) >= facts:
                here = lock.vehicle == route.vehicle and lock.number in (None, route.number)
                self.broken.add(Reason.LOCK, int(not here or lock.position not in (None, at)))
