"""Every way in which a Problem can contradict itself; what merely cannot be served is no fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from logistics.errors import Problem as Fault
from logistics.errors import Text
from logistics.routing.faults.numbers import number_faults
from logistics.routing.faults.sums import sum_faults
from logistics.routing.faults.ties import tie_faults
from logistics.routing.faults.travel import travel_faults

if TYPE_CHECKING:
    from logistics.routing.problem import Problem
    from logistics.routing.stop import Stop, Window
    from logistics.routing.vehicle import VehicleType


def faults(problem: Problem) -> list[Fault]:
    """All faults of the problem, each with the JSON pointer of its place; empty for a sound problem."""
    found = list(travel_faults(problem))
    # Without whole matrices nobody knows which places there are: only the cause is told.
    torn = any(fault.code in ("missing", "shape") for fault in found)
    places = None if torn else min((travel.places for travel in problem.travel), default=0)
    for i, stop in enumerate(problem.stops):
        found += _stop_faults(stop, f"/stops/{i}", places, problem)
    for i, vehicle in enumerate(problem.vehicles):
        found += _vehicle_faults(vehicle, f"/vehicles/{i}", places, problem)
    for i, transfer in enumerate(problem.transfers):
        at = f"/transfers/{i}"
        found += _places((transfer.place,), f"{at}/place", places)
        found += _windows((transfer.window,), f"{at}/window")
        found += _known_vehicles((*transfer.givers, *transfer.takers), at, problem)
    found += _ids((stop.id for stop in problem.stops), "/stops")
    found += _ids((vehicle.id for vehicle in problem.vehicles), "/vehicles")
    found += _ids((transfer.id for transfer in problem.transfers), "/transfers")
    found += number_faults(problem)
    # Each of these takes for granted what was looked at before it.
    for more in (tie_faults, sum_faults):
        found += () if found else more(problem)
    return found


def _fault(at: str, code: str, vi: str, en: str) -> Fault:
    return Fault(at, code, Text(vi, en))


def _stop_faults(stop: Stop, at: str, places: int | None, problem: Problem) -> Iterator[Fault]:
    if not stop.options:
        yield _fault(
            f"{at}/options",
            "no_place",
            f"{stop.id}: chưa có điểm lấy hàng nào.",
            f"{stop.id}: give at least one place.",
        )
    for j, option in enumerate(stop.options):
        yield from _places((option.place,), f"{at}/options/{j}/place", places)
        yield from _known_vehicles(option.vehicles or (), f"{at}/options/{j}/vehicles", problem)
    yield from _windows(stop.windows, f"{at}/windows")


def _vehicle_faults(vehicle: VehicleType, at: str, places: int | None, problem: Problem) -> Iterator[Fault]:
    yield from _places((vehicle.start, vehicle.end, *vehicle.reload_places), at, places)
    yield from _windows((vehicle.shift, *(rest.window for rest in vehicle.breaks)), at)
    if vehicle.profile and vehicle.profile not in {travel.profile for travel in problem.travel}:
        yield _fault(
            f"{at}/profile",
            "unknown_profile",
            f"{vehicle.id}: không có ma trận cho “{vehicle.profile}”.",
            f"{vehicle.id}: there are no matrices for the profile {vehicle.profile!r}.",
        )


def _places(asked: Iterable[int], at: str, places: int | None) -> Iterator[Fault]:
    """Places that the matrices do not know; none where it is not known what they know."""
    for place in asked:
        if places is not None and not 0 <= place < places:
            yield _fault(
                at,
                "unknown_place",
                f"Không có điểm số {place}; ma trận chỉ có {places} điểm.",
                f"There is no place {place}; the matrices know {places} places, from 0.",
            )


def _windows(windows: Iterable[Window], at: str) -> Iterator[Fault]:
    for window in windows:
        if window.end_s < window.start_s:
            yield _fault(
                at,
                "window_reversed",
                f"Khung giờ đóng ({window.end_s}) trước khi mở ({window.start_s}).",
                f"A window closes at {window.end_s}, before it opens at {window.start_s}; swap or drop it.",
            )


def _known_vehicles(asked: Iterable[str], at: str, problem: Problem) -> Iterator[Fault]:
    known = {vehicle.id for vehicle in problem.vehicles}
    for name in asked:
        if name not in known:
            yield _fault(at, "unknown_vehicle", f"Không có loại xe “{name}”.", f"There is no vehicle type {name!r}.")


def _ids(ids: Iterable[str], at: str) -> Iterator[Fault]:
    named = list(ids)
    for i, name in enumerate(named):
        if not name:
            yield _fault(f"{at}/{i}/id", "no_id", "id trống; hãy đặt tên.", "The id is empty; give it a name.")
    for name, times in Counter(named).items():
        if times > 1:
            yield _fault(
                at, "twice", f"“{name}” xuất hiện {times} lần.", f"{name!r} stands here {times} times; ids are unique."
            )
