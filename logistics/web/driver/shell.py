"""The app's page. It names nobody, so that the phone may keep it; what it shows comes from the route."""

from __future__ import annotations

from flask import Response, make_response, render_template

from logistics import clock
from logistics.parties.models import Role
from logistics.pickups import look_up
from logistics.tracking.reasons import DELIVERY, PICKUP
from logistics.web.access import current_principal
from logistics.web.driver.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_FIRST = {
    "sender_absent": "people",
    "not_ready": "clock",
    "sender_unreachable": "phone",
    "road_blocked": "route",
    "weather": "alert",
    "packaging_rejected": "parcel",
}
"""Reasons a driver meets most, each with its picture; the others follow behind "more"."""


_AT_THE_DOOR = {
    "consignee_absent": "people",
    "consignee_unreachable": "phone",
    "consignee_postponed": "calendar",
    "refused": "cross",
    "cod_not_paid": "money",
    "wrong_address": "pin",
    "goods_damaged": "parcel",
    "road_blocked": "route",
    "weather": "alert",
    "vehicle_breakdown": "vehicle",
    "out_of_time": "clock",
}
"""Why a delivery failed, in a driver's words; "not told" is only for carriers."""


@blueprint.get("/")
@allow(Role.DRIVER)
def app() -> Response:
    """The shell of the app, with every text in the language of the phone."""
    rest = [reason for code, reason in PICKUP.items() if code not in _FIRST]
    page = make_response(
        render_template(
            "driver/app.html",
            first_reasons=[(PICKUP[code], picture) for code, picture in _FIRST.items()],
            more_reasons=rest,
            delivery_reasons=[(DELIVERY[code], picture) for code, picture in _AT_THE_DOOR.items()],
        )
    )
    page.headers["Cache-Control"] = "no-cache"
    return page


@blueprint.get("/list")
@allow(Role.DRIVER)
def plain_list() -> str:
    """The same stops without JavaScript, to read and to call."""
    principal = current_principal()
    today = clock.service_day(clock.now())
    with current_database().reading() as session:
        routes = look_up.driver_routes(session, principal.user_id, today)
    return render_template("driver/list.html", routes=routes, today=today)
