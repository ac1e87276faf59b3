"""The steps of a route on their way to having times: as early as can be, with breaks, and as late as that allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from logistics.routing.itinerary import Call
from logistics.routing.plan import Kind, Step
from logistics.routing.stop import Window
from logistics.routing.vehicle import Break
from logistics.routing.ways import Ways

EVER_S = 2**40


@dataclass(slots=True)
class Task:
    """A step to be: it begins inside one of `windows`, stays `stay_s`, and leaves no earlier than `leave_s`.

    `hurried` tasks begin as early as they can, even where waiting first would shorten the route.
    """

    kind: Kind
    place: int
    windows: tuple[Window, ...] = ()
    stay_s: int = 0
    leave_s: int = 0
    hurried: bool = False
    call: Call | None = None
    arrive_s: int = 0
    start_s: int = 0
    depart_s: int = 0

    def arrive(self, arrive_s: int) -> int:
        """Take the earliest times after this arrival; returns by how much the last window is missed."""
        self.arrive_s = arrive_s
        reachable = (max(arrive_s, w.start_s) for w in self.windows if arrive_s <= w.end_s)
        self.begin(min(reachable, default=arrive_s))
        return max(0, arrive_s - max((w.end_s for w in self.windows), default=EVER_S))

    def begin(self, start_s: int) -> None:
        """Begin at `start_s` and leave as soon as allowed."""
        self.start_s = start_s
        self.depart_s = max(start_s + self.stay_s, self.leave_s)

    def latest_start_s(self, bound_s: int) -> int:
        """The latest start by `bound_s` that the windows allow, at least the start it has."""
        allowed = [min(w.end_s, bound_s) for w in self.windows if w.start_s <= bound_s] if self.windows else [bound_s]
        return max(self.start_s, max(allowed, default=self.start_s))

    def step(self) -> Step:
        """The step, with its times."""
        times = self.arrive_s, self.start_s, self.depart_s
        if self.call is None:
            return Step(self.kind, self.place, *times)
        call = self.call
        return Step(call.kind, call.place, *times, call.stop, call.option, call.transfer, call.handover)


def run_early(
    tasks: Sequence[Task], ways: Ways, breaks: Sequence[Break], late: Callable[[Kind, int], None]
) -> list[Task]:
    """The tasks as early as can be, with the breaks that fall due put in as late as can be.

    The first task has its times already. `late` hears of every window that is missed, and by how much.
    """
    timed = [tasks[0]]
    due = [rest for rest in breaks if rest.window.end_s >= tasks[0].depart_s]
    pending = sorted(due, key=lambda rest: rest.window.end_s)
    for task in tasks[1:]:
        while pending and (rest := _rest_before(timed[-1], task, pending[0], ways)):
            late(Kind.BREAK, rest.start_s - pending.pop(0).window.end_s)
            timed.append(rest)
        late(task.kind, task.arrive(ways.arrival_s(timed[-1].place, task.place, timed[-1].depart_s)))
        timed.append(task)
    return timed


def _rest_before(last: Task, task: Task, rest: Break, ways: Ways) -> Task | None:
    """The break as a task between the two, if it must or best be taken there; None if later will do.

    It must where the next chance comes after its window closes; it best is where waiting is due anyhow.
    """
    arrive_s = ways.arrival_s(last.place, task.place, last.depart_s)
    before_the_leg = arrive_s > rest.window.end_s
    if task.kind is Kind.END and not before_the_leg:
        return None
    trial = Task(task.kind, task.place, task.windows, task.stay_s, task.leave_s)
    trial.arrive(arrive_s)
    free = max(arrive_s, rest.window.start_s) + rest.duration_s <= trial.start_s
    if not (before_the_leg or free or trial.depart_s > rest.window.end_s):
        return None
    rested = Task(Kind.BREAK, last.place if before_the_leg else task.place, (rest.window,), rest.duration_s)
    rested.arrive(last.depart_s if before_the_leg else arrive_s)
    return rested


@dataclass(frozen=True, slots=True)
class Room:
    """How far each call of a route could move: when the one before it can be left at the earliest, and when it

    must begin at the latest; one entry more for the way home. A quick first look for insertion, no proof.
    """

    leave_s: tuple[int, ...]
    begin_s: tuple[int, ...]


def room(tasks: Sequence[Task], ways: Ways, home_s: int) -> Room:
    """The room of a route that is as early as can be and must be home by `home_s`."""
    latest = latest_starts_s([replace(task, hurried=False) for task in tasks], ways, max(home_s, tasks[-1].start_s))
    calls = [i for i, task in enumerate(tasks) if i > 0 and task.kind is not Kind.BREAK]
    return Room(tuple(tasks[i - 1].depart_s for i in calls), tuple(latest[i] for i in calls))


def latest_starts_s(tasks: Sequence[Task], ways: Ways, home_s: int) -> list[int]:
    """The latest start of each task that keeps all starts after it and is home at `home_s`."""
    latest = [task.start_s for task in tasks]
    latest[-1] = home_s
    for i in range(len(tasks) - 2, -1, -1):
        if tasks[i].kind is Kind.GIVE:
            # No need to be there before the taker is.
            latest[i] = max(tasks[i].start_s, tasks[i].leave_s - tasks[i].stay_s)
        elif tasks[i].kind is Kind.TAKE:
            # The giver waits: each later take would let it come later to its other stops.
            latest[i] = tasks[i].start_s
        elif not tasks[i].hurried:
            leave_s = ways.departure_s(tasks[i].place, tasks[i + 1].place, latest[i + 1])
            latest[i] = tasks[i].latest_start_s(leave_s - tasks[i].stay_s)
    return latest


def run_again(tasks: Sequence[Task], ways: Ways) -> None:
    """Give the tasks their times anew, the first leaving when it does now."""
    for before, task in pairwise(tasks):
        task.arrive(ways.arrival_s(before.place, task.place, before.depart_s))


def run_late(tasks: Sequence[Task], latest_s: Sequence[int], ways: Ways) -> None:
    """Let every task wait for its latest start, so that parcels come on board as late as can be."""
    for i in range(1, len(tasks)):
        before, task = tasks[i - 1], tasks[i]
        task.arrive_s = ways.arrival_s(before.place, task.place, before.depart_s)
        task.begin(task.arrive_s if task.kind is Kind.END else max(latest_s[i], task.arrive_s))
