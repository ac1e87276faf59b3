"""Plans: asked for, read, put in force."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field, RootModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.errors import Invalid, NotFound
from logistics.jobs.models import Job, JobState
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Office, Role, VehicleKind
from logistics.pickups import look_up, planning, publishing
from logistics.pickups.models import CollectionRoute, Plan, Unserved
from logistics.pickups.view import PlanView, RouteView
from logistics.pickups.what_if import AS_IT_IS, Assumption
from logistics.web.access import current_principal
from logistics.web.handling_events import moment
from logistics.web.iso_times import Day
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import LARGEST, Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import PLANS, answered, blueprint, json_answer
from logistics.web.v1.job_error import JobError, job_error

_PLANNERS = (Role.DISPATCHER, Role.ADMINISTRATOR, Role.INTEGRATOR)
_VERSIONS = (
    select(
        Plan,
        select(func.count()).where(CollectionRoute.plan_id == Plan.id).correlate(Plan).scalar_subquery(),
        select(func.count()).where(Unserved.plan_id == Plan.id).correlate(Plan).scalar_subquery(),
    )
    .order_by(Plan.version.desc())
    .limit(100)
)


class PlaceIn(JsonBody):
    """A point of the map, in degrees."""

    lat: float = Field(ge=-90, le=90, examples=[22.39])
    lon: float = Field(ge=-180, le=180, examples=[103.46])


class SupposeIn(JsonBody):
    """What if: one more vehicle of a kind, all shifts begun at another second of the day, the road closed here."""

    one_more: VehicleKind | None = Field(default=None, strict=False)
    shift_start_s: int | None = Field(default=None, ge=0, le=24 * 3600 - 1)
    closed_at: PlaceIn | None = None

    def meant(self) -> Assumption:
        """The same in the kernel's words."""
        at = self.closed_at
        return Assumption(self.one_more, self.shift_start_s, (at.lat, at.lon) if at else None)


class PlanIn(JsonBody):
    """Which office's day to plan."""

    office_code: str = Field(max_length=16, examples=["LCU"])
    service_day: Day = Field(examples=["2025-11-05"])
    suppose: SupposeIn | None = Field(default=None, description="Plan the day as it would be, to compare.")


class PlansQuery(BaseModel):
    """Which office's day."""

    model_config = ConfigDict(extra="forbid")

    office_code: str = Field(max_length=16, json_schema_extra={"example": "LCU"})
    service_day: Day


class PublishIn(JsonBody):
    """The fence seen when the plan was read: somebody else's switch meanwhile is a 409."""

    fence: int = Field(ge=0, le=LARGEST)


class PlanningOut(BaseModel):
    """The job that plans; its result names the plan once it is done."""

    id: int
    state: JobState
    progress: dict[str, Any]
    plan_id: int | None
    error: JobError


class VersionOut(BaseModel):
    """One version in short; `supposed` is null where it plans the day as it is."""

    id: int
    version: int
    published: bool
    created_at: str
    routes: int
    unserved: int
    distance_m: int
    duration_s: int
    supposed: dict[str, Any] | None


class VersionsOut(BaseModel):
    """The newest hundred versions of the day, the newest first."""

    plans: list[VersionOut]


class PlanOut(RootModel[PlanView]):
    """One version of an office's day: its routes, stops and parcels, and what is left out, with reasons."""


class RouteOut(RootModel[RouteView]):
    """One vehicle's day."""


class PlanPath(BaseModel):
    """Which plan."""

    plan_id: Id


class PlanningPath(BaseModel):
    """Which planning."""

    job_id: Id


class RoutePath(BaseModel):
    """Which route."""

    route_id: Id


@blueprint.post("/plannings", tags=[PLANS], responses={"202": PlanningOut})
@allow(*_PLANNERS)
def ask_for_plan(body: PlanIn) -> Response:
    """Ask for a new version of an office's day; it is not in force until it is published."""
    asked_by, key = current_principal().user_id, secrets.token_hex(6)
    supposed = body.suppose.meant() if body.suppose else AS_IT_IS
    with current_database().transaction() as session:
        office = _office(session, body.office_code)
        job = planning.ask_for_plan(session, office, body.service_day, asked_by=asked_by, key=key, assumption=supposed)
        return answered(jsonify(_planning(job)), 202)


