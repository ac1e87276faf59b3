"""What would change if another version were put in force, in the words of a dispatcher."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from logistics.pickups.view import PlanView, RouteView, StopView

NOTICED_S = 300
"""A visit that comes less than five minutes later than told is not late to anybody."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A household that another vehicle visits, or at another time: from what was told to what would be."""

    stop: StopView
    from_plate: str
    to_plate: str
    later_s: int
    """Negative where it comes earlier."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """From the version in force to another; every figure is the other's less the first's."""

    former: PlanView
    other: PlanView
    routes: int
    distance_m: int
    duration_s: int
    cost: int
    parcels: int
    left_out: int
    changed: tuple[RouteView, ...]
    """The routes of the other version whose stops or times differ."""
    moved: tuple[Moved, ...]
    late: tuple[Moved, ...]
    now_served: tuple[StopView, ...]
    no_longer: tuple[StopView, ...]

    @property
    def nothing(self) -> bool:
        """Whether drivers would notice no difference."""
        return not (self.changed or self.now_served or self.no_longer)


def compare(former: PlanView, other: PlanView) -> Comparison:
    """What changes from the former version to the other."""
    before, after = _visits(former), _visits(other)
    moves = [_move(before[parcels], after[parcels]) for parcels in before.keys() & after.keys()]
    moves.sort(key=lambda move: move.stop.arrives_at)
    return Comparison(
        former=former,
        other=other,
        routes=len(other.routes) - len(former.routes),
        distance_m=_sum(other, "distance_m") - _sum(former, "distance_m"),
        duration_s=_sum(other, "duration_s") - _sum(former, "duration_s"),
        cost=other.cost - former.cost,
        parcels=_sum(other, "parcels") - _sum(former, "parcels"),
        left_out=len(other.unserved) - len(former.unserved),
        changed=tuple(_changed(former, other)),
        moved=tuple(move for move in moves if move.from_plate != move.to_plate),
        late=tuple(move for move in moves if move.later_s >= NOTICED_S),
        now_served=tuple(stop for parcels, (_, stop) in after.items() if parcels not in before),
        no_longer=tuple(stop for parcels, (_, stop) in before.items() if parcels not in after),
    )


def _visits(view: PlanView) -> Mapping[str, tuple[RouteView, StopView]]:
    """Each stop by its first parcel, which is the same in every version that visits it."""
    return {
        min(parcel.item_number for parcel in stop.parcels): (route, stop)
        for route in view.routes
        for stop in route.stops
        if stop.parcels
    }


def _move(before: tuple[RouteView, StopView], after: tuple[RouteView, StopView]) -> Moved:
    (old_route, old), (new_route, new) = before, after
    later_s = round((new.arrives_at - old.arrives_at).total_seconds())
    return Moved(new, old_route.vehicle_plate, new_route.vehicle_plate, later_s)


def _changed(former: PlanView, other: PlanView) -> Iterator[RouteView]:
    before = {route.vehicle_plate: _shape(route) for route in former.routes}
    for route in other.routes:
        if before.get(route.vehicle_plate) != _shape(route):
            yield route


def _shape(route: RouteView) -> list[tuple[int, str, object]]:
    return [(stop.request_id, stop.place, stop.arrives_at) for stop in route.stops]


def _sum(view: PlanView, figure: str) -> int:
    return sum(getattr(route, figure) for route in view.routes)
