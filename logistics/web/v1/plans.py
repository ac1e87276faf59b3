"""Plans: read, put in force, thrown away."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field, RootModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Role
from logistics.pickups import look_up, publishing, replanning
from logistics.pickups.models import CollectionRoute, Plan, Unserved
from logistics.pickups.view import PlanView, RouteView
from logistics.web.access import current_principal
from logistics.web.handling_events import moment
from logistics.web.iso_times import Day
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import LARGEST, Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import PLANS, blueprint, json_answer
from logistics.web.v1.office_named import office_named
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.plannings import PLANNERS, SupposeIn

_VERSIONS = (
    select(
        Plan,
        select(func.count()).where(CollectionRoute.plan_id == Plan.id).correlate(Plan).scalar_subquery(),
        select(func.count()).where(Unserved.plan_id == Plan.id).correlate(Plan).scalar_subquery(),
    )
    .order_by(Plan.version.desc())
    .limit(100)
)


class PlansQuery(BaseModel):
    """Which office's day."""

    model_config = ConfigDict(extra="forbid")

    office_code: str = Field(max_length=16, json_schema_extra={"example": "LCU"})
    service_day: Day


class PublishIn(JsonBody):
    """The fence seen when the plan was read: somebody else's switch meanwhile is a 409."""

    fence: int = Field(ge=0, le=LARGEST)


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


class RoutePath(BaseModel):
    """Which route."""

    route_id: Id


@blueprint.get("/plans", tags=[PLANS], responses={"200": VersionsOut})
@allow(*PLANNERS)
def list_plans(query: PlansQuery) -> Response:
    """The versions of an office's day, to find the one in force or to compare."""
    with current_database().reading() as session:
        office = office_named(session, query.office_code)
        in_force = look_up.published_plan_id(session, office.id, query.service_day)
        rows = session.execute(
            _VERSIONS.where(Plan.office_id == office.id, Plan.service_day == query.service_day)
        ).all()
    return jsonify(plans=[_version(plan, routes, unserved, in_force) for plan, routes, unserved in rows])


@blueprint.get("/plans/<int:plan_id>", tags=[PLANS], responses={"200": PlanOut})
@allow(*PLANNERS)
def get_plan(path: PlanPath) -> Response:
    """One version with its routes, stops, parcels and what is left out."""
    with current_database().reading() as session:
        return json_answer(look_up.plan_view(session, plan_named(session, path.plan_id).id))


@blueprint.post("/plans/<int:plan_id>/publish", tags=[PLANS], responses={"200": PlanOut})
@allow(*PLANNERS)
def publish_plan(path: PlanPath, body: PublishIn, header: OnceHeader) -> Response:
    """Put the version in force."""
    return once(header, partial(_published, path.plan_id, body.fence))


@blueprint.delete("/plans/<int:plan_id>", tags=[PLANS], responses={"204": None})
@allow(*PLANNERS)
def drop_plan(path: PlanPath) -> Response:
    """Throw away a version that nobody put in force; 409 for the one in force."""
    with current_database().transaction() as session:
        plan = plan_named(session, path.plan_id)
        told = f"plan {plan.service_day.isoformat()} v{plan.version}"
        replanning.drop(session, plan.id)
        note(session, current_principal(), "plan.drop", told)
    return Response(status=204)


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


def _published(plan_id: int, fence: int, session: Session) -> Response:
    principal, plan = current_principal(), plan_named(session, plan_id)
    publishing.publish(session, plan.id, fence=fence, by=principal)
    note(session, principal, "plan.publish", f"plan {plan.service_day.isoformat()} v{plan.version}")
    return json_answer(look_up.plan_view(session, plan.id))


def plan_named(session: Session, plan_id: int) -> Plan:
    """The plan, if one may know of it. Raises NotFound."""
    plan = session.scalar(select(Plan).where(Plan.id == plan_id, visible_to(current_principal(), Plan)))
    if plan is None:
        raise NotFound("plan")
    return plan


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