@blueprint.get("/plannings/<int:job_id>", tags=[PLANS], responses={"200": PlanningOut})
@allow(*_PLANNERS)
def get_planning(path: PlanningPath) -> Response:
    """How far the planning is."""
    with current_database().reading() as session:
        job = session.scalar(select(Job).where(Job.id == path.job_id, Job.kind == planning.PLAN))
        offices = select(Office.code).where(visible_to(current_principal(), Office))
        if job is None or job.arguments.get("office") not in session.scalars(offices).all():
            raise NotFound("planning")
        return jsonify(_planning(job))


@blueprint.get("/plans", tags=[PLANS], responses={"200": VersionsOut})
@allow(*_PLANNERS)
def list_plans(query: PlansQuery) -> Response:
    """The versions of an office's day, to find the one in force or to compare."""
    with current_database().reading() as session:
        office = _office(session, query.office_code)
        in_force = look_up.published_plan_id(session, office.id, query.service_day)
        rows = session.execute(
            _VERSIONS.where(Plan.office_id == office.id, Plan.service_day == query.service_day)
        ).all()
    return jsonify(plans=[_version(plan, routes, unserved, in_force) for plan, routes, unserved in rows])


@blueprint.get("/plans/<int:plan_id>", tags=[PLANS], responses={"200": PlanOut})
@allow(*_PLANNERS)
def get_plan(path: PlanPath) -> Response:
    """One version with its routes, stops, parcels and what is left out."""
    with current_database().reading() as session:
        sees = visible_to(current_principal(), Plan)
        if session.scalar(select(Plan.id).where(Plan.id == path.plan_id, sees)) is None:
            raise NotFound("plan")
        return json_answer(look_up.plan_view(session, path.plan_id))


@blueprint.post("/plans/<int:plan_id>/publish", tags=[PLANS], responses={"200": PlanOut})
@allow(*_PLANNERS)
def publish_plan(path: PlanPath, body: PublishIn) -> Response:
    """Put the version in force."""
    principal = current_principal()
    with current_database().transaction() as session:
        plan = session.scalar(select(Plan).where(Plan.id == path.plan_id, visible_to(principal, Plan)))
        if plan is None:
            raise NotFound("plan")
        publishing.publish(session, plan.id, fence=body.fence, by=principal)
        note(session, principal, "plan.publish", f"plan {plan.service_day.isoformat()} v{plan.version}")
        return json_answer(look_up.plan_view(session, plan.id))


@blueprint.get("/routes/<int:route_id>", tags=[PLANS], responses={"200": RouteOut})
@allow(Role.DISPATCHER, Role.DRIVER, Role.ADMINISTRATOR, Role.INTEGRATOR)
def get_route(path: RoutePath) -> Response:
    """One route with its stops and parcels."""
    with current_database().reading() as session:
        sees = visible_to(current_principal(), CollectionRoute)
        route = session.scalar(select(CollectionRoute).where(CollectionRoute.id == path.route_id, sees))
        if route is None:
            raise NotFound("route")
        return json_answer(look_up.route_views(session, [route])[0])


def _office(session: Session, code: str) -> Office:
    """The office, if one may know of it. Raises Invalid."""
    office = session.scalar(select(Office).where(Office.code == code, visible_to(current_principal(), Office)))
    if office is None:
        raise Invalid.one(
            "/office_code",
            "unknown_office",
            vi=f"Không có bưu cục mã {code}.",
            en=f"There is no office {code}.",
        )
    return office


def _version(plan: Plan, routes: int, unserved: int, in_force: int | None) -> dict[str, Any]:
    why = plan.summary.get("why") or {}
    return {
        "id": plan.id,
        "version": plan.version,
        "published": plan.id == in_force,
        "created_at": moment(plan.created_at),
        "routes": routes,
        "unserved": unserved,
        "distance_m": plan.distance_m,
        "duration_s": plan.duration_s,
        "supposed": _supposed(why) if why.get("kind") == "what_if" else None,
    }


def _supposed(why: dict[str, Any]) -> dict[str, Any]:
    """The assumption in the form in which it is asked for."""
    lat, lon = why.get("closed_at") or (None, None)
    at = None if lat is None else {"lat": lat, "lon": lon}
    return {name: why.get(name) for name in SupposeIn.model_fields} | {"closed_at": at}


def _planning(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "state": job.state.value,
        "progress": job.progress,
        "plan_id": (job.result or {}).get("plan_id"),
        "error": job_error(job),
    }
