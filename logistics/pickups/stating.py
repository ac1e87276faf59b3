"""From an office's day to the planner's problem, and back from its stops to parcels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from logistics.parties.models import Office, Seller, Vehicle, VehicleKind
from logistics.pickups.day import Call, Day, Waiting
from logistics.pickups.models import PlaceKind
from logistics.pickups.practice import Practice
from logistics.routing import Capacity, Load, Option, Problem, Stop, Travel, VehicleType, Window
from logistics.travel.points import Point

OFFICE = 0
"""The office's row in every matrix."""

REACHED_BY: Mapping[VehicleKind, tuple[VehicleKind, ...]] = {
    VehicleKind.TRUCK: (VehicleKind.TRUCK, VehicleKind.VAN, VehicleKind.MOTORBIKE),
    VehicleKind.VAN: (VehicleKind.VAN, VehicleKind.MOTORBIKE),
    VehicleKind.MOTORBIKE: (VehicleKind.MOTORBIKE,),
}
"""By the largest vehicle that reaches a farm: every kind that does."""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A broken vehicle, where it stands, and which kinds of vehicle come there.

    `fresh_since_s` is when the first of the load that spoils left its household, in seconds of the local day.
    """

    vehicle_id: int
    plate: str
    at: Point
    reached_by: tuple[VehicleKind, ...]
    fresh_since_s: int | None


@dataclass(frozen=True, slots=True)
class Batch:
    """The parcels of one request that one stop fetches: all of them, or as many as one vehicle can take."""

    id: str
    call: Call
    parcels: tuple[Waiting, ...]
    goes_on: bool = False
    """Whether it is a further part of the household's heap, that stands ready beside the first."""
    taken_over: TakeOver | None = None
    """Where it is fetched from a vehicle that broke down with it; None where from the household."""

    @property
    def load(self) -> Load:
        """What the stop hands over."""
        return Load(sum(p.mass_g for p in self.parcels), sum(p.volume_cm3 for p in self.parcels), len(self.parcels))


@dataclass(frozen=True, slots=True)
class Group:
    """Vehicles that are alike; the planner's vehicle number n is the n-th of them."""

    id: str
    vehicles: tuple[Vehicle, ...]

    @property
    def kind(self) -> VehicleKind:
        """The kind they all are."""
        return self.vehicles[0].kind


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of the matrices and what stands behind the planner's names."""

    points: tuple[Point, ...]
    places: Mapping[int, Mapping[PlaceKind, int]]
    """By seller: the row of the farm, and of the meeting point where there is one."""
    batches: Mapping[str, Batch]
    groups: Mapping[str, Group]
    standing: Mapping[Point, int]
    """By where a broken vehicle stands: its row."""


def lay_out(day: Day) -> Layout:
    """The points of the day (the office first), its batches and its groups of vehicles."""
    groups = groups_of(day.vehicles)
    return arrange(day.office, groups, [batch for call in day.calls for batch in batches_of(call, groups)])


def arrange(office: Office, groups: Sequence[Group], batches: Sequence[Batch]) -> Layout:
    """The rows of the matrices for these batches: the office, each seller's farm and meeting point, broken vehicles."""
    points = [_point_of(office)]
    places: dict[int, dict[PlaceKind, int]] = {}
    at_home = [batch for batch in batches if batch.taken_over is None]
    for seller in {batch.call.seller.id: batch.call.seller for batch in at_home}.values():
        rows = {PlaceKind.FARM: len(points)}
        points.append(_point_of(seller))
        if seller.meeting_lat is not None and seller.meeting_lon is not None:
            rows[PlaceKind.MEETING_POINT] = len(points)
            points.append(Point(seller.meeting_lat, seller.meeting_lon))
        places[seller.id] = rows
    stand = {batch.taken_over.at: 0 for batch in batches if batch.taken_over}
    standing = {at: len(points) + n for n, at in enumerate(stand)}
    points += stand
    named = {one.id: one for one in batches}
    return Layout(tuple(points), places, named, {group.id: group for group in groups}, standing)


def state(day: Day, layout: Layout, travel: Sequence[Travel], practice: Practice) -> Problem:
    """The day as a problem in dong; `travel` has one profile per kind of vehicle, over `layout.points`."""
    stops = tuple(
        _taken_over(batch, batch.taken_over, layout, practice) if batch.taken_over else _stop(batch, layout, practice)
        for batch in layout.batches.values()
    )
    vehicles = tuple(_vehicle_type(group, practice) for group in layout.groups.values())
    return Problem(stops, vehicles, tuple(travel), confidence_pct=practice.confidence_pct)


