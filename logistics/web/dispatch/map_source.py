"""The plan as the map draws it: plain JSON, everything from our own data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from logistics import clock
from logistics.parties.models import Role
from logistics.pickups import look_up
from logistics.pickups.breakdowns import broken_down
from logistics.pickups.view import PlanView, StopView
from logistics.places.units import communes
from logistics.travel.closing import closures
from logistics.travel.models import RouteClosure
from logistics.web.dispatch.asked import visible_plan
from logistics.web.dispatch.blueprint import blueprint
from logistics.web.dispatch.ways import Way, ways
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_AROUND_DEG = 0.25
"""How far beyond the plan's places communes are named: what can be seen when one zooms out a little."""


@blueprint.get("/plans/<int:plan_id>/map.json")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def map_source(plan_id: int) -> ResponseReturnValue:
    """Office, routes with stops and legs, requests left out, closed areas, communes; positions as [lat, lon]."""
    with current_database().reading() as session:
        plan = visible_plan(session, plan_id)
        view = look_up.plan_view(session, plan.id)
        broken = broken_down(session, plan.office_id, plan.service_day)
        holding = {int(closure.id): closure for closure in closures(session, clock.now())}
        rows = session.scalars(select(RouteClosure).where(RouteClosure.id.in_(holding))).all()
    driven = ways(current_database(), current_app.config["SETTINGS"], view, broken)
    return jsonify(
        office={
            "at": [view.office_lat, view.office_lon],
            "name": view.office_name,
            "popup": render_template("dispatch/popup_office.html", view=view),
        },
        routes=[
            {
                "sequence": route.sequence,
                "stops": [_stop(stop) for stop in route.stops],
                "legs": [_leg(way) for way in driven[route.id]],
            }
            for route in view.routes
        ],
        unserved=[
            {"at": [left.lat, left.lon], "popup": render_template("dispatch/popup_unserved.html", left=left)}
            for left in view.unserved
        ],
        closed=[_closed(row) for row in rows if row.shape.get("area")],
        places=_communes_around(view),
    )


def _stop(stop: StopView) -> dict[str, Any]:
    return {
        "sequence": stop.sequence,
        "at": [stop.lat, stop.lon],
        "outcome": stop.outcome.value,
        "popup": render_template("dispatch/popup_stop.html", stop=stop),
    }


def _leg(way: Way) -> dict[str, Any]:
    return {"line": [[round(lat, 5), round(lon, 5)] for lat, lon in way.line], "estimated": not way.drawn}


def _closed(row: RouteClosure) -> dict[str, Any]:
    return {"area": row.shape["area"], "popup": render_template("dispatch/popup_closed.html", row=row)}


def _communes_around(view: PlanView) -> list[dict[str, Any]]:
    """The communes in sight, those with a stop first: their names are written while there is room."""
    stops = [stop for route in view.routes for stop in route.stops]
    visited = {stop.commune for stop in stops} | {left.commune for left in view.unserved}
    lats = [view.office_lat, *(stop.lat for stop in stops)]
    lons = [view.office_lon, *(stop.lon for stop in stops)]
    seen = [each for each in communes().values() if _within(each.lat, lats) and _within(each.lon, lons)]
    seen.sort(key=lambda each: (each.full_name not in visited, each.code))
    return [{"name": each.name, "at": [each.lat, each.lon]} for each in seen]


def _within(value: float, of: Sequence[float]) -> bool:
    return min(of) - _AROUND_DEG <= value <= max(of) + _AROUND_DEG
