"""What a broken vehicle has on board: where it stands, by when it must be at an office, and who has it by now."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.parties.models import Seller, User, Vehicle
from logistics.pickups.models import CollectionRoute, PickupRequest, Stop
from logistics.shipments.models import Parcel, Status
from logistics.tracking.models import Custody, EventCode, HandlingEvent, HolderKind
from logistics.travel.points import Point


@dataclass(frozen=True, slots=True)
class Carried:
    """One parcel that drivers have fetched: in whose hands it is, where that is known, and when it left home."""

    parcel: Parcel
    driver_id: int | None
    fetched_at: dt.datetime


def carried(session: Session, parcel_ids: Collection[int]) -> dict[int, Carried]:
    """By parcel: those on board of a vehicle now, fetched and not yet at an office."""
    rows = session.execute(
        select(Parcel, Custody.holder_id)
        .join(Custody, Custody.parcel_id == Parcel.id)
        .where(Parcel.id.in_(parcel_ids), Parcel.status == Status.COLLECTED, Custody.holder == HolderKind.DRIVER)
    ).all()
    fetched = first_fetched(session, [parcel.id for parcel, _ in rows])
    return {parcel.id: Carried(parcel, driver_id, fetched[parcel.id]) for parcel, driver_id in rows}


def first_fetched(session: Session, parcel_ids: Collection[int]) -> dict[int, dt.datetime]:
    """By parcel: when it was first told to have left its household; what was never fetched is missing."""
    rows = session.execute(
        select(HandlingEvent.parcel_id, func.min(HandlingEvent.happened_at))
        .where(HandlingEvent.parcel_id.in_(parcel_ids), HandlingEvent.code == EventCode.COLLECTED)
        .group_by(HandlingEvent.parcel_id)
    )
    return {parcel_id: at for parcel_id, at in rows if parcel_id is not None}


def has_it(route: CollectionRoute, one: Carried) -> bool:
    """Whether the parcel has come to this route's driver; where nobody knows the driver, it has not."""
    return route.driver_id is not None and one.driver_id == route.driver_id


def still_to_take_over(session: Session, routes: Sequence[CollectionRoute]) -> set[tuple[int, int]]:
    """(stop, parcel) of the routes' take-overs that have not happened: the parcel is still on the broken vehicle."""
    stops = [(route, stop) for route in routes for stop in route.stops if stop.from_vehicle_id is not None]
    aboard = carried(session, {link.parcel_id for _, stop in stops for link in stop.parcels}) if stops else {}
    return {
        (stop.id, link.parcel_id)
        for route, stop in stops
        for link in stop.parcels
        if link.parcel_id in aboard and not has_it(route, aboard[link.parcel_id])
    }


@dataclass(frozen=True, slots=True)
class FromVehicle:
    """What people are told of a take-over: whose load, near which village, and the parcels still to be taken over.

    `driver` and `phone` are of who waits there; "" where the vehicle has no driver.
    """

    plate: str
    driver: str
    phone: str
    near: str
    waiting: frozenset[int]


def take_overs(session: Session, routes: Sequence[CollectionRoute]) -> dict[int, FromVehicle]:
    """By stop: the routes' stops at broken vehicles."""
    stops = [stop for route in routes for stop in route.stops if stop.from_vehicle_id is not None]
    if not stops:
        return {}
    open_ = still_to_take_over(session, routes)
    broken = {
        vehicle_id: (plate, driver, phone)
        for vehicle_id, plate, driver, phone in session.execute(
            select(Vehicle.id, Vehicle.plate, func.coalesce(User.name, ""), func.coalesce(User.phone, ""))
            .outerjoin(User, User.id == Vehicle.driver_id)
            .where(Vehicle.id.in_({stop.from_vehicle_id for stop in stops}))
        )
    }
    villages = _villages(session, {route.plan_id for route in routes})
    return {
        stop.id: FromVehicle(
            *broken[stop.from_vehicle_id or 0],
            min(villages, key=lambda each: (each[0] - stop.lat) ** 2 + (each[1] - stop.lon) ** 2)[2],
            frozenset(link.parcel_id for link in stop.parcels if (stop.id, link.parcel_id) in open_),
        )
        for stop in stops
    }


def _villages(session: Session, plan_ids: Collection[int]) -> list[tuple[float, float, str]]:
    """Where the plans' routes stop at households, and the village there."""
    rows = session.execute(
        select(Stop.lat, Stop.lon, Seller.village)
        .join(CollectionRoute, CollectionRoute.id == Stop.route_id)
        .join(PickupRequest, PickupRequest.id == Stop.request_id)
        .join(Seller, Seller.id == PickupRequest.seller_id)
        .where(CollectionRoute.plan_id.in_(plan_ids), Stop.from_vehicle_id.is_(None))
    )
    return [(lat, lon, village) for lat, lon, village in rows] or [(0.0, 0.0, "")]


def aboard(session: Session, route: CollectionRoute, others: Sequence[CollectionRoute]) -> Mapping[int, list[Carried]]:
    """By request: what the route's vehicle has on board, now that it stands.

    What came home with a former trip is not, and neither is what the driver of another of the plan's routes has.
    """
    drivers = {other.driver_id for other in others if other.driver_id is not None} - {route.driver_id}
    request_of = {link.parcel_id: stop for stop in route.stops for link in stop.parcels}
    found = {number: one for number, one in carried(session, request_of).items() if one.driver_id not in drivers}
    trip = max((request_of[number].trip for number in found), default=0)
    loads: dict[int, list[Carried]] = defaultdict(list)
    for number, one in sorted(found.items()):
        stop = request_of[number]
        taken = stop.from_vehicle_id is None or has_it(route, one)
        if stop.trip == trip and taken:
            loads[stop.request_id].append(one)
    return loads


def stands_at(session: Session, route: CollectionRoute, told: Mapping[int, dt.datetime]) -> tuple[Point, Stop]:
    """Where the route's vehicle was last heard of, and the stop that was told last; `told` must name one of its stops.

    By the phone's position where the last event of its driver has one: a breakdown told on the way to the next
    stop does not put the vehicle there. Else at the stop.
    """
    last = max((stop for stop in route.stops if stop.id in told), key=lambda stop: told[stop.id])
    numbers = [link.parcel_id for stop in route.stops if stop.id in told for link in stop.parcels]
    position = session.execute(
        select(HandlingEvent.lat, HandlingEvent.lon)
        .where(
            HandlingEvent.parcel_id.in_(numbers),
            HandlingEvent.code.in_([EventCode.COLLECTED, EventCode.PICKUP_FAILED]),
            HandlingEvent.happened_at == told[last.id],
            HandlingEvent.lat.is_not(None),
        )
        .limit(1)
    ).first()
    if position and position.lat is not None and position.lon is not None:
        return Point(position.lat, position.lon), last
    return Point(last.lat, last.lon), last
