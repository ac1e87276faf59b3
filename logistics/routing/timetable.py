"""The times of one itinerary: as early home as can be, then leaving as late as that allows.

This is what construction, explanation and re-planning ask of a route. It also answers for impossible routes:
it then drives late, over weight and through closed roads, and says which rules broke and by how much.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import assert_never

from logistics.routing.freight import Cargo, Handed
from logistics.routing.itinerary import Call, Itinerary
from logistics.routing.plan import Kind, Route, Step
from logistics.routing.problem import Problem
from logistics.routing.reasons import Reason
from logistics.routing.stop import Window
from logistics.routing.tasks import Room, Task, latest_starts_s, room, run_again, run_early, run_late
from logistics.routing.vehicle import Break, VehicleType
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
        self.problem, self.itinerary, self.ways = problem, itinerary, ways
        self.handed, self.stays_s = handed, stays_s
        self.vehicle = problem.vehicle_of[itinerary.vehicle]
        self.done = problem.under_way_of.get((itinerary.vehicle, itinerary.number))
        self.facts = self.done.steps if self.done else ()
        self.broken: dict[Reason, int] = {}
        self.room: Room | None = None

    def timed(self) -> Timed:
        if self.done and self.done.stranded:
            self._break(Reason.NO_VEHICLE, len(self.itinerary.calls))
            route = _route(self.problem, self.itinerary, self.facts, self.ways)
            return Timed(route, self.broken, self._cargo(self.facts).gives)
        tasks = run_early(self._tasks(), self.ways, self._breaks(), self._late)
        steps, cargo = self._settled(tasks)
        route = _route(self.problem, self.itinerary, steps, self.ways)
        self._judge(route, cargo)
        if self.done and not self.itinerary.calls:
            # A vehicle that only goes home may be late, but it needs a road.
            self.broken = {reason: by for reason, by in self.broken.items() if reason is Reason.CLOSED_ROAD}
        return Timed(route, self.broken, cargo.gives, self.room)

    def _breaks(self) -> list[Break]:
        """The breaks that were not taken already."""
        taken = [step for step in self.facts if step.kind is Kind.BREAK]
        return [rest for rest in self.vehicle.breaks if not any(_is_taken(rest, step) for step in taken)]

    def _tasks(self) -> list[Task]:
        first = Task(Kind.START, self.vehicle.start, leave_s=self.vehicle.shift.start_s)
        if self.facts:
            first = Task(Kind.START, self.facts[-1].place, leave_s=self.facts[-1].depart_s)
        tasks = [first, *(self._task(call) for call in self.itinerary.calls), Task(Kind.END, self.vehicle.end)]
        origin, fresh = first, bool(self.facts)
        for task in tasks[1:]:
            if task.call and task.kind is Kind.SERVE:
                stop = self.problem.stop_of[task.call.stop]
                fresh |= stop.max_onboard_s is not None or stop.deliver_by_s is not None
                self._release(origin, stop.release_s)
            elif task.kind in (Kind.RELOAD, Kind.GIVE):
                task.hurried = fresh or task.kind is Kind.GIVE
                origin, fresh = task, False
            fresh |= task.kind is Kind.TAKE
        first.arrive_s = first.start_s = first.depart_s = first.leave_s
        return tasks

    def _release(self, origin: Task, release_s: int) -> None:
        """Keep the trip from leaving before the release; too late for that where it has left already."""
        if origin.kind is Kind.START and self.facts:
            self._break(Reason.RELEASE, release_s - _left_s(self.facts))
        else:
            origin.leave_s = max(origin.leave_s, release_s)

    def _task(self, call: Call) -> Task:
        match call.kind:
            case Kind.SERVE:
                stop = self.problem.stop_of[call.stop]
                option = stop.options[call.option]
                forbidden = option.vehicles is not None and self.vehicle.id not in option.vehicles
                self._break(Reason.NOT_ALLOWED, int(forbidden))
                return Task(call.kind, call.place, stop.windows, option.service_s, call=call)
            case Kind.RELOAD:
                self._break(Reason.TRIPS, int(call.place not in self.vehicle.reload_places))
                return Task(call.kind, call.place, (), self.vehicle.reload_s, call=call)
            case Kind.GIVE:
                transfer = self.problem.transfer_of[call.transfer]
                self._break(Reason.TRANSFER, int(self.vehicle.id not in transfer.givers))
                leave_s = self.stays_s.get(call.handover, 0)
                return Task(call.kind, call.place, (transfer.window,), transfer.service_s, leave_s, call=call)
            case Kind.TAKE:
                transfer, given = self.problem.transfer_of[call.transfer], self.handed.get(call.handover)
                self._break(Reason.TRANSFER, int(self.vehicle.id not in transfer.takers or given is None))
                ready_s = max(transfer.window.start_s, given.ready_s if given else 0)
                self._break(Reason.TRANSFER, ready_s - transfer.window.end_s)
                windows = (Window(ready_s, max(ready_s, transfer.window.end_s)),)
                return Task(call.kind, call.place, windows, transfer.service_s, call=call)
            case Kind.START | Kind.END | Kind.BREAK:
                raise ValueError(f"{call.kind} is the timetable's, not an itinerary's")
        assert_never(call.kind)

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
            self._break(reason, by)
        planned = route.steps[max(0, len(self.facts) - 1) :]
        closed = sum(not self.ways.open(one.place, two.place) for one, two in pairwise(planned))
        self._break(Reason.CLOSED_ROAD, closed)
        self._break(Reason.SHIFT, route.steps[-1].arrive_s - self.vehicle.shift.end_s)
        if self.vehicle.max_duration_s is not None:
            self._break(Reason.DURATION, route.duration_s - self.vehicle.max_duration_s)
        if self.vehicle.max_distance_m is not None:
            self._break(Reason.DISTANCE, route.distance_m - self.vehicle.max_distance_m)
        if self.problem.precedence or self.problem.locks:
            self._judge_order(route)

    def _judge_order(self, route: Route) -> None:
        """Break what is out of order or off its lock, where either stop is still a plan."""
        facts = sum(step.kind is Kind.SERVE for step in self.facts)
        position = {stop: i for i, stop in enumerate(route.stops)}
        for tie in self.problem.precedence:
            first, then = position.get(tie.first, -1), position.get(tie.then, -1)
            self._break(Reason.PRECEDENCE, int(first > then >= 0 and first >= facts))
        for lock in self.problem.locks:
            if (at := position.get(lock.stop, -1)) >= facts:
                here = lock.vehicle == route.vehicle and lock.number in (None, route.number)
                self._break(Reason.LOCK, int(not here or lock.position not in (None, at)))

    def _late(self, kind: Kind, by_s: int) -> None:
        match kind:
            case Kind.BREAK:
                self._break(Reason.BREAK, by_s)
            case Kind.GIVE | Kind.TAKE:
                self._break(Reason.TRANSFER, by_s)
            case Kind.START | Kind.SERVE | Kind.RELOAD | Kind.END:
                self._break(Reason.WINDOW, by_s)

    def _break(self, reason: Reason, by: int) -> None:
        if by > 0:
            self.broken[reason] = max(by, self.broken.get(reason, 0))


def _is_taken(rest: Break, step: Step) -> bool:
    in_time = rest.window.start_s <= step.start_s <= rest.window.end_s
    return in_time and step.depart_s - step.start_s >= rest.duration_s


def _left_s(facts: Sequence[Step]) -> int:
    """When the trip in progress left its start or the place that emptied the vehicle."""
    origins = (step.depart_s for step in reversed(facts) if step.kind in (Kind.START, Kind.RELOAD, Kind.GIVE))
    return next(origins)


def _route(problem: Problem, itinerary: Itinerary, steps: Sequence[Step], ways: Ways) -> Route:
    vehicle = problem.vehicle_of[itinerary.vehicle]
    distance_m = sum(ways.distance_m(one.place, two.place) for one, two in pairwise(steps))
    duration_s = steps[-1].arrive_s - steps[0].depart_s
    cost = route_cost(vehicle, distance_m, duration_s) + _walks(problem, steps)
    busy = any(step.kind in (Kind.SERVE, Kind.GIVE, Kind.TAKE) for step in steps)
    cost += vehicle.fixed_cost if busy else 0
    return Route(itinerary.vehicle, itinerary.number, tuple(steps), distance_m, duration_s, cost)


def route_cost(vehicle: VehicleType, distance_m: int, duration_s: int) -> int:
    """What driving this far and this long costs, without the fixed cost."""
    overtime_s = 0 if vehicle.regular_s is None else max(0, duration_s - vehicle.regular_s)
    return distance_m * vehicle.cost_per_m + duration_s * vehicle.cost_per_s + overtime_s * vehicle.overtime_cost_per_s


def _walks(problem: Problem, steps: Iterable[Step]) -> int:
    return sum(problem.stop_of[step.stop].options[step.option].walk_cost for step in steps if step.kind is Kind.SERVE)
