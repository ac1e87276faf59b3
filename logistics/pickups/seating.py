"""Who drives what: of vehicles that are alike, each gets the route most like the one it had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from logistics import routing
from logistics.pickups import look_up
from logistics.pickups.day import Day
from logistics.pickups.models import CollectionRoute, Stop
from logistics.pickups.stating import Layout


def former_routes(session: Session, day: Day) -> Sequence[CollectionRoute]:
    """The routes that people have in mind: of the version in force, else of the day's newest; none for a first plan."""
    key = day.office.id, day.service_day
    plan_id = look_up.published_plan_id(session, *key) or look_up.latest_plan_id(session, *key)
    return session.scalars(
        select(CollectionRoute)
        .where(CollectionRoute.plan_id == plan_id)
        .options(selectinload(CollectionRoute.stops).selectinload(Stop.parcels))
    ).all()


def seated(found: routing.Plan, layout: Layout, former: Sequence[CollectionRoute]) -> routing.Plan:
    """The same plan, its routes dealt among equal vehicles so that as many parcels as can be keep their vehicle.

    The planner numbers equal vehicles as it comes; drivers know their villages. What a route costs, and whether it
    keeps every rule, does not depend on which of them drives it, as long as none is under way.
    """
    fetched: dict[int, set[int]] = {
        route.vehicle_id: {link.parcel_id for stop in route.stops for link in stop.parcels} for route in former
    }
    groups: dict[str, list[routing.Route]] = defaultdict(list)
    for route in found.routes:
        groups[route.vehicle].append(route)
    routes = []
    for name, alike in groups.items():
        parcels = [{one.parcel_id for stop in route.stops for one in layout.batches[stop].parcels} for route in alike]
        vehicles = layout.groups[name].vehicles
        # A vehicle that had no route stays at home rather than one that had: half a parcel decides nothing else.
        gain = np.array(
            [
                [len(set_ & fetched.get(vehicle.id, set())) + (vehicle.id in fetched) / 2 for vehicle in vehicles]
                for set_ in parcels
            ]
        )
        _, numbers = linear_sum_assignment(gain, maximize=True)
        routes += [replace(route, number=int(n)) for route, n in zip(alike, numbers, strict=True)]
    order = {name: n for n, name in enumerate(layout.groups)}
    routes.sort(key=lambda route: (order[route.vehicle], route.number))
    return replace(found, routes=tuple(routes))
