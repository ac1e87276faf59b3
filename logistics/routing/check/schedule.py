"""The clock of one route: order of steps, legs, service, windows, shift, limits, breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from logistics.routing.check.drive import Drive
from logistics.routing.check.violation import Rule, Violation
from logistics.routing.plan import Kind, Step
from logistics.routing.vehicle import Break


def schedule_violations(drive: Drive) -> Iterator[Violation]:
    """What is wrong with the times and the order of one route's steps."""
    shape = [Violation(Rule.SHAPE, drive.where, text) for text in _shape(drive)]
    yield from shape
    if shape:
        return
    yield from _legs(drive)
    for step in drive.planned:
        yield from _step(drive, step)
    if not drive.only_goes_home and not _stranded(drive):
        yield from _limits(drive)
        yield from _breaks(drive)


def _stranded(drive: Drive) -> bool:
    return drive.under_way is not None and drive.under_way.stranded


def _shape(drive: Drive) -> Iterator[str]:
    steps, vehicle = drive.route.steps, drive.vehicle
    if drive.under_way and steps[: drive.done] != drive.under_way.steps:
        yield "what has happened already was changed"
    if _stranded(drive):
        if drive.planned:
            yield "a stranded vehicle cannot go on"
        return
    kinds = [step.kind for step in steps]
    if kinds[:1] != [Kind.START] or kinds[-1:] != [Kind.END] or kinds.count(Kind.START) + kinds.count(Kind.END) != 2:
        yield "a route is one START, then steps, then one END"
        return
    if not drive.done and steps[0].place != vehicle.start:
        yield f"starts at place {steps[0].place} instead of {vehicle.start}"
    if steps[-1].place != vehicle.end:
        yield f"ends at place {steps[-1].place} instead of {vehicle.end}"


def _legs(drive: Drive) -> Iterator[Violation]:
    for position, (one, two) in enumerate(pairwise(drive.route.steps)):
        if position + 1 < drive.done:
            continue
        arrival_s = drive.arrival_s(one.place, two.place, one.depart_s)
        if arrival_s is None:
            yield Violation(Rule.CLOSED, drive.where, f"there is no way from place {one.place} to {two.place}")
        elif arrival_s != two.arrive_s:
            text = (
                f"leaving place {one.place} at {one.depart_s} it is at {two.place} at {arrival_s}, not {two.arrive_s}"
            )
            yield Violation(Rule.TIME, drive.where, text)


def _step(drive: Drive, step: Step) -> Iterator[Violation]:
    stays_s = 0
    match step.kind:
        case Kind.SERVE:
            stop = drive.problem.stop_of[step.stop]
            option = stop.options[step.option]
            stays_s = option.service_s
            if option.vehicles is not None and drive.vehicle.id not in option.vehicles:
                yield Violation(Rule.OPTION, step.stop, f"{drive.where} may not come to place {step.place}")
            if stop.windows and not any(w.start_s <= step.start_s <= w.end_s for w in stop.windows):
                yield Violation(Rule.WINDOW, step.stop, f"service begins at {step.start_s}, outside every window")
        case Kind.RELOAD:
            stays_s = drive.vehicle.reload_s
            if step.place not in drive.vehicle.reload_places:
                yield Violation(Rule.RELOAD, drive.where, f"cannot reload at place {step.place}")
        case Kind.GIVE | Kind.TAKE:
            transfer = drive.problem.transfer_of.get(step.transfer)
            stays_s = transfer.service_s if transfer else 0
        case Kind.START | Kind.END | Kind.BREAK:
            pass
    if not step.arrive_s <= step.start_s or step.depart_s < step.start_s + stays_s:
        text = (
            f"{step.kind} at place {step.place}: arrives {step.arrive_s}, begins {step.start_s}, leaves {step.depart_s}"
        )
        yield Violation(Rule.TIME, drive.where, f"{text}, needing {stays_s} s")


def _limits(drive: Drive) -> Iterator[Violation]:
    vehicle, steps = drive.vehicle, drive.route.steps
    if not drive.done and steps[0].depart_s < vehicle.shift.start_s:
        yield Violation(Rule.SHIFT, drive.where, f"leaves at {steps[0].depart_s}, before its shift")
    if steps[-1].arrive_s > vehicle.shift.end_s:
        yield Violation(Rule.SHIFT, drive.where, f"is back at {steps[-1].arrive_s}, after its shift")
    if vehicle.max_duration_s is not None and drive.duration_s > vehicle.max_duration_s:
        yield Violation(Rule.DURATION, drive.where, f"lasts {drive.duration_s} s of {vehicle.max_duration_s}")
    if vehicle.max_distance_m is not None and drive.distance_m > vehicle.max_distance_m:
        yield Violation(Rule.DISTANCE, drive.where, f"drives {drive.distance_m} m of {vehicle.max_distance_m}")


def _breaks(drive: Drive) -> Iterator[Violation]:
    steps = drive.route.steps
    leaves_s, back_s = steps[0].depart_s, steps[-1].arrive_s
    due = [rest for rest in drive.vehicle.breaks if leaves_s <= rest.window.end_s < back_s]
    taken = [step for step in steps if step.kind is Kind.BREAK]
    if not _all_taken(due, taken):
        yield Violation(
            Rule.BREAK, drive.where, f"{len(due)} breaks are due, {len(taken)} taken, not all in time and length"
        )
    for before, rest, after in zip(steps, steps[1:], steps[2:], strict=False):
        if rest.kind is Kind.BREAK and rest.place not in (before.place, after.place):
            yield Violation(Rule.BREAK, drive.where, f"rests at place {rest.place}, away from its route")


def _all_taken(due: Sequence[Break], taken: Sequence[Step]) -> bool:
    """Whether each due break can be matched with a step of its own."""
    if not due:
        return True
    first, rest = due[0], due[1:]
    return any(
        first.window.start_s <= step.start_s <= first.window.end_s
        and step.depart_s - step.start_s >= first.duration_s
        and _all_taken(rest, [*taken[:i], *taken[i + 1 :]])
        for i, step in enumerate(taken)
    )
