"""Every way in which a Problem can contradict itself; what merely cannot be served is no fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from logistics.errors import Problem as Fault
from logistics.errors import Text
from logistics.routing.faults.ties import tie_faults
from logistics.routing.faults.travel import travel_faults

if TYPE_CHECKING:
    from logistics.routing.problem import Problem
    from logistics.routing.stop import Load, Stop, Window
    from logistics.routing.vehicle import Capacity, VehicleType


def faults(problem: Problem) -> list[Fault]:
    """All faults of the problem, each with the JSON pointer of its place; empty for a sound problem."""
    found = [*travel_faults(problem)]
    places = min((travel.places for travel in problem.travel), default=0)
    for i, stop in enumerate(problem.stops):
        found += _stop_faults(stop, f"/stops/{i}", places, problem)
    for i, vehicle in enumerate(problem.vehicles):
        found += _vehicle_faults(vehicle, f"/vehicles/{i}", places, problem)
    for i, transfer in enumerate(problem.transfers):
        at = f"/transfers/{i}"
        found += _places((transfer.place,), f"{at}/place", places)
        found += _not_negative({"service_s": transfer.service_s, "keeps_s": transfer.keeps_s}, at)
        found += _windows((transfer.window,), f"{at}/window")
        found += _known_vehicles((*transfer.givers, *transfer.takers), at, problem)
    found += _twice((stop.id for stop in problem.stops), "/stops")
    found += _twice((vehicle.id for vehicle in problem.vehicles), "/vehicles")
    found += _twice((transfer.id for transfer in problem.transfers), "/transfers")
    if not 50 <= problem.confidence_pct <= 99:
        found.append(
            _fault("/confidence_pct", "confidence", "Độ tin cậy phải từ 50 đến 99.", "Give a confidence from 50 to 99.")
        )
    if not found:
        found += tie_faults(problem)
    return found


def _fault(at: str, code: str, vi: str, en: str) -> Fault:
    return Fault(at, code, Text(vi, en))


def _stop_faults(stop: Stop, at: str, places: int, problem: Problem) -> Iterator[Fault]:
    if not stop.options:
        yield _fault(
            f"{at}/options",
            "no_place",
            f"{stop.id}: chưa có điểm lấy hàng nào.",
            f"{stop.id}: give at least one place.",
        )
    for j, option in enumerate(stop.options):
        yield from _places((option.place,), f"{at}/options/{j}/place", places)
        yield from _not_negative({"walk_cost": option.walk_cost, "service_s": option.service_s}, f"{at}/options/{j}")
        yield from _known_vehicles(option.vehicles or (), f"{at}/options/{j}/vehicles", problem)
    yield from _amounts(stop.load, f"{at}/load")
    yield from _windows(stop.windows, f"{at}/windows")
    yield from _not_negative(
        {
            "release_s": stop.release_s,
            "skip_cost": stop.skip_cost,
            "priority": stop.priority,
            "max_onboard_s": stop.max_onboard_s,
            "deliver_by_s": stop.deliver_by_s,
        },
        at,
    )


def _vehicle_faults(vehicle: VehicleType, at: str, places: int, problem: Problem) -> Iterator[Fault]:
    yield from _places((vehicle.start, vehicle.end, *vehicle.reload_places), at, places)
    yield from _amounts(vehicle.capacity, f"{at}/capacity")
    yield from _windows((vehicle.shift, *(rest.window for rest in vehicle.breaks)), at)
    numbers = (
        "count", "fixed_cost", "cost_per_m", "cost_per_s", "regular_s", "overtime_cost_per_s",
        "max_duration_s", "max_distance_m", "reload_s", "max_trips",
    )  # fmt: skip
    yield from _not_negative({name: getattr(vehicle, name) for name in numbers}, at)
    yield from _not_negative({f"breaks/{j}/duration_s": rest.duration_s for j, rest in enumerate(vehicle.breaks)}, at)
    if vehicle.profile and vehicle.profile not in {travel.profile for travel in problem.travel}:
        yield _fault(
            f"{at}/profile",
            "unknown_profile",
            f"{vehicle.id}: không có ma trận cho “{vehicle.profile}”.",
            f"{vehicle.id}: there are no matrices for the profile {vehicle.profile!r}.",
        )


def _places(asked: Iterable[int], at: str, places: int) -> Iterator[Fault]:
    for place in asked:
        if not 0 <= place < places:
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


def _amounts(amounts: Load | Capacity, at: str) -> Iterator[Fault]:
    yield from _not_negative({"mass_g": amounts.mass_g, "volume_cm3": amounts.volume_cm3, "pieces": amounts.pieces}, at)


def _not_negative(numbers: dict[str, int | None], at: str) -> Iterator[Fault]:
    for name, number in numbers.items():
        if number is not None and number < 0:
            yield _fault(
                f"{at}/{name}",
                "negative",
                f"{name} là {number}; không được âm.",
                f"{name} is {number}; it cannot be negative.",
            )


def _known_vehicles(asked: Iterable[str], at: str, problem: Problem) -> Iterator[Fault]:
    known = {vehicle.id for vehicle in problem.vehicles}
    for name in asked:
        if name not in known:
            yield _fault(at, "unknown_vehicle", f"Không có loại xe “{name}”.", f"There is no vehicle type {name!r}.")


def _twice(ids: Iterable[str], at: str) -> Iterator[Fault]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield _fault(
                at, "twice", f"“{name}” xuất hiện {times} lần.", f"{name!r} stands here {times} times; ids are unique."
            )
