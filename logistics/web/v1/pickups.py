"""Pickup requests: what waits on a day, and a seller's wish to be visited."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Role, Seller
from logistics.pickups import requests
from logistics.pickups.models import PickupParcel, PickupRequest, RequestState
from logistics.web.access import current_principal
from logistics.web.iso_times import Day
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import PICKUPS, answered, blueprint
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.seller_named import seller_named


class PickupsQuery(BaseModel):
    """Which day."""

    model_config = ConfigDict(extra="forbid")

    service_day: Day


class PickupIn(JsonBody):
    """A wish to be visited, or another window for one made before; seconds of the local day."""

    seller_code: str = Field(max_length=16, examples=["LC037"])
    service_day: Day = Field(examples=["2025-11-05"])
    window_start_s: int = Field(default=6 * 3600, ge=0, le=24 * 3600)
    window_end_s: int = Field(default=17 * 3600, ge=0, le=24 * 3600)


class PickupOut(BaseModel):
    """One request."""

    id: int
    seller_code: str
    service_day: dt.date
    window_start_s: int
    window_end_s: int
    state: RequestState
    parcels: int


class PickupsOut(BaseModel):
    """Every request of the day that one may see."""

    pickups: list[PickupOut]


@blueprint.get("/pickups", tags=[PICKUPS], responses={"200": PickupsOut})
@allow(Role.CLERK, Role.DISPATCHER, Role.SELLER, Role.ADMINISTRATOR, Role.INTEGRATOR)
def list_pickups(query: PickupsQuery) -> Response:
    """The requests of one day."""
    count = (
        select(func.count())
        .where(PickupParcel.request_id == PickupRequest.id)
        .correlate(PickupRequest)
        .scalar_subquery()
    )
    with current_database().reading() as session:
        rows = session.execute(
            select(PickupRequest, Seller.code, count)
            .join(Seller, Seller.id == PickupRequest.seller_id)
            .where(visible_to(current_principal(), PickupRequest), PickupRequest.service_day == query.service_day)
            .order_by(PickupRequest.id)
        )
        return jsonify(pickups=[_shown(*row) for row in rows])


class PickupPath(BaseModel):
    """Which request."""

    request_id: Id


@blueprint.post("/pickups", tags=[PICKUPS], responses={"201": PickupOut})
@allow(Role.CLERK, Role.DISPATCHER, Role.SELLER, Role.INTEGRATOR)
def ask_for_pickup(body: PickupIn, header: OnceHeader) -> Response:
    """Ask for a visit; asked again for the same day, the window is changed."""
    return once(header, partial(_asked, body))


@blueprint.post("/pickups/<int:request_id>/cancel", tags=[PICKUPS], responses={"200": PickupOut})
@allow(Role.DISPATCHER, Role.ADMINISTRATOR, Role.INTEGRATOR)
def cancel_pickup(path: PickupPath, header: OnceHeader) -> Response:
    """Withdraw a request; its parcels wait for another day. Done again, it changes nothing; 409 once it is fetched.

    A plan in force still visits the household until a re-planning takes that out.
    """

    def work(session: Session) -> Response:
        principal = current_principal()
        mine = visible_to(principal, PickupRequest)
        request = session.scalar(select(PickupRequest).where(PickupRequest.id == path.request_id, mine))
        if request is None:
            raise NotFound("pickup")
        requests.cancel(session, request)
        note(session, principal, "pickup.cancel", f"request {request.id}")
        code = session.get_one(Seller, request.seller_id).code
        return jsonify(_shown(request, code, 0))

    return once(header, work)


def _asked(body: PickupIn, session: Session) -> Response:
    seller = seller_named(session, body.seller_code)
    window_s = (body.window_start_s, body.window_end_s)
    request = requests.ask(session, seller.id, seller.office_id, body.service_day, window_s=window_s)
    waiting = session.scalar(
        select(func.count()).select_from(PickupParcel).where(PickupParcel.request_id == request.id)
    )
    return answered(jsonify(_shown(request, seller.code, waiting or 0)), 201)


def _shown(request: PickupRequest, seller_code: str, parcels: int) -> dict[str, Any]:
    return PickupOut(
        id=request.id,
        seller_code=seller_code,
        service_day=request.service_day,
        window_start_s=request.window_start_s,
        window_end_s=request.window_end_s,
        state=request.state,
        parcels=parcels,
    ).model_dump(mode="json")
