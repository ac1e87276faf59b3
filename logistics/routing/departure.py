"""When a route could best leave: the moments at which the course of its day changes, shifted back to its start.

With one window a stop, driving that takes as long at every hour and no breaks, being home as early as can be and
then leaving as late as that allows is best. Several windows, the pace of the day and breaks make a later start pay:
it must then be one of these, for between them a route's duration only grows, only falls or stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from logistics.routing.breaches import Breaches
from logistics.routing.itinerary import Itinerary
from logistics.routing.plan import Kind
from logistics.routing.problem import Problem
from logistics.routing.reasons import Reason
from logistics.routing.tasks import EVER_S, Task, run_early
from logistics.routing.vehicle import VehicleType
from logistics.routing.ways import Ways

ESCAPED = frozenset({Reason.DURATION, Reason.FRESHNESS})
"""What a later start can mend."""

ESCAPED_WITH_BREAKS = ESCAPED | {Reason.BREAK, Reason.WINDOW, Reason.SHIFT}
"""What a later start can mend where it escapes a break."""


def may_pay(problem: Problem, itinerary: Itinerary, ways: Ways) -> bool:
    """Whether leaving later than the plain timetable says could shorten the route or spare it a broken rule.

    Not for vehicles under way, and not for those that meet others: theirs are not the only times that change.
    """
    vehicle = problem.vehicle_of[itinerary.vehicle]
    if not itinerary.calls or (itinerary.vehicle, itinerary.number) in problem.under_way_of:
        return False
    if any(call.kind in (Kind.GIVE, Kind.TAKE) for call in itinerary.calls):
        return False
    if ways.pace or vehicle.breaks:
        return True
    return any(len(problem.stop_of[stop].windows) > 1 for stop in itinerary.stops)


def may_mend(vehicle: VehicleType, broken: Collection[Reason]) -> bool:
    """Whether a later start could mend all of what is broken."""
    return bool(broken) and (ESCAPED_WITH_BREAKS if vehicle.breaks else ESCAPED).issuperset(broken)


def least_s(tasks: Sequence[Task], ways: Ways) -> int:
    """Seconds that no departure gets below: the driving at the fastest pace of the day, and the stays."""
    driving_s = sum(ways.duration_s(one.place, two.place) for one, two in pairwise(tasks))
    fastest = min((100, *(pace.percent for pace in ways.pace)))
    return driving_s * fastest // 100 + sum(task.stay_s for task in tasks)


def shortest_first(tasks: Sequence[Task], ways: Ways, vehicle: VehicleType) -> list[tuple[int, int]]:
    """The durations a route can have by its departure, the shortest first: seconds, and when it leaves.

    Windows, breaks, shift and longest duration are kept; what else the route must keep is the timetable's to see.
    `tasks` run from the START to the END, without breaks; their times are overwritten.
    """
    longest_s = EVER_S if vehicle.max_duration_s is None else vehicle.max_duration_s
    found = []
    for start_s in _starts_s(tasks, ways, vehicle):
        tasks[0].arrive_s = tasks[0].start_s = tasks[0].depart_s = start_s
        broken = Breaches()
        home_s = run_early(tasks, ways, vehicle.breaks, broken.add_late)[-1].arrive_s
        if not broken and home_s <= vehicle.shift.end_s and home_s - start_s <= longest_s:
            found.append((home_s - start_s, start_s))
    return sorted(found)


def _starts_s(tasks: Sequence[Task], ways: Ways, vehicle: VehicleType) -> list[int]:
    """The departures at which a route's duration can be least, in the vehicle's shift."""
    rests = [0, *(rest.duration_s for rest in vehicle.breaks)]
    found = {rest.window.end_s + 1 for rest in vehicle.breaks}
    found |= {moment for moment in _common(ways, vehicle) if moment >= 0}
    last_s = _left_by(tasks, ways, len(tasks) - 1, vehicle.shift.end_s)
    for at in range(1, len(tasks)):
        for moment in _moments(tasks[at], ways, vehicle):
            # A break may come before it.
            found |= {_left_by(tasks, ways, at, moment - rest_s) for rest_s in rests}
    return [start_s for start_s in found if tasks[0].leave_s <= start_s <= last_s]


def _moments(task: Task, ways: Ways, vehicle: VehicleType) -> Iterator[int]:
    """The beginnings of the task at which the route's course changes."""
    for moment in _common(ways, vehicle):
        yield moment
        yield moment - task.stay_s
    for window in task.windows:
        yield window.start_s
        yield window.end_s


def _common(ways: Ways, vehicle: VehicleType) -> Iterator[int]:
    yield from (pace.from_s for pace in ways.pace)
    for rest in vehicle.breaks:
        yield rest.window.start_s
        yield rest.window.end_s


def _left_by(tasks: Sequence[Task], ways: Ways, at: int, begin_s: int) -> int:
    """The latest departure with which the task begins by `begin_s`, the windows before it kept; -1 where none is."""
    for before, task in zip(tasks[at - 1 :: -1], tasks[at:0:-1], strict=True):
        begin_s = ways.departure_s(before.place, task.place, begin_s) - before.stay_s
        if before.windows:
            begin_s = max((min(w.end_s, begin_s) for w in before.windows if w.start_s <= begin_s), default=-1)
        if begin_s < 0:
            return -1
    return begin_s
