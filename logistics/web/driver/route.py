"""The driver's day as the phone keeps it."""

from __future__ import annotations

from typing import Any

from flask import current_app, jsonify, request
from flask.typing import ResponseReturnValue

from logistics import clock
from logistics.cod.at_the_door import Delivery, to_deliver
from logistics.parties.models import Office, Role
from logistics.pickups import look_up
from logistics.pickups.view import RouteView, StopView
from logistics.pickups.way import way_of
from logistics.shipments.models import Status
from logistics.travel import Point
from logistics.travel.map_data import route_geojson
from logistics.travel.sources import local
from logistics.web.access import current_principal
from logistics.web.driver.blueprint import blueprint
from logistics.web.handling_events import moment
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_WAY_BYTES = 60_000
"""What a route's lines may weigh on the way to a phone, gzipped."""


@blueprint.get("/route")
@allow(Role.DRIVER)
def route() -> ResponseReturnValue:
    """Today's published routes of this driver, and the parcels taken out to deliver. 304 where nothing changed."""
    principal = current_principal()
    today = clock.service_day(clock.now())
    with current_database().reading() as session:
        routes = look_up.driver_routes(session, principal.user_id, today)
        office = session.get(Office, principal.office_id)
        deliveries = to_deliver(session, principal.user_id)
    answer = jsonify(
        driver={"id": principal.user_id, "name": principal.name},
        day=today.isoformat(),
        office=_office(office),
        routes=[_route(found) | {"way": _way(office, found)} for found in routes],
        deliveries=[_delivery(each) for each in deliveries],
    )
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _office(office: Office | None) -> dict[str, Any]:
    if office is None:
        return {"name": "", "phone": "", "at": None}
    return {"name": office.name, "phone": office.phone, "at": [office.lat, office.lon]}


def _route(found: RouteView) -> dict[str, Any]:
    return {
        "id": found.id,
        "vehicle": found.vehicle_plate,
        "departs_at": moment(found.departs_at),
        "returns_at": moment(found.returns_at),
        "stops": [_stop(stop) for stop in found.stops],
    }


def _way(office: Office | None, found: RouteView) -> list[dict[str, Any]]:
    """The legs' lines as [lat, lon], where a road network is here to draw them; a line not `drawn` is a guess.

    The phone keeps them for where there is no signal, so together they stay within the map's budget. Engines are not
    asked: the phone asks again and again, and a silent engine would keep the whole route from it.
    """
    sources = local(current_app.config["SETTINGS"].storage_dir)
    if office is None or not sources:
        return []
    legs = way_of(current_database(), Point(office.lat, office.lon), found, sources)
    return [
        {
            "line": [[lat, lon] for lon, lat in leg["geometry"]["coordinates"]],
            "drawn": leg["properties"]["drawn"],
        }
        for leg in route_geojson(legs, _WAY_BYTES)["features"]
    ]


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "number": delivery.item_number,
        "sequence": delivery.sequence,
        "of": delivery.of,
        "status": delivery.status.value,
        "mass_g": delivery.gross_mass_g,
        "name": delivery.name,
        "phone": delivery.phone,
        "address": delivery.address,
        "commune": delivery.commune,
        "note": delivery.note,
        "cod_vnd": delivery.cod_due_vnd,
    }


def _stop(stop: StopView) -> dict[str, Any]:
    return {
        "id": stop.id,
        "sequence": stop.sequence,
        "household": stop.seller_code,
        "place": stop.place,
        "taken_from": stop.taken_from,
        "near": stop.place_name if stop.taken_from else "",
        "trip": stop.trip,
        "arrives_at": moment(stop.arrives_at),
        "seller": stop.seller_name,
        "contact": stop.contact,
        "phone": stop.phone,
        "village": stop.village,
        "commune": stop.commune,
        "meeting_point": stop.place_name if stop.place == "meeting_point" else "",
        "at": [stop.lat, stop.lon],
        "estimated": stop.leg_quality in ("estimate", "anchor"),
        "failed_reason": stop.failed_reason,
        "parcels": [
            {
                "number": parcel.item_number,
                "contents": parcel.contents,
                "mass_g": parcel.gross_mass_g,
                # On board of another vehicle it is to be fetched like one that is still at home.
                "status": Status.PICKUP_ASSIGNED.value if stop.taken_from and parcel.waiting else parcel.status.value,
            }
            for parcel in stop.parcels
        ],
    }
