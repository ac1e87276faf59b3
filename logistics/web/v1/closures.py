"""Closed roads: what holds, closing one, opening it again. They hold for every office."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any

from flask import Response, jsonify
from pydantic import BaseModel, Field, Strict
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Denied
from logistics.parties.audit import note
from logistics.parties.models import VehicleKind
from logistics.pickups.flagging import flag_plans
from logistics.travel import Mode
from logistics.travel.closing import NewClosure, close_road, closures, open_road
from logistics.travel.models import RouteClosure
from logistics.travel.points import Point
from logistics.travel.sources import local
from logistics.web.access import current_principal
from logistics.web.handling_events import moment
from logistics.web.iso_times import Moment
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import ROADS, answered, blueprint
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.plannings import PLANNERS, PlaceIn


class ClosureIn(JsonBody):
    """A road and its kilometre posts, a place, an area of three corners and more, or pins on a road; at least one.

    Without `since` it holds from now, without `until` until it is opened, without `vehicles` for all.
    """

    road: str = Field(default="", max_length=64, examples=["QL4D"])
    km_from_m: int | None = Field(default=None, ge=0, le=10_000_000, examples=[25_300])
    km_to_m: int | None = Field(default=None, ge=0, le=10_000_000, examples=[26_000])
    at: PlaceIn | None = None
    area: list[PlaceIn] = Field(default_factory=list, max_length=200)
    pins: list[PlaceIn] = Field(default_factory=list, max_length=50)
    vehicles: list[Annotated[VehicleKind, Strict(False)]] = Field(default_factory=list, max_length=3)
    since: Moment | None = None
    until: Moment | None = None
    source: str = Field(default="", max_length=200, description="Who says so; the key's owner where it is empty.")
    description: str = Field(default="", max_length=400, examples=["Sạt lở"])

    def meant(self) -> NewClosure:
        """The same in the kernel's words."""
        principal = current_principal()
        return NewClosure(
            since=self.since.astimezone(dt.UTC) if self.since else clock.now(),
            until=self.until.astimezone(dt.UTC) if self.until else None,
            source=self.source.strip() or principal.name,
            description=self.description,
            road=self.road,
            km_from_m=self.km_from_m,
            km_to_m=self.km_to_m,
            at=_point(self.at) if self.at else None,
            area=tuple(_point(each) for each in self.area),
            pins=tuple(_point(each) for each in self.pins),
            modes=frozenset(Mode(kind.value) for kind in self.vehicles),
            reported_by_id=principal.user_id,
        )


class ClosureOut(BaseModel):
    """One closure."""

    id: int
    road: str
    description: str
    source: str
    km_from_m: int | None
    km_to_m: int | None
    vehicles: list[VehicleKind]
    since: str
    until: str | None
    ended_at: str | None


class ClosuresOut(BaseModel):
    """The closures that hold now."""

    closures: list[ClosureOut]


class ClosurePath(BaseModel):
    """Which closure."""

    closure_id: Id


@blueprint.get("/closures", tags=[ROADS], responses={"200": ClosuresOut})
@allow(*PLANNERS)
def list_closures() -> Response:
    """The roads that are closed now."""
    _refuse_sellers()
    with current_database().reading() as session:
        holding = [int(each.id) for each in closures(session, clock.now())]
        rows = session.scalars(select(RouteClosure).where(RouteClosure.id.in_(holding)).order_by(RouteClosure.id))
        return jsonify(closures=[_shown(row) for row in rows])


@blueprint.post("/closures", tags=[ROADS], responses={"201": ClosureOut})
@allow(*PLANNERS)
def close(body: ClosureIn, header: OnceHeader) -> Response:
    """Close a road: routes that use it are flagged at once (`/plans/{plan_id}/changes`), new plans avoid it."""
    _refuse_sellers()
    answer = once(header, partial(_closed, body.meant()))
    flag_plans(current_database(), (answer.get_json() or {})["id"], local(current_settings().storage_dir))
    return answer


@blueprint.post("/closures/<int:closure_id>/open", tags=[ROADS], responses={"200": ClosureOut})
@allow(*PLANNERS)
def open_again(path: ClosurePath, header: OnceHeader) -> Response:
    """End a closure now; 409 where it has ended before."""
    _refuse_sellers()

    def work(session: Session) -> Response:
        row = open_road(session, path.closure_id, clock.now())
        note(session, current_principal(), "road.open", f"closure {row.id}", row.road)
        return jsonify(_shown(row))

    return once(header, work)


def _closed(new: NewClosure, session: Session) -> Response:
    row = close_road(session, new)
    note(session, current_principal(), "road.close", f"closure {row.id}", new.road)
    return answered(jsonify(_shown(row)), 201)


def _refuse_sellers() -> None:
    """Raises Denied for a seller's program: whether a road can be driven is the offices' word."""
    if current_principal().seller_id is not None:
        raise Denied(
            "not_for_sellers", vi="Việc này là của bưu cục.", en="This is for post offices, not for a seller's program."
        )


def _point(place: PlaceIn) -> Point:
    return Point(place.lat, place.lon)


def _shown(row: RouteClosure) -> dict[str, Any]:
    return ClosureOut(
        id=row.id,
        road=row.road,
        description=row.description,
        source=row.source,
        km_from_m=row.km_from_m,
        km_to_m=row.km_to_m,
        vehicles=[VehicleKind(word) for word in row.vehicles.split()],
        since=moment(row.starts_at),
        until=moment(row.expected_end_at) if row.expected_end_at else None,
        ended_at=moment(row.ended_at) if row.ended_at else None,
    ).model_dump(mode="json")
