"""Further parcels of a household that is still to be visited: fetched at the same stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from logistics.pickups.day import Call, Day
from logistics.pickups.models import CollectionRoute, Stop
from logistics.pickups.stating import Batch
from logistics.routing import Capacity, Load


def joined(
    planned: Sequence[Batch],
    new: Sequence[Batch],
    day: Day,
    plan: tuple[Sequence[CollectionRoute], Mapping[int, dt.datetime]],
) -> list[Batch]:
    """The batches, a new one put into its household's stop where that is not dealt with and its vehicle has room.

    `plan` are the routes in force and their stops that are dealt with. What finds no room stays a stop of its own.
    """
    routes, past = plan
    open_ = {
        stop.request_id: (route, stop)
        for route in routes
        for stop in route.stops
        if stop.id not in past and stop.from_vehicle_id is None and route.vehicle_id not in day.broken
    }
    batches = {batch.id: batch for batch in planned}
    for batch in new:
        route, stop = open_.get(batch.call.request.id, (None, None))
        if route and stop and (host := batches.get(f"s{stop.id}")) and _has_room(batches, day, (route, stop), batch):
            parcels = (*host.parcels, *batch.parcels)
            call = Call(host.call.request, host.call.seller, parcels)
            batches[host.id] = replace(host, call=call, parcels=parcels)
        else:
            batches[batch.id] = batch
    return list(batches.values())


def _has_room(batches: Mapping[str, Batch], day: Day, at: tuple[CollectionRoute, Stop], more: Batch) -> bool:
    route, stop = at
    vehicle = next(one for one in day.vehicles if one.id == route.vehicle_id)
    trip = [f"s{one.id}" for one in route.stops if one.trip == stop.trip]
    load = sum((batches[name].load for name in trip if name in batches), start=Load())
    return Capacity(vehicle.capacity_mass_g, vehicle.capacity_volume_cm3).holds(load + more.load)