def _stop(batch: Batch, layout: Layout, practice: Practice) -> Stop:
    seller, request = batch.call.seller, batch.call.request
    loading_s = practice.service_per_parcel_s * len(batch.parcels)
    service_s = practice.service_s + loading_s
    rows = layout.places[seller.id]
    options = []
    if reaching := _types_of(layout, REACHED_BY[seller.access]):
        options.append(Option(rows[PlaceKind.FARM], 0, service_s, reaching))
    if PlaceKind.MEETING_POINT in rows:
        walk_cost = 2 * (seller.meeting_walk_s or 0) * practice.walk_vnd_per_s  # there and back
        # The household comes to the road once, with all it has: only the first part waits for greeting and papers.
        options.append(Option(rows[PlaceKind.MEETING_POINT], walk_cost, loading_s if batch.goes_on else service_s))
    if not options:
        # Nobody reaches it: the planner says so, rather than we leave it out in silence.
        options.append(Option(rows[PlaceKind.FARM], 0, service_s, ()))
    return Stop(
        id=batch.id,
        options=tuple(options),
        load=batch.load,
        windows=(Window(request.window_start_s, request.window_end_s),),
        max_onboard_s=practice.fresh_onboard_s if any(p.perishable for p in batch.parcels) else None,
    )


def _taken_over(batch: Batch, broken: TakeOver, layout: Layout, practice: Practice) -> Stop:
    """Loading over from a vehicle that stands: at any time, and home while it is fresh."""
    greeting_s = 0 if batch.goes_on else practice.service_s
    service_s = greeting_s + practice.service_per_parcel_s * len(batch.parcels)
    reaching = _types_of(layout, broken.reached_by)
    option = Option(layout.standing[broken.at], 0, service_s, reaching)
    fresh = None if broken.fresh_since_s is None else broken.fresh_since_s + practice.fresh_onboard_s
    return Stop(batch.id, (option,), batch.load, deliver_by_s=fresh)


def _vehicle_type(group: Group, practice: Practice) -> VehicleType:
    vehicle = group.vehicles[0]
    running = practice.running[vehicle.kind]
    return VehicleType(
        id=group.id,
        count=len(group.vehicles),
        capacity=Capacity(vehicle.capacity_mass_g, vehicle.capacity_volume_cm3),
        profile=vehicle.kind.value,
        start=OFFICE,
        end=OFFICE,
        shift=Window(vehicle.shift_start_s, vehicle.shift_end_s),
        fixed_cost=running.fixed_vnd,
        cost_per_m=running.vnd_per_m,
        cost_per_s=practice.wage_vnd_per_s,
        breaks=(practice.lunch,),
        reload_places=(OFFICE,),
        reload_s=practice.unload_s,
    )


def _types_of(layout: Layout, kinds: Sequence[VehicleKind]) -> tuple[str, ...]:
    return tuple(group.id for group in layout.groups.values() if group.kind in kinds)


def groups_of(vehicles: Sequence[Vehicle]) -> tuple[Group, ...]:
    """The vehicles in groups that are alike."""

    def likeness(vehicle: Vehicle) -> tuple[str, int, int, int, int]:
        return (
            vehicle.kind.value,
            vehicle.capacity_mass_g,
            vehicle.capacity_volume_cm3,
            vehicle.shift_start_s,
            vehicle.shift_end_s,
        )

    ordered = sorted(vehicles, key=lambda v: (likeness(v), v.id))
    alike = [tuple(same) for _, same in groupby(ordered, key=likeness)]
    return tuple(Group(f"{same[0].kind.value}-{same[0].id}", same) for same in alike)


def batches_of(call: Call, groups: Sequence[Group]) -> list[Batch]:
    """The request cut so that the largest vehicle that reaches the farm can take each piece.

    Where none does, the largest that may come to the meeting point counts. The order of parcels stays, so that
    each piece is a stack the household can set apart.
    """
    kinds = REACHED_BY[call.seller.access]
    reaching = [group.vehicles[0] for group in groups if group.kind in kinds]
    largest = max(
        reaching or [group.vehicles[0] for group in groups], key=lambda v: (v.capacity_mass_g, v.capacity_volume_cm3)
    )
    pieces: list[list[Waiting]] = [[]]
    for parcel in call.parcels:
        piece = pieces[-1]
        full = (
            sum(p.mass_g for p in piece) + parcel.mass_g > largest.capacity_mass_g
            or sum(p.volume_cm3 for p in piece) + parcel.volume_cm3 > largest.capacity_volume_cm3
        )
        if piece and full:
            pieces.append([])
        pieces[-1].append(parcel)
    return [Batch(f"{call.request.id}.{n}", call, tuple(piece), n > 1) for n, piece in enumerate(pieces, 1)]


def _point_of(place: Office | Seller) -> Point:
    return Point(place.lat, place.lon, place.elevation_m)
