"""What can be wrong between the parts of a problem: unknown names, circles, contradictory locks, broken prefixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from logistics.errors import Problem as Fault
from logistics.errors import Text
from logistics.routing.plan import Kind

if TYPE_CHECKING:
    from logistics.routing.problem import Problem
    from logistics.routing.ties import Lock
    from logistics.routing.vehicle import UnderWay


def tie_faults(problem: Problem) -> Iterator[Fault]:
    """Faults between parts that are sound by themselves."""
    yield from _unknown_stops(problem)
    yield from _apart_faults(problem)
    yield from _circles(problem)
    yield from _lock_faults(problem)
    yield from _contradictions(problem)
    for i, route in enumerate(problem.under_way):
        yield from _under_way_faults(route, f"/under_way/{i}", problem)
    done = Counter((route.vehicle, route.number) for route in problem.under_way)
    for (vehicle, number), times in done.items():
        if times > 1:
            yield _fault(
                "/under_way",
                "twice",
                f"Xe {vehicle} {number} có hai tuyến.",
                f"{vehicle} {number} is under way {times} times.",
            )


def _unknown_stops(problem: Problem) -> Iterator[Fault]:
    named = [(f"/together/{i}", stop) for i, group in enumerate(problem.together) for stop in group]
    named += [(f"/precedence/{i}", stop) for i, tie in enumerate(problem.precedence) for stop in (tie.first, tie.then)]
    named += [(f"/locks/{i}/stop", lock.stop) for i, lock in enumerate(problem.locks)]
    named += [
        (f"/under_way/{i}/steps/{j}", step.stop)
        for i, route in enumerate(problem.under_way)
        for j, step in enumerate(route.steps)
        if step.kind is Kind.SERVE
    ]
    for at, stop in named:
        if stop not in problem.stop_of:
            yield _fault(at, "unknown_stop", f"Không có điểm dừng “{stop}”.", f"There is no stop {stop!r}.")
    served = Counter(stop for at, stop in named if at.startswith("/under_way"))
    for stop, times in served.items():
        if times > 1:
            yield _fault(
                "/under_way", "served_twice", f"“{stop}” đã lấy {times} lần.", f"{stop!r} was served {times} times."
            )


def _apart_faults(problem: Problem) -> Iterator[Fault]:
    for i, (one, other) in enumerate(problem.apart):
        if one == other:
            yield _fault(
                f"/apart/{i}", "apart", f"“{one}” không thể kỵ chính nó.", f"{one!r} cannot be apart from itself."
            )


def _circles(problem: Problem) -> Iterator[Fault]:
    graph: dict[str, set[str]] = {}
    for tie in problem.precedence:
        graph.setdefault(tie.then, set()).add(tie.first)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        names = " < ".join(circle.args[1])
        yield _fault("/precedence", "circle", f"Thứ tự chạy vòng: {names}.", f"The order runs in a circle: {names}.")


def _lock_faults(problem: Problem) -> Iterator[Fault]:
    for i, lock in enumerate(problem.locks):
        at, vehicle = f"/locks/{i}", problem.vehicle_of.get(lock.vehicle)
        if vehicle is None:
            yield _fault(
                f"{at}/vehicle",
                "unknown_vehicle",
                f"Không có loại xe “{lock.vehicle}”.",
                f"There is no vehicle type {lock.vehicle!r}.",
            )
        elif lock.number is not None and not 0 <= lock.number < vehicle.count:
            yield _fault(
                f"{at}/number",
                "unknown_vehicle",
                f"{vehicle.id} chỉ có {vehicle.count} xe.",
                f"{vehicle.id} has {vehicle.count} vehicles.",
            )
        if lock.position is not None and (lock.number is None or lock.position < 0):
            yield _fault(
                f"{at}/position",
                "position",
                "Vị trí cần số xe và không âm.",
                "A position needs a vehicle's number, and counts from 0.",
            )


def _contradictions(problem: Problem) -> Iterator[Fault]:
    """Locks that cannot hold at the same time, by themselves or with groups, orders and served prefixes."""
    locks: dict[str, Lock] = {}
    for lock in problem.locks:
        if locks.setdefault(lock.stop, lock) != lock:
            yield _contradiction(f"“{lock.stop}” bị ghim hai nơi.", f"{lock.stop!r} is locked to two places.")
    spots = Counter((lock.vehicle, lock.number, lock.position) for lock in locks.values() if lock.position is not None)
    for (vehicle, number, position), times in spots.items():
        if times > 1:
            yield _contradiction(
                f"{times} điểm ghim vào vị trí {position}.",
                f"{times} stops are locked to position {position} of {vehicle} {number}.",
            )
    for group in problem.together:
        held = [locks[stop] for stop in group if stop in locks]
        if len({lock.vehicle for lock in held}) > 1 or len({lock.number for lock in held} - {None}) > 1:
            yield _contradiction(
                "Nhóm đi cùng xe bị ghim vào nhiều xe.",
                f"{', '.join(group)} share a vehicle but are locked to several.",
            )
    for tie in problem.precedence:
        if _backwards(locks.get(tie.first), locks.get(tie.then)):
            en = f"{tie.first!r} must precede {tie.then!r}, but their locked positions say otherwise."
            yield _contradiction("Vị trí ghim trái thứ tự.", en)
    for route in problem.under_way:
        for position, step in enumerate(step for step in route.steps if step.kind is Kind.SERVE):
            if step.stop in locks and not _agrees(locks[step.stop], route, position):
                yield _contradiction(
                    f"“{step.stop}” đã được xe khác lấy.",
                    f"{step.stop!r} was served elsewhere than where it is locked.",
                )


def _backwards(first: Lock | None, then: Lock | None) -> bool:
    if not first or not then or (first.vehicle, first.number) != (then.vehicle, then.number):
        return False
    return first.position is not None and then.position is not None and first.position > then.position


def _agrees(lock: Lock, route: UnderWay, position: int) -> bool:
    return lock.vehicle == route.vehicle and lock.number in (None, route.number) and lock.position in (None, position)


def _contradiction(vi: str, en: str) -> Fault:
    return _fault("/locks", "contradiction", vi, en)


def _under_way_faults(route: UnderWay, at: str, problem: Problem) -> Iterator[Fault]:
    vehicle = problem.vehicle_of.get(route.vehicle)
    if vehicle is None or not 0 <= route.number < vehicle.count:
        yield _fault(
            at,
            "unknown_vehicle",
            f"Không có xe {route.vehicle} {route.number}.",
            f"There is no vehicle {route.vehicle} {route.number}.",
        )
    kinds = [step.kind for step in route.steps]
    if not kinds or kinds[0] is not Kind.START or kinds.count(Kind.START) > 1 or Kind.END in kinds:
        yield _fault(
            f"{at}/steps",
            "prefix",
            "Phần đã đi phải bắt đầu bằng START và chưa END.",
            "What happened begins with one START and has no END.",
        )
    times = [time for step in route.steps for time in (step.arrive_s, step.start_s, step.depart_s)]
    if any(later < earlier for earlier, later in pairwise(times)):
        yield _fault(f"{at}/steps", "backwards", "Giờ giấc chạy lùi.", "The times of what happened run backwards.")
    places = problem.travel[0].places if problem.travel else 0
    for j, step in enumerate(route.steps):
        if not 0 <= step.place < places:
            yield _fault(
                f"{at}/steps/{j}/place",
                "unknown_place",
                f"Không có điểm số {step.place}.",
                f"There is no place {step.place}.",
            )
        if step.kind is Kind.SERVE and step.stop in problem.stop_of:
            options = problem.stop_of[step.stop].options
            if not 0 <= step.option < len(options) or options[step.option].place != step.place:
                yield _fault(
                    f"{at}/steps/{j}/option",
                    "unknown_option",
                    "Không có lựa chọn này.",
                    f"{step.stop!r} has no option {step.option} at place {step.place}.",
                )
        if step.kind in (Kind.GIVE, Kind.TAKE) and step.transfer not in problem.transfer_of:
            yield _fault(
                f"{at}/steps/{j}/transfer",
                "unknown_transfer",
                "Không có điểm chuyển này.",
                f"There is no transfer {step.transfer!r}.",
            )


def _fault(at: str, code: str, vi: str, en: str) -> Fault:
    return Fault(at, code, Text(vi, en))
