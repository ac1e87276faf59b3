"""When we come: own pickup requests with the hour of the published plan; asking for a day, changing, withdrawing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select

from logistics import clock
from logistics.errors import Conflict, Denied, Invalid, NotFound, Problem
from logistics.parties import visible_to
from logistics.parties.models import Role, Seller
from logistics.pickups.models import CollectionRoute, PickupParcel, PickupRequest, Publication, Stop
from logistics.pickups.requests import ask, cancel
from logistics.web.access import current_principal
from logistics.web.formats import second_of_day
from logistics.web.forms import Reader, faults_by_field
from logistics.web.permissions import allow
from logistics.web.row_id import row_id
from logistics.web.seller.blueprint import blueprint
from logistics.web.seller.own import own_sellers
from logistics.web.transactions import current_database

_NEWEST = 30
_PARCELS = select(func.count()).where(PickupParcel.request_id == PickupRequest.id).scalar_subquery().label("parcels")


@blueprint.get("/pickups")
@allow(Role.SELLER)
def pickups() -> ResponseReturnValue:
    """Own requests, the newest day first and by the clock, with when the vehicle of a published plan arrives."""
    return _page()


@blueprint.post("/pickups")
@allow(Role.SELLER)
def ask_for_pickup() -> ResponseReturnValue:
    """Ask to be visited on a day within a window; a wish for the same day is changed."""
    principal = current_principal()
    try:
        day, window_s = _wish()
        with current_database().transaction() as session:
            seller_id = request.form.get("seller_id", default=principal.seller_id, type=row_id)
            seller = session.scalar(select(Seller).where(Seller.id == seller_id, visible_to(principal, Seller)))
            if seller is None:
                raise Denied("no_seller", vi="Tài khoản chưa gắn người bán.", en="This account belongs to no seller.")
            ask(session, seller.id, seller.office_id, day, window_s=window_s)
    except Invalid as invalid:
        return _page(invalid.problems)
    except Conflict as conflict:
        return _page([Problem("/service_day", conflict.code, conflict.text)])
    flash(gettext("We have noted your wish."), "good")
    return redirect(url_for("seller.pickups"))


@blueprint.post("/pickups/<int:request_id>/withdraw")
@allow(Role.SELLER)
def withdraw(request_id: int) -> ResponseReturnValue:
    """Take a wish back; what is on a published route is for the office to change."""
    with current_database().transaction() as session:
        row = session.execute(_visits().where(PickupRequest.id == request_id)).first()
        if row is None:
            raise NotFound("pickup_request")
        if row.arrives_at is not None:
            raise Conflict(
                "pickup_on_a_route",
                vi="Xe đã được xếp lịch. Gọi bưu cục để thay đổi.",
                en="A vehicle is planned already. Call the post office to change it.",
            )
        cancel(session, row.PickupRequest)
    flash(gettext("The visit is withdrawn."), "good")
    return redirect(url_for("seller.pickups"))


def _wish() -> tuple[dt.date, tuple[int, int]]:
    read = Reader(request.form)
    day = read.day("service_day")
    window_s = (read.second_of_day("window_start_s"), read.second_of_day("window_end_s"))
    read.done()
    return day, window_s


def _visits() -> Select[Any]:
    """The asker's requests, each with its seller's name, how many parcels, and when a published route arrives."""
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
    return (
        select(PickupRequest, Seller.name, _PARCELS, arrival.label("arrives_at"))
        .join(Seller, Seller.id == PickupRequest.seller_id)
        .where(visible_to(current_principal(), PickupRequest))
    )


def _page(problems: tuple[Problem, ...] | list[Problem] = ()) -> ResponseReturnValue:
    by_the_clock: ColumnElement[Any] = literal_column("arrives_at").nulls_last()
    newest = _visits().order_by(PickupRequest.service_day.desc(), by_the_clock, Seller.name).limit(_NEWEST)
    with current_database().reading() as session:
        rows = session.execute(newest).all()
        sellers = own_sellers(session, current_principal())
    changed = request.args.get("change", type=row_id)
    wish = next((row.PickupRequest for row in rows if row.PickupRequest.id == changed), None)
    now = clock.now()
    today = clock.service_day(now)
    page = render_template(
        "seller/pickups.html",
        rows=rows,
        sellers=sellers,
        changed=wish,
        typed=_as_typed(wish) if wish and not request.form else request.form,
        now=now,
        today=today,
        tomorrow=today + dt.timedelta(days=1),
        problems=problems,
        faults=faults_by_field(problems),
    )
    return make_response(page, 422 if problems else 200)


def _as_typed(wish: PickupRequest) -> dict[str, object]:
    """The form as it would be filled in for the request."""
    return {
        "seller_id": wish.seller_id,
        "service_day": wish.service_day.isoformat(),
        "window_start_s": second_of_day(wish.window_start_s),
        "window_end_s": second_of_day(wish.window_end_s),
    }
