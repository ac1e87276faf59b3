"""Vehicles that stand where a road has just been closed: they may leave; of one that cannot, somebody is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from logistics.errors import Conflict
from logistics.parties.models import Vehicle, VehicleKind
from logistics.pickups.standing import Standing
from logistics.pickups.stating import OFFICE
from logistics.routing import Problem, Step
from logistics.routing.travel import NO_WAY
from logistics.travel import Closure, Matrices, Point
from logistics.travel.crossing import inside
from logistics.travel.points import coordinates, straight_m

_ON_THE_SPOT_M = 150.0
"""So near a pinned closure a vehicle stands at it."""

Ask = Callable[[VehicleKind, Sequence[Closure]], Matrices]
"""The matrices of a kind of vehicle over the day's places with these roads closed."""


def let_out(
    standing: Standing, problem: Problem, roads: Mapping[VehicleKind, Matrices], closed: Sequence[Closure], ask: Ask
) -> dict[VehicleKind, Matrices]:
    """The roads, with a way out for every vehicle under way that stands in the middle of a closure.

    Whoever is there may drive away from it: the ways from that place are those without the closure around it.
    Nobody may come there, and all other closures hold.
    """
    freed = dict(roads)
    for vehicle, last in _on_the_road(standing, problem):
        here = standing.layout.points[last.place]
        elsewhere = [closure for closure in closed if not _stands_in(here, closure)]
        if last.place != OFFICE and len(elsewhere) < len(closed):
            freed[vehicle.kind] = _with_row(freed[vehicle.kind], ask(vehicle.kind, elsewhere), last.place)
    return freed


def no_way_on(standing: Standing, problem: Problem, roads: Mapping[VehicleKind, Matrices]) -> Conflict:
    """Why nothing lawful can follow, for a dispatcher: which vehicle has no way home, from where, and what to do."""
    stuck = [
        (vehicle.plate, standing.layout.batches[last.stop].call.seller)
        for vehicle, last in _on_the_road(standing, problem)
        if last.stop and roads[vehicle.kind].duration_s[last.place, OFFICE] == NO_WAY
    ]
    if not stuck:
        return Conflict(
            "no_lawful_plan",
            vi="Với những gì đã xảy ra, không còn cách đi tiếp nào giữ được mọi quy định. Hãy báo hỏng chiếc xe "
            "không chạy tiếp được, hoặc mở lại đường, rồi thử lại.",
            en="After what has happened no way on keeps every rule. Report the vehicle that cannot go on as "
            "broken down, or open a road again, and try once more.",
        )
    places = ", ".join(f"{plate} ({seller.name}, {seller.village})" for plate, seller in stuck)
    return Conflict(
        "vehicle_shut_in",
        vi=f"Không biết đường nào về bưu cục mà tránh được chỗ đóng cho xe {places}. Hãy mở lại hoặc thu hẹp chỗ "
        "đóng ở trang “Đường đang đóng”; nếu xe thật sự không về được, bấm “Xe bị hỏng” ở tuyến của xe, rồi thử lại.",
        en=f"No way back to the office that avoids the closed road is known for {places}. Open the road again or "
        "make the closure smaller on the page “Closed roads”; if the vehicle really cannot come home, press "
        "“Broken down” on its route, and try once more.",
    )


def _on_the_road(standing: Standing, problem: Problem) -> Iterator[tuple[Vehicle, Step]]:
    """The vehicles that have left and can drive, each with the last that it did."""
    for done in problem.under_way:
        if not done.stranded:
            yield standing.layout.groups[done.vehicle].vehicles[done.number], done.steps[-1]


def _stands_in(here: Point, closure: Closure) -> bool:
    place = coordinates([here])
    if len(closure.area) >= 3 and inside(closure.area, place).any():
        return True
    pins = coordinates(closure.pins)
    return bool(closure.pins) and bool((straight_m(place, pins) <= _ON_THE_SPOT_M).any())


def _with_row(matrices: Matrices, free: Matrices, place: int) -> Matrices:
    """The matrices with the ways from one place as they are in the others."""
    rows = {}
    for name in ("duration_s", "distance_m", "quality", "band_s"):
        rows[name] = getattr(matrices, name).copy()
        rows[name][place] = getattr(free, name)[place]
    return replace(matrices, **rows)
