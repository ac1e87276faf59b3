"""When we come: own pickup requests with the hour of the published plan, and asking for a day."""

from __future__ import annotations

import datetime as dt

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import and_, func, select

from logistics import clock
from logistics.errors import Conflict, Denied, Invalid, Problem
from logistics.parties import visible_to
from logistics.parties.models import Role, Seller
from logistics.pickups.models import CollectionRoute, PickupParcel, PickupRequest, Publication, Stop
from logistics.pickups.requests import ask
from logistics.web.access import current_principal
from logistics.web.forms import Reader, faults_by_field
from logistics.web.permissions import allow
from logistics.web.seller.blueprint import blueprint
from logistics.web.transactions import current_database

_NEWEST = 30
_PARCELS = select(func.count()).where(PickupParcel.request_id == PickupRequest.id).scalar_subquery().label("parcels")


@blueprint.get("/pickups")
@allow(Role.SELLER)
def pickups() -> ResponseReturnValue:
    """Own requests, the newest day first, each with when the vehicle arrives where a plan is published."""
    return _page()


@blueprint.post("/pickups")
@allow(Role.SELLER)
def ask_for_pickup() -> ResponseReturnValue:
    """Ask to be visited on a day within a window; a wish for the same day is changed."""
    principal = current_principal()
    try:
        day, window_s = _wish()
        with current_database().transaction() as session:
            seller = session.get(Seller, principal.seller_id)
            if seller is None:
                raise Denied("no_seller", vi="Tài khoản chưa gắn người bán.", en="This account belongs to no seller.")
            ask(session, seller.id, seller.office_id, day, window_s=window_s)
    except Invalid as invalid:
        return _page(invalid.problems)
    except Conflict as conflict:
        return _page([Problem("/service_day", conflict.code, conflict.text)])
    flash(gettext("We have noted your wish."), "good")
    return redirect(url_for("seller.pickups"))


def _wish() -> tuple[dt.date, tuple[int, int]]:
    read = Reader(request.form)
    day = read.day("service_day")
    window_s = (read.second_of_day("window_start_s"), read.second_of_day("window_end_s"))
    read.done()
    return day, window_s


def _page(problems: tuple[Problem, ...] | list[Problem] = ()) -> ResponseReturnValue:
    published = and_(
        Publication.office_id == PickupRequest.office_id, Publication.service_day == PickupRequest.service_day
    )
    route_of_plan = and_(CollectionRoute.plan_id == Publication.plan_id, CollectionRoute.id == Stop.route_id)
    arrival = (
        select(func.min(Stop.arrives_at))
        .join(CollectionRoute, CollectionRoute.id == Stop.route_id)
        .join(Publication, route_of_plan)
        .where(Stop.request_id == PickupRequest.id, published)
        .scalar_subquery()
    )
    requests = (
        select(PickupRequest, Seller.name, _PARCELS, arrival.label("arrives_at"))
        .join(Seller, Seller.id == PickupRequest.seller_id)
        .where(visible_to(current_principal(), PickupRequest))
        .order_by(PickupRequest.service_day.desc(), Seller.name)
        .limit(_NEWEST)
    )
    with current_database().reading() as session:
        rows = session.execute(requests).all()
    page = render_template(
        "seller/pickups.html",
        rows=rows,
        typed=request.form,
        tomorrow=clock.service_day(clock.now()) + dt.timedelta(days=1),
        problems=problems,
        faults=faults_by_field(problems),
    )
    return make_response(page, 422 if problems else 200)
