"""The loads of broken vehicles as batches that other vehicles take over where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.parties.models import Seller, VehicleKind
from logistics.pickups.day import Call, Day, Waiting, waiting_of
from logistics.pickups.models import CollectionRoute, PickupRequest, PlaceKind, Stop
from logistics.pickups.stating import REACHED_BY, Batch, TakeOver
from logistics.pickups.taking_over import aboard, first_fetched, stands_at
from logistics.travel.points import Point


def loads_aboard(
    session: Session, day: Day, routes: Sequence[CollectionRoute], past: Mapping[int, dt.datetime]
) -> list[Batch]:
    """One batch for each household whose parcels a broken vehicle has on board; `past` are the stops dealt with.

    A batch that the plan in force has given to another vehicle is named after that stop. A vehicle from which
    nothing was heard has nothing on board: nobody knows better.
    """
    given: dict[tuple[int | None, int], str] = {
        (stop.from_vehicle_id, stop.request_id): f"s{stop.id}"
        for route in routes
        for stop in route.stops
        if stop.from_vehicle_id is not None and stop.id not in past
    }
    return [
        batch
        for route in routes
        if route.vehicle_id in day.broken and any(stop.id in past for stop in route.stops)
        for batch in _load(session, day, route, (routes, past), given)
    ]


def as_it_was(session: Session, day: Day, stop: Stop, parcels: Sequence[Waiting]) -> TakeOver:
    """The take-over that the stop was: it happened, so nobody asks any more who may come there."""
    vehicle_id = stop.from_vehicle_id or 0
    return TakeOver(
        vehicle_id,
        _plate(day, vehicle_id),
        Point(stop.lat, stop.lon),
        tuple(VehicleKind),
        _since(session, day, parcels),
    )


def _load(
    session: Session,
    day: Day,
    route: CollectionRoute,
    plan: tuple[Sequence[CollectionRoute], Mapping[int, dt.datetime]],
    given: Mapping[tuple[int | None, int], str],
) -> Iterator[Batch]:
    routes, past = plan
    at, last = stands_at(session, route, past)
    loads = aboard(session, route, routes)
    people = _people(session, [last.request_id, *loads])
    reached_by = tuple(VehicleKind)
    if last.place is PlaceKind.FARM:
        reached_by = REACHED_BY[people[last.request_id][1].access]
    for n, (request_id, carried) in enumerate(loads.items()):
        parcels = tuple(waiting_of(one.parcel) for one in carried)
        broken = TakeOver(
            route.vehicle_id, _plate(day, route.vehicle_id), at, reached_by, _since(session, day, parcels)
        )
        name = given.get((route.vehicle_id, request_id), f"x{route.vehicle_id}.{request_id}")
        yield Batch(name, Call(*people[request_id], parcels), parcels, goes_on=n > 0, taken_over=broken)


def _since(session: Session, day: Day, parcels: Sequence[Waiting]) -> int | None:
    """The second of the day at which the first of them that spoils left its household; None where none spoils."""
    fetched = first_fetched(session, [parcel.parcel_id for parcel in parcels if parcel.perishable])
    return min((clock.second_of_day(at, day.service_day) for at in fetched.values()), default=None)


def _people(session: Session, request_ids: Sequence[int]) -> dict[int, tuple[PickupRequest, Seller]]:
    rows = session.execute(
        select(PickupRequest, Seller)
        .join(Seller, Seller.id == PickupRequest.seller_id)
        .where(PickupRequest.id.in_(request_ids))
    )
    return {request.id: (request, seller) for request, seller in rows}


def _plate(day: Day, vehicle_id: int) -> str:
    return next((vehicle.plate for vehicle in day.vehicles if vehicle.id == vehicle_id), "")
