"""One route's way: who says how long each leg takes, on the map, and how steep it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flask import Response, current_app, jsonify, render_template
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.parties.models import Office, Role, VehicleKind
from logistics.pickups import look_up
from logistics.pickups.models import CollectionRoute, Plan
from logistics.pickups.view import RouteView
from logistics.pickups.way import way_of, ways_back
from logistics.travel import Leg, Point
from logistics.travel.map_data import route_geojson
from logistics.travel.profile import Profile, profile
from logistics.travel.sources import configured
from logistics.web.access import current_principal
from logistics.web.dispatch.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

SAYS = {
    "observed": lazy_gettext("drives"),
    "engine": lazy_gettext("routing engine"),
    "graph": lazy_gettext("road map"),
    "anchor": lazy_gettext("known road"),
    "estimate": lazy_gettext("estimate"),
    "": lazy_gettext("same place"),
}
"""Who says how long a leg takes, by the word that a stop keeps."""

_WIDE, _HIGH = 900, 180


@dataclass(frozen=True, slots=True)
class Drawn:
    """A profile as points of an SVG of _WIDE by _HIGH."""

    line: str
    ground: str
    low_m: int
    high_m: int
    length_m: int


@blueprint.get("/<int:route_id>/way")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def way(route_id: int) -> str:
    """The legs of the route with their times, bands and sources, and the way's profile where heights are known."""
    with current_database().reading() as session:
        plan, office, route = _found(session, route_id)
    legs = _legs(office, route)
    risen = _risen(legs)
    return render_template(
        "dispatch/way.html",
        plan=plan,
        office=office,
        route=route,
        kind=VehicleKind(route.vehicle_kind),
        places=" ".join(f"{stop.lat:.5f},{stop.lon:.5f}" for stop in route.stops),
        ways_back=ways_back(route, legs),
        says=SAYS,
        profile=risen,
        drawn=_drawn(risen) if risen else None,
    )


@blueprint.get("/<int:route_id>/way.json")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR, Role.DRIVER)
def way_on_the_map(route_id: int) -> Response:
    """The way as GeoJSON of at most 150 kB; what is only an estimate is marked, so that it is dashed."""
    with current_database().reading() as session:
        _, office, route = _found(session, route_id)
    return jsonify(route_geojson(_legs(office, route)))


def _found(session: Session, route_id: int) -> tuple[Plan, Office, RouteView]:
    mine = visible_to(current_principal(), CollectionRoute)
    row = session.scalar(select(CollectionRoute).where(CollectionRoute.id == route_id, mine))
    if row is None:
        raise NotFound("route", vi="Không có tuyến này.", en="There is no such route.")
    plan = session.get_one(Plan, row.plan_id)
    return plan, session.get_one(Office, plan.office_id), look_up.route_views(session, [row])[0]


def _legs(office: Office, route: RouteView) -> list[Leg]:
    settings = current_app.config["SETTINGS"]
    sources = configured(settings.travel_engine_url, settings.storage_dir)
    return way_of(current_database(), Point(office.lat, office.lon, office.elevation_m), route, sources)


def _risen(legs: list[Leg]) -> Profile | None:
    """The profile of the drawn legs; a straight line over mountains has none."""
    drawn = [leg for leg in legs if leg.drawn]
    if not drawn:
        return None
    return profile(np.concatenate([leg.line for leg in drawn]), np.concatenate([leg.height_m for leg in drawn]))


def _drawn(risen: Profile) -> Drawn:
    low, high = float(risen.height_m.min()), float(risen.height_m.max())
    xs = risen.along_m / risen.along_m[-1] * _WIDE
    ys = _HIGH - (risen.height_m - low) / max(high - low, 1.0) * (_HIGH - 10)
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in zip(xs, ys, strict=True))
    return Drawn(line, f"0,{_HIGH} {line} {_WIDE},{_HIGH}", round(low), round(high), round(float(risen.along_m[-1])))
