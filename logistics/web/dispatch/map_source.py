"""The plan as the map draws it: plain JSON, no tiles."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from logistics.parties.models import Role
from logistics.pickups import look_up
from logistics.pickups.view import RouteView, StopView
from logistics.web.dispatch.asked import visible_plan
from logistics.web.dispatch.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_DRAWN_AS_ROAD = ("graph", "engine", "observed")


@blueprint.get("/plans/<int:plan_id>/map.json")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def map_source(plan_id: int) -> ResponseReturnValue:
    """Office, routes with their stops, and requests left out; positions as [lat, lon]."""
    with current_database().reading() as session:
        view = look_up.plan_view(session, visible_plan(session, plan_id).id)
        office = [view.office_lat, view.office_lon]
        return jsonify(
            office={"at": office, "name": view.office_name},
            routes=[_route(route, office) for route in view.routes],
            unserved=[
                {"at": [left.lat, left.lon], "popup": render_template("dispatch/popup_unserved.html", left=left)}
                for left in view.unserved
            ],
        )


def _route(route: RouteView, office: list[float]) -> dict[str, Any]:
    return {
        "sequence": route.sequence,
        "stops": [_stop(stop) for stop in route.stops],
        "legs": _legs(route, office),
    }


def _stop(stop: StopView) -> dict[str, Any]:
    return {
        "sequence": stop.sequence,
        "at": [stop.lat, stop.lon],
        "outcome": stop.outcome.value,
        "popup": render_template("dispatch/popup_stop.html", stop=stop),
    }


def _legs(route: RouteView, office: list[float]) -> list[dict[str, Any]]:
    """From the office through the stops and back, by way of the office between trips.

    A leg nobody has a road for is `estimated`, and never drawn as if it were one.
    """
    legs: list[dict[str, Any]] = []
    here, trip = office, 1
    for stop in route.stops:
        if stop.trip != trip:
            legs.append({"from": here, "to": office, "estimated": True})
            here, trip = office, stop.trip
        there = [stop.lat, stop.lon]
        legs.append({"from": here, "to": there, "estimated": stop.leg_quality not in _DRAWN_AS_ROAD})
        here = there
    if route.stops:
        legs.append({"from": here, "to": office, "estimated": True})
    return legs
