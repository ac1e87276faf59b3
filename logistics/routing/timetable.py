"""The times of one itinerary: as early home as can be, then leaving as late as that allows.

Where another departure is cheaper, or spares the route a broken rule, it leaves then (see `departure`). This is
what construction, explanation and re-planning ask of a route. It also answers for impossible routes: it then
drives late, over weight and through closed roads, and says which rules broke and by how much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from logistics.routing.agenda import Agenda
from logistics.routing.breaches import Breaches
from logistics.routing.departure import least_s, may_mend, may_pay, shortest_first
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

FEW = 8
"""Up to how many stops every itinerary that is tried leaves at its best; of more, only those that are settled do."""


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
        self._settled: dict[Itinerary, Timed] = {}

    def time(
        self, itinerary: Itinerary, handed: Mapping[int, Handed] = NOTHING, stays_s: Mapping[int, int] = NO_STAY
    ) -> Timed:
        """The itinerary with times.

        `handed` tells what its TAKE calls will find; `stays_s` until when its GIVE calls must wait for the taker.
        """
        if not self.problem.transfers:
            return self._timed(itinerary, handed, stays_s)
        # Routes that meet are timed together, again and again, while most of them stay as they are.
        met = tuple((number, handed.get(number), stays_s.get(number)) for number in self._handovers(itinerary))
        if (known := self._known.get((itinerary, met))) is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._timed(itinerary, handed, stays_s)
            self._known[itinerary, met] = known
        return known

    def plain(
        self, itinerary: Itinerary, handed: Mapping[int, Handed] = NOTHING, stays_s: Mapping[int, int] = NO_STAY
    ) -> Timed:
        """The itinerary as early home as can be, then leaving as late as that allows: the search's own timetable."""
        return _Timetable(self.problem, itinerary, self.ways[itinerary.vehicle], handed, stays_s).timed()

    def settled(self, itinerary: Itinerary, timed: Timed) -> Timed:
        """The itinerary, timed as given, leaving when it is cheapest and breaks no rule; as given where nothing is."""
        vehicle, ways = self.problem.vehicle_of[itinerary.vehicle], self.ways[itinerary.vehicle]
        if not may_pay(self.problem, itinerary, ways) or (timed.broken and not may_mend(vehicle, timed.broken)):
            return timed
        if (known := self._settled.get(itinerary)) is None:
            if len(self._settled) >= REMEMBERED:
                self._settled.clear()
            known = _best_departure(self.problem, itinerary, ways, timed)
            self._settled[itinerary] = known
        return known

    def _timed(self, itinerary: Itinerary, handed: Mapping[int, Handed], stays_s: Mapping[int, int]) -> Timed:
        timed = self.plain(itinerary, handed, stays_s)
        if timed.broken or len(self.problem.stops) <= FEW:
            return self.settled(itinerary, timed)
        return timed

    def _handovers(self, itinerary: Itinerary) -> list[int]:
        done = self.problem.under_way_of.get((itinerary.vehicle, itinerary.number))
        facts = [step.handover for step in done.steps if step.handover] if done else []
        return facts + [call.handover for call in itinerary.calls if call.handover]


def _best_departure(problem: Problem, itinerary: Itinerary, ways: Ways, timed: Timed) -> Timed:
    """The itinerary leaving when it is cheapest; as timed where nothing is cheaper, or mends what is broken."""
    vehicle = problem.vehicle_of[itinerary.vehicle]
    tasks = _Timetable(problem, itinerary, ways, NOTHING, NO_STAY).tasks()
    least = least_s(tasks, ways)
    if not timed.broken and timed.route.duration_s <= least:
        return timed
    if vehicle.max_duration_s is not None and least > vehicle.max_duration_s:
        return timed
    for duration_s, start_s in shortest_first(tasks, ways, vehicle):
        if not timed.broken and duration_s >= timed.route.duration_s:
            break
        best = _Timetable(problem, itinerary, ways, NOTHING, NO_STAY, start_s).timed()
        if not best.broken:
            return replace(best, room=timed.room)
    return timed


class _Timetable:
    """One itinerary while it is being timed, leaving no earlier than `start_s`."""

    def __init__(
        self,
        problem: Problem,
        itinerary: Itinerary,
        ways: Ways,
        handed: Mapping[int, Handed],
        stays_s: Mapping[int, int],
        start_s: int = 0,
    ) -> None:
        self.problem, self.itinerary, self.ways, self.handed = problem, itinerary, ways, handed
        self.vehicle = problem.vehicle_of[itinerary.vehicle]
        self.done = problem.under_way_of.get((itinerary.vehicle, itinerary.number))
        self.facts = self.done.steps if self.done else ()
        self.broken = Breaches()
        self.agenda = Agenda(problem, self.vehicle, self.facts, handed, stays_s, self.broken, start_s)
        self.room: Room | None = None

    def tasks(self) -> list[Task]:
        return self.agenda.tasks(self.itinerary.calls)

    def timed(self) -> Timed:
        if self.done and self.done.stranded:
            self.broken.add(Reason.NO_VEHICLE, len(self.itinerary.calls))
            route = priced(self.problem, self.itinerary, self.facts, self.ways)
            return Timed(route, self.broken, self._cargo(self.facts).gives)
        tasks = run_early(self.tasks(), self.ways, self.agenda.breaks(), self.broken.add_late)
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
