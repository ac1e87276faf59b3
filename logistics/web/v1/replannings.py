"""Re-planning: what a plan in force does not know of yet, and the version that takes it in."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from logistics.parties.models import Office
from logistics.pickups import look_up
from logistics.pickups.changes import Changes, changes
from logistics.pickups.replan_job import ask_for_replan
from logistics.pickups.replanning import Wish
from logistics.web.access import current_principal
from logistics.web.iso_times import Day
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import PLANS, answered, blueprint
from logistics.web.v1.differences import StopOut, stop_out
from logistics.web.v1.office_named import office_named
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.plannings import PLANNERS, PlanningOut, planning_told
from logistics.web.v1.plans import PlanPath, plan_named


class GiveIn(JsonBody):
    """A stop of the plan in force, and the vehicle that is to visit it."""

    stop_id: Id = Field(examples=[31])
    vehicle_id: Id = Field(examples=[2])


class ReplanIn(JsonBody):
    """Which office's day, whose plan in force is to take in what has changed; `give` a stop to a vehicle besides."""

    office_code: str = Field(max_length=16, examples=["LCU"])
    service_day: Day = Field(examples=["2025-11-05"])
    give: GiveIn | None = None


class NewcomerOut(BaseModel):
    """A household with parcels that no route fetches; `planned` where a route visits it for others of its parcels."""

    seller_code: str
    parcels: int
    planned: bool


class BrokenOut(BaseModel):
    """A route with open stops whose vehicle has broken down."""

    route_id: int
    vehicle_id: int
    vehicle_plate: str


class TouchedOut(BaseModel):
    """A route that uses a road closed since: `legs` are the numbers of the stops they lead to, 0 the way back."""

    route_id: int
    closure_id: int
    legs: list[int]


class ChangesOut(BaseModel):
    """What the plan does not know of yet; all empty where a re-planning would find nothing to do."""

    newcomers: list[NewcomerOut]
    cancelled: list[StopOut]
    broken: list[BrokenOut]
    touched: list[TouchedOut]


@blueprint.post("/replannings", tags=[PLANS], responses={"202": PlanningOut})
@allow(*PLANNERS)
def ask_for_replanning(body: ReplanIn, header: OnceHeader) -> Response:
    """Ask for the version that takes in new and cancelled pickups, broken vehicles and closed roads.

    Stops that drivers have reported stay as they were; routes that are not concerned keep stops, order and times.
    Follow the job under `/plannings/{job_id}`. Nothing is in force by it: compare it (`/plans/{plan_id}/difference`),
    publish it or delete it. 409 where no plan is in force.
    """
    return once(header, partial(_asked, body))


@blueprint.get("/plans/<int:plan_id>/changes", tags=[PLANS], responses={"200": ChangesOut})
@allow(*PLANNERS)
def get_changes(path: PlanPath) -> Response:
    """What has changed since the plan was made that it does not know of."""
    with current_database().reading() as session:
        plan = plan_named(session, path.plan_id)
        office = session.get_one(Office, plan.office_id)
        return jsonify(_told(changes(session, office, look_up.plan_view(session, plan.id))))


def _asked(body: ReplanIn, session: Session) -> Response:
    office = office_named(session, body.office_code)
    job = ask_for_replan(
        session,
        office,
        body.service_day,
        asked_by=current_principal().user_id,
        key=secrets.token_hex(6),
        wish=Wish(body.give.stop_id, body.give.vehicle_id) if body.give else None,
    )
    return answered(jsonify(planning_told(job)), 202)


def _told(found: Changes) -> dict[str, Any]:
    newcomers = [NewcomerOut(seller_code=n.seller_code, parcels=n.parcels, planned=n.planned) for n in found.newcomers]
    return ChangesOut(
        newcomers=newcomers,
        cancelled=[stop_out(stop) for stop in found.cancelled],
        broken=[
            BrokenOut(route_id=route.id, vehicle_id=route.vehicle_id, vehicle_plate=route.vehicle_plate)
            for route in found.broken
        ],
        touched=[
            TouchedOut(route_id=flag.route_id, closure_id=flag.closure.id, legs=list(flag.legs))
            for flag in found.touched
        ],
    ).model_dump(mode="json")
