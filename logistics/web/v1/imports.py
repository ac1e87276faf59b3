"""Sheets of orders: uploaded, taken in by a worker, reported row by row."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify
from flask_openapi3.models.file import FileStorage
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Invalid, NotFound
from logistics.jobs.models import Job, JobState
from logistics.parties.models import Role
from logistics.shipments.sheets.batch_import import Upload
from logistics.shipments.sheets.job import IMPORT, ask_for_import
from logistics.web.access import current_principal
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import IMPORTS, answered, blueprint
from logistics.web.v1.job_error import JobError, job_error
from logistics.web.v1.once import OnceHeader, once


class SheetIn(BaseModel):
    """A sheet as CSV or XLSX; the profile is found by its headings where none is named."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    file: FileStorage
    profile: str = Field(default="", max_length=32)


class ImportOut(BaseModel):
    """Where the import stands, and its report once it is done."""

    id: int
    state: JobState
    progress: dict[str, Any]
    report: dict[str, Any] | None
    error: JobError


class ImportPath(BaseModel):
    """Which import."""

    import_id: Id


@blueprint.post("/imports", tags=[IMPORTS], responses={"202": ImportOut})
@allow(Role.CLERK, Role.INTEGRATOR)
def create_import(form: SheetIn, header: OnceHeader) -> Response:
    """Take a sheet in. The answer comes at once; ask for the import until it is done."""
    principal = current_principal()
    settings = current_app.config["SETTINGS"]
    if principal.office_id is None:
        raise Invalid.one(
            "/file", "no_office", vi="Tài khoản này không thuộc bưu cục nào.", en="This key belongs to no office."
        )
    upload = Upload(
        content=form.file.read(),
        filename=form.file.filename or "sheet",
        max_bytes=settings.max_upload_bytes,
        profile=form.profile,
        office_id=principal.office_id,
    )

    def work(session: Session) -> Response:
        job = ask_for_import(session, settings, upload, principal.user_id)
        return answered(jsonify(_shown(job)), 202)

    return once(header, work)


@blueprint.get("/imports/<int:import_id>", tags=[IMPORTS], responses={"200": ImportOut})
@allow(Role.CLERK, Role.INTEGRATOR)
def get_import(path: ImportPath) -> Response:
    """The import's progress and report."""
    with current_database().reading() as session:
        job = session.scalar(select(Job).where(Job.id == path.import_id, Job.kind == IMPORT))
        if job is None or job.arguments.get("office_id") != current_principal().office_id:
            raise NotFound("import")
        return jsonify(_shown(job))


def _shown(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "state": job.state.value,
        "progress": job.progress,
        "report": job.result,
        "error": job_error(job),
    }
