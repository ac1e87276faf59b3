"""The board of one office's day: routes, times, loads, what is left out, and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import NotFound
from logistics.jobs.models import JobState
from logistics.parties.models import Role, Vehicle, VehicleKind
from logistics.pickups import look_up, requests
from logistics.pickups.breakdowns import broken_down
from logistics.pickups.changes import Load, changes, load_of
from logistics.pickups.comparing import compare
from logistics.pickups.models import CollectionRoute, Plan, Unserved
from logistics.pickups.planning import why_not
from logistics.pickups.view import PlanView
from logistics.web.dispatch.asked import Asked, asked, asked_job, ended, visible_plan
from logistics.web.dispatch.blueprint import blueprint
from logistics.web.dispatch.timebars import Bar, bars
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.words import word


@blueprint.get("")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def today() -> ResponseReturnValue:
    """The version asked for, else the one in force, else the newest; `?job=` leads to what that planning makes."""
    with current_database().reading() as session:
        here = asked(session)
        job = asked_job(session, here)
        if job and job.state is JobState.DONE and "job" in request.args:
            return redirect(ended(here, job))
        plan_id = _plan_id(session, here)
        view = look_up.plan_view(session, plan_id) if plan_id else None
        former = _in_force(session, here, view)
        return render_template(
            "dispatch/board.html",
            here=here,
            view=view,
            bars=_bars(view),
            changes=changes(session, here.office, view) if view and view.published and _is_ahead(here) else None,
            difference=compare(former, view) if former and view else None,
            broken=broken_down(session, here.office.id, here.day),
            loads=_loads(session, here, view),
            ahead=_is_ahead(here),
            fleet=_fleet(session, here),
            kind_choices=[("", "–"), *((kind.value, word(kind)) for kind in VehicleKind)],
            versions=_versions(session, here),
            in_force=look_up.published_plan_id(session, here.office.id, here.day),
            waiting=len(requests.open_requests(session, here.office, here.day)),
            job=job,
            why_not=why_not(session, here.office, here.day),
            yesterday=here.day - dt.timedelta(days=1),
            tomorrow=here.day + dt.timedelta(days=1),
            tiles=current_app.config["SETTINGS"].map_tiles_url,
            tiles_credit=current_app.config["SETTINGS"].map_tiles_credit,
            kinds={kind.value: kind for kind in VehicleKind},
        )


def _plan_id(session: Session, here: Asked) -> int | None:
    if version := request.args.get("version", ""):
        return _version_id(session, here, version)
    in_force = look_up.published_plan_id(session, here.office.id, here.day)
    return in_force or look_up.latest_plan_id(session, here.office.id, here.day)


def _version_id(session: Session, here: Asked, version: str) -> int:
    """The plan with that number. Raises NotFound, rather than show another that somebody might take for it."""
    number = int(version) if version.isdecimal() and len(version) < 9 else 0
    plan_id = session.scalar(
        select(Plan.id).where(Plan.office_id == here.office.id, Plan.service_day == here.day, Plan.version == number)
    )
    if plan_id is None:
        raise NotFound(
            "plan",
            vi=f"Ngày {here.day:%d/%m/%Y} không có bản {version}.",
            en=f"There is no version {version} of {here.day.isoformat()}.",
        )
    return visible_plan(session, plan_id).id


def _in_force(session: Session, here: Asked, view: PlanView | None) -> PlanView | None:
    """The version in force, where another one is looked at."""
    in_force = look_up.published_plan_id(session, here.office.id, here.day)
    return look_up.plan_view(session, in_force) if in_force and view and view.id != in_force else None


def _fleet(session: Session, here: Asked) -> Sequence[Vehicle]:
    """The office's vehicles that may be given a stop by hand."""
    broken = broken_down(session, here.office.id, here.day)
    mine = select(Vehicle).where(Vehicle.office_id == here.office.id, Vehicle.active, Vehicle.id.not_in(broken))
    return session.scalars(mine.order_by(Vehicle.plate)).all()


def _loads(session: Session, here: Asked, view: PlanView | None) -> Mapping[int, Load]:
    """By route of a broken vehicle: who comes for what it has on board."""
    if view is None:
        return {}
    broken = broken_down(session, here.office.id, here.day)
    return {route.id: load_of(view, route) for route in view.routes if route.vehicle_id in broken}


def _is_ahead(here: Asked) -> bool:
    return here.day >= clock.service_day(clock.now())


def _bars(view: PlanView | None) -> Sequence[Bar]:
    return bars(view) if view else ()


def _versions(session: Session, here: Asked) -> Sequence[tuple[Plan, int, int]]:
    """Each version with its number of routes and of requests left out, newest first."""
    routes = select(func.count()).where(CollectionRoute.plan_id == Plan.id).correlate(Plan).scalar_subquery()
    left_out = select(func.count()).where(Unserved.plan_id == Plan.id).correlate(Plan).scalar_subquery()
    rows = session.execute(
        select(Plan, routes, left_out)
        .where(Plan.office_id == here.office.id, Plan.service_day == here.day)
        .order_by(Plan.version.desc())
        .limit(12)
    )
    return [(plan, count, left) for plan, count, left in rows]
