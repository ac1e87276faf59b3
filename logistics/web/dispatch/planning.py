"""Asking for a plan, watching it come, and putting a version in force."""

from __future__ import annotations

import secrets
from functools import partial

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from logistics.errors import Invalid
from logistics.jobs import queue
from logistics.jobs.models import UNDER_WAY, JobState
from logistics.parties.audit import note
from logistics.parties.models import Office, Role, VehicleKind
from logistics.pickups import planning, publishing
from logistics.pickups.exporting import export
from logistics.pickups.planning import planning_job
from logistics.pickups.what_if import AS_IT_IS, Assumption
from logistics.travel.sources import configured
from logistics.web.access import current_principal
from logistics.web.dispatch.asked import Asked, asked, asked_job, ended, visible_plan
from logistics.web.dispatch.blueprint import blueprint
from logistics.web.form_key import once
from logistics.web.forms import Reader
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.post("/plan")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def plan() -> ResponseReturnValue:
    """Ask for a new version, of the day as it is or under an assumption; while one is made, that one is shown."""
    assumption = _assumption() if "what_if" in request.form else AS_IT_IS
    with current_database().transaction() as session:
        here = asked(session)
        job_id = once(session, partial(_job_id, session, here, assumption))
    return redirect(url_for("dispatch.today", office=here.office.code, day=here.day.isoformat(), job=job_id))


@blueprint.post("/instance.json")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def instance() -> Response:
    """The day as a problem without people or places, for a support case: `logistics route` solves it again."""
    with current_database().reading() as session:
        here = asked(session)
    settings = current_app.config["SETTINGS"]
    sources = configured(settings.travel_engine_url, settings.storage_dir)
    text = export(current_database(), here.office.code, here.day, sources=sources)
    name = f"attachment; filename=day-{here.day.isoformat()}.json"
    return Response(text, mimetype="application/json", headers={"Content-Disposition": name})


@blueprint.get("/planning")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def progress() -> ResponseReturnValue:
    """How far planning is, as a piece of the board; when it is done the board is loaded again."""
    with current_database().reading() as session:
        here = asked(session)
        job = asked_job(session, here)
        page = render_template(
            "dispatch/progress.html", here=here, job=job, why_not=planning.why_not(session, here.office, here.day)
        )
    if job is None or job.state in (JobState.DONE, JobState.CANCELLED):
        target = (
            ended(here, job) if job else url_for("dispatch.today", office=here.office.code, day=here.day.isoformat())
        )
        return page, 200, {"HX-Redirect": target}
    return page


@blueprint.post("/planning/<int:job_id>/cancel")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def cancel(job_id: int) -> ResponseReturnValue:
    """Stop the planning that runs; the plan in force stays. One that has just ended is left as it is."""
    with current_database().transaction() as session:
        here = asked(session)
        job = planning_job(session, here.office, here.day, job_id)
        if job is not None and job.state in UNDER_WAY:
            queue.cancel(session, job_id)
            note(session, current_principal(), "plan.cancel", f"job {job_id}")
            flash(gettext("Planning was stopped; nothing has changed."))
    return redirect(url_for("dispatch.today", office=here.office.code, day=here.day.isoformat()))


@blueprint.post("/planning/<int:job_id>/seen")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def failure_seen(job_id: int) -> ResponseReturnValue:
    """Take the word of a failed planning off the board."""
    with current_database().transaction() as session:
        here = asked(session)
        if planning_job(session, here.office, here.day, job_id) is not None:
            queue.note_failure(session, job_id)
    return redirect(url_for("dispatch.today", office=here.office.code, day=here.day.isoformat()))


@blueprint.post("/plans/<int:plan_id>/publish")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def publish(plan_id: int) -> ResponseReturnValue:
    """Put the version in force; 409 where another dispatcher has just done so."""
    read = Reader(request.form)
    fence = read.integer("fence")
    read.done()
    with current_database().transaction() as session:
        chosen = visible_plan(session, plan_id)
        publishing.publish(session, chosen.id, fence=fence, by=current_principal())
        note(session, current_principal(), "plan.publish", f"plan {chosen.service_day.isoformat()} v{chosen.version}")
        office = session.get_one(Office, chosen.office_id).code
        day, version = chosen.service_day.isoformat(), chosen.version
    flash(gettext("Version %(version)s is in force; drivers and sellers see it now.", version=version), "good")
    return redirect(url_for("dispatch.today", office=office, day=day, version=version))


def _assumption() -> Assumption:
    """What the form supposes. Raises Invalid for what cannot be read, and where nothing is supposed."""
    read, form = Reader(request.form), request.form
    start_s = read.second_of_day("shift_start") if form.get("shift_start") else None
    at = (read.number("lat", -90, 90), read.number("lon", -180, 180)) if form.get("lat") or form.get("lon") else None
    read.done()
    kind = form.get("one_more", "")
    assumption = Assumption(VehicleKind(kind) if kind in set(VehicleKind) else None, start_s, at)
    if not assumption:
        raise Invalid.one(
            "/what_if",
            "nothing_supposed",
            vi="Hãy chọn ít nhất một điều để thử: thêm xe, giờ đi khác hoặc một chỗ đường cấm.",
            en="Suppose something: one more vehicle, another hour to begin, or a place that is closed.",
        )
    return assumption


def _job_id(session: Session, here: Asked, assumption: Assumption) -> int:
    job = planning_job(session, here.office, here.day)
    if job is None or job.state not in UNDER_WAY:
        job = planning.ask_for_plan(
            session,
            here.office,
            here.day,
            asked_by=current_principal().user_id,
            key=secrets.token_hex(6),
            assumption=assumption,
        )
    return job.id
