"""How far a sheet has come; the page asks again by itself until it is done."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from logistics.errors import NotFound
from logistics.jobs.models import Job, JobState
from logistics.jobs.queue import try_again
from logistics.parties.models import Role
from logistics.shipments.sheets.job import IMPORT
from logistics.web.access import current_principal
from logistics.web.imports.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.get("/jobs/<int:job_id>")
@allow(Role.CLERK)
def progress(job_id: int) -> ResponseReturnValue:
    """The job's progress; its sheet once it is done. To htmx only the piece that changes."""
    piece = "HX-Request" in request.headers
    with current_database().reading() as session:
        job = _own_job(session, job_id)
    if job.state is JobState.DONE and job.result:
        again = 1 if job.result.get("known_sheet") else None
        address = url_for("imports.sheet", sheet_id=job.result["sheet_id"], again=again)
        return Response(status=204, headers={"HX-Redirect": address}) if piece else redirect(address)
    return render_template("imports/progress_piece.html" if piece else "imports/progress.html", job=job)


@blueprint.post("/jobs/<int:job_id>/again")
@allow(Role.CLERK)
def again(job_id: int) -> ResponseReturnValue:
    """Give a failed import a fresh set of tries."""
    with current_database().transaction() as session:
        # Asked twice, the second finds it waiting already.
        if (job := _own_job(session, job_id)).state is JobState.DEAD:
            try_again(session, job.id)
    return redirect(url_for("imports.progress", job_id=job_id))


def _own_job(session: Session, job_id: int) -> Job:
    job = session.get(Job, job_id)
    if job is None or job.kind != IMPORT or job.arguments["office_id"] != current_principal().office_id:
        raise NotFound("job")
    return job
