"""What would change if another version were put in force, in the words of a dispatcher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from logistics.pickups.view import Outcome, PlanView, RouteView, StopView

NOTICED_S = 300
"""A visit that comes less than five minutes later than told is not late to anybody."""

Visit = tuple[RouteView, StopView]


@dataclass(frozen=True, slots=True)
class Moved:
    """A stop that another vehicle visits, or at another time: from what was told to what would be."""

    stop: StopView
    from_plate: str
    to_plate: str
    later_s: int
    """Negative where it comes earlier."""


@dataclass(frozen=True, slots=True)
class Household:
    """A household visited by both versions, of which the other fetches so many parcels more, or fewer."""

    stop: StopView
    parcels: int


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
    """The routes of the other version whose stops or times, of what is still to come, differ."""
    moved: tuple[Moved, ...]
    late: tuple[Moved, ...]
    now_served: tuple[StopView, ...]
    """The first stop at each household that only the other version visits."""
    no_longer: tuple[StopView, ...]
    more: tuple[Household, ...]
    fewer: tuple[Household, ...]
    taken_over: tuple[Visit, ...]
    """What the other version newly has taken over from broken vehicles: the route that comes, and its stop."""

    @property
    def nothing(self) -> bool:
        """Whether drivers would notice no difference."""
        return not (self.changed or self.now_served or self.no_longer or self.more or self.fewer)


def compare(former: PlanView, other: PlanView) -> Comparison:
    """What changes from the former version to the other."""
    moves = sorted(_moves(former, other), key=lambda move: move.stop.arrives_at)
    before, after = _households(former), _households(other)
    gained = {request: _numbers(after[request]) - _numbers(before[request]) for request in after if request in before}
    lost = {request: _numbers(before[request]) - _numbers(after[request]) for request in after if request in before}
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
        now_served=tuple(stops[0] for request, stops in after.items() if request not in before),
        no_longer=tuple(stops[0] for request, stops in before.items() if request not in after),
        more=tuple(Household(after[request][0], len(parcels)) for request, parcels in gained.items() if parcels),
        fewer=tuple(Household(after[request][0], len(parcels)) for request, parcels in lost.items() if parcels),
        taken_over=tuple(_taken_over(former, other)),
    )


def _households(view: PlanView) -> Mapping[int, list[StopView]]:
    """By request: its stops, of which a household with much to fetch has several."""
    stops: dict[int, list[StopView]] = {}
    for _, stop in _visits(view):
        stops.setdefault(stop.request_id, []).append(stop)
    return stops


def _numbers(stops: list[StopView]) -> set[str]:
    return {parcel.item_number for stop in stops for parcel in stop.parcels}


def _visits(view: PlanView) -> Iterator[Visit]:
    return ((route, stop) for route in view.routes for stop in route.stops)


def _moves(former: PlanView, other: PlanView) -> Iterator[Moved]:
    """Each stop that is still to come beside the former one with which it shares most parcels."""
    visits = list(_visits(former))
    visit_of = {fetched: n for n, (_, stop) in enumerate(visits) for fetched in _fetched(stop)}
    for route, stop in _visits(other):
        shared = Counter(visit_of[fetched] for fetched in _fetched(stop) if fetched in visit_of)
        if shared and stop.outcome is Outcome.OPEN:
            (n, _), *_ = shared.most_common(1)
            old_route, old = visits[n]
            later_s = round((stop.arrives_at - old.arrives_at).total_seconds())
            yield Moved(stop, old_route.vehicle_plate, route.vehicle_plate, later_s)


def _changed(former: PlanView, other: PlanView) -> Iterator[RouteView]:
    past = {fetched for _, stop in _visits(other) if stop.outcome is not Outcome.OPEN for fetched in _fetched(stop)}
    before = {route.vehicle_plate: _shape(route, past) for route in former.routes}
    for route in other.routes:
        if before.get(route.vehicle_plate) != _shape(route, past):
            yield route


def _taken_over(former: PlanView, other: PlanView) -> Iterator[Visit]:
    known = {(route.vehicle_id, fetched) for route, stop in _visits(former) for fetched in _fetched(stop)}
    for route, stop in _visits(other):
        new = any((route.vehicle_id, fetched) not in known for fetched in _fetched(stop))
        if stop.taken_from and stop.outcome is Outcome.OPEN and new:
            yield route, stop


def _fetched(stop: StopView) -> set[tuple[str, str]]:
    """Its parcels, each with the broken vehicle from which it is taken over."""
    return {(parcel.item_number, stop.taken_from) for parcel in stop.parcels}


def _shape(route: RouteView, past: set[tuple[str, str]]) -> list[tuple[int, str, object]]:
    """Which households the route visits, where, and when; a visit that is past was when it was."""
    return [(stop.request_id, stop.place, None if _fetched(stop) & past else stop.arrives_at) for stop in route.stops]


def _sum(view: PlanView, figure: str) -> int:
    return sum(getattr(route, figure) for route in view.routes)
