"""An itinerary's calls as tasks: where, within which windows, for how long, and no earlier than what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from logistics.routing.breaches import Breaches
from logistics.routing.freight import Handed
from logistics.routing.itinerary import Call
from logistics.routing.plan import Kind, Step
from logistics.routing.problem import Problem
from logistics.routing.reasons import Reason
from logistics.routing.stop import Window
from logistics.routing.tasks import Task
from logistics.routing.vehicle import Break, VehicleType


@dataclass(frozen=True, slots=True)
class Agenda:
    """One vehicle's tasks after its `facts`; what its calls break by themselves is noted in `broken`.

    `handed` tells what its TAKE calls will find; `stays_s` until when its GIVE calls must wait for the taker.
    A vehicle that has not left leaves no earlier than `start_s`.
    """

    problem: Problem
    vehicle: VehicleType
    facts: Sequence[Step]
    handed: Mapping[int, Handed]
    stays_s: Mapping[int, int]
    broken: Breaches
    start_s: int = 0

    def tasks(self, calls: Sequence[Call]) -> list[Task]:
        """From the start, or from the last of the facts, through the calls to the end."""
        first = Task(Kind.START, self.vehicle.start, leave_s=max(self.start_s, self.vehicle.shift.start_s))
        if self.facts:
            first = Task(Kind.START, self.facts[-1].place, leave_s=self.facts[-1].depart_s)
        tasks = [first, *(self._task(call) for call in calls), Task(Kind.END, self.vehicle.end)]
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

    def breaks(self) -> list[Break]:
        """The breaks that were not taken already."""
        taken = [step for step in self.facts if step.kind is Kind.BREAK]
        return [rest for rest in self.vehicle.breaks if not any(_is_taken(rest, step) for step in taken)]

    def _release(self, origin: Task, release_s: int) -> None:
        """Keep the trip from leaving before the release; too late for that where it has left already."""
        if origin.kind is Kind.START and self.facts:
            self.broken.add(Reason.RELEASE, release_s - _left_s(self.facts))
        else:
            origin.leave_s = max(origin.leave_s, release_s)

    def _task(self, call: Call) -> Task:
        match call.kind:
            case Kind.SERVE:
                return self._serve(call)
            case Kind.RELOAD:
                self.broken.add(Reason.TRIPS, int(call.place not in self.vehicle.reload_places))
                return Task(call.kind, call.place, (), self.vehicle.reload_s, call=call)
            case Kind.GIVE:
                return self._give(call)
            case Kind.TAKE:
                return self._take(call)
            case Kind.START | Kind.END | Kind.BREAK:
                raise ValueError(f"{call.kind} is the timetable's, not an itinerary's")
        assert_never(call.kind)

    def _serve(self, call: Call) -> Task:
        stop = self.problem.stop_of[call.stop]
        option = stop.options[call.option]
        forbidden = option.vehicles is not None and self.vehicle.id not in option.vehicles
        self.broken.add(Reason.NOT_ALLOWED, int(forbidden))
        return Task(call.kind, call.place, stop.windows, option.service_s, call=call)

    def _give(self, call: Call) -> Task:
        transfer = self.problem.transfer_of[call.transfer]
        self.broken.add(Reason.TRANSFER, int(self.vehicle.id not in transfer.givers))
        leave_s = self.stays_s.get(call.handover, 0)
        return Task(call.kind, call.place, (transfer.window,), transfer.service_s, leave_s, call=call)

    def _take(self, call: Call) -> Task:
        transfer, given = self.problem.transfer_of[call.transfer], self.handed.get(call.handover)
        self.broken.add(Reason.TRANSFER, int(self.vehicle.id not in transfer.takers or given is None))
        ready_s = max(transfer.window.start_s, given.ready_s if given else 0)
        self.broken.add(Reason.TRANSFER, ready_s - transfer.window.end_s)
        windows = (Window(ready_s, max(ready_s, transfer.window.end_s)),)
        return Task(call.kind, call.place, windows, transfer.service_s, call=call)


def _is_taken(rest: Break, step: Step) -> bool:
    in_time = rest.window.start_s <= step.start_s <= rest.window.end_s
    return in_time and step.depart_s - step.start_s >= rest.duration_s


def _left_s(facts: Sequence[Step]) -> int:
    """When the trip in progress left its start or the place that emptied the vehicle."""
    origins = (step.depart_s for step in reversed(facts) if step.kind in (Kind.START, Kind.RELOAD, Kind.GIVE))
    return next(origins)
