"""Plannings: a day's plan asked for, as it is or as it would be, and followed until it is made."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import NotFound
from logistics.jobs.models import Job, JobState
from logistics.parties import visible_to
from logistics.parties.models import Office, Role, VehicleKind
from logistics.pickups import planning
from logistics.pickups.what_if import AS_IT_IS, Assumption
from logistics.web.access import current_principal
from logistics.web.iso_times import Day
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import PLANS, answered, blueprint
from logistics.web.v1.job_error import JobError, job_error
from logistics.web.v1.office_named import office_named
from logistics.web.v1.once import OnceHeader, once

PLANNERS = (Role.DISPATCHER, Role.ADMINISTRATOR, Role.INTEGRATOR)
"""Who may plan a day and look at its plans."""


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


class PlanningOut(BaseModel):
    """The job that plans or plans again; it names the plan once it is done.

    `nothing` tells of a re-planning that is done and made no version, because nothing would change.
    """

    id: int
    state: JobState
    progress: dict[str, Any]
    plan_id: int | None
    nothing: bool
    error: JobError


class PlanningPath(BaseModel):
    """Which planning."""

    job_id: Id


@blueprint.post("/plannings", tags=[PLANS], responses={"202": PlanningOut})
@allow(*PLANNERS)
def ask_for_plan(body: PlanIn, header: OnceHeader) -> Response:
    """Ask for a new version of an office's day; it is not in force until it is published."""
    return once(header, partial(_asked, body))


@blueprint.get("/plannings/<int:job_id>", tags=[PLANS], responses={"200": PlanningOut})
@allow(*PLANNERS)
def get_planning(path: PlanningPath) -> Response:
    """How far the planning or re-planning is."""
    kinds = planning.PLAN, planning.REPLAN
    with current_database().reading() as session:
        job = session.scalar(select(Job).where(Job.id == path.job_id, Job.kind.in_(kinds)))
        offices = select(Office.code).where(visible_to(current_principal(), Office))
        if job is None or job.arguments.get("office") not in session.scalars(offices).all():
            raise NotFound("planning")
        return jsonify(planning_told(job))


def planning_told(job: Job) -> dict[str, Any]:
    """The job as a PlanningOut."""
    result = job.result or {}
    return {
        "id": job.id,
        "state": job.state.value,
        "progress": job.progress,
        "plan_id": result.get("plan_id"),
        "nothing": bool(result.get("nothing")),
        "error": job_error(job),
    }


def _asked(body: PlanIn, session: Session) -> Response:
    asked_by, key = current_principal().user_id, secrets.token_hex(6)
    supposed = body.suppose.meant() if body.suppose else AS_IT_IS
    office = office_named(session, body.office_code)
    job = planning.ask_for_plan(session, office, body.service_day, asked_by=asked_by, key=key, assumption=supposed)
    return answered(jsonify(planning_told(job)), 202)
