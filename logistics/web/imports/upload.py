"""A sheet comes in: looked at at once, its unknown headings asked for, then left to a worker."""

from __future__ import annotations

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from logistics.errors import Invalid, Problem
from logistics.parties.models import Role
from logistics.shipments.sheets.batch_import import Upload
from logistics.shipments.sheets.headings import known_columns, looks_like, match_headings
from logistics.shipments.sheets.job import ask_for_import
from logistics.shipments.sheets.profile import REQUIRED, Field, profiles
from logistics.shipments.sheets.read_table import read_table
from logistics.shipments.sheets.storage import kept_sheet
from logistics.shipments.sheets.table import Table
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.counter.acceptance import own_office
from logistics.web.imports.blueprint import blueprint
from logistics.web.imports.mapping import Question, ask, told_columns
from logistics.web.imports.sheets import overview
from logistics.web.permissions import allow
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database
from logistics.web.words import word


@blueprint.post("")
@allow(Role.CLERK)
def upload() -> ResponseReturnValue:
    """Take the file of the form; lead to its progress, or ask what its headings mean."""
    file = request.files.get("file") or FileStorage()
    content = file.read()
    try:
        if not content:
            raise Invalid.one("/file", "no_file", vi="Chưa chọn tệp, hoặc tệp trống.", en="No file, or an empty one.")
        return _taken(_upload(content, clean(file.filename or ""), request.form.get("profile", ""), {}))
    except Invalid as invalid:
        return make_response(overview(invalid.problems), 422)


@blueprint.post("/mapped")
@allow(Role.CLERK)
def mapped() -> ResponseReturnValue:
    """Take the file kept before, now that somebody said what its headings mean."""
    form = request.form
    content = kept_sheet(current_settings().storage_dir, form.get("sha256", ""))
    table = read_table(content, current_settings().max_upload_bytes)
    told = {table.headings[place]: Field(field) for place, field in told_columns(table, set(Field)).items()}
    return _taken(_upload(content, clean(form.get("filename", "")), form.get("profile", ""), told))


def _upload(content: bytes, filename: str, profile: str, told: dict[str, Field]) -> Upload:
    return Upload(
        content=content,
        filename=filename or "?",
        max_bytes=current_settings().max_upload_bytes,
        profile=profile if profile in profiles() else "",
        told=told,
        office_id=own_office(),
    )


def _taken(upload: Upload) -> ResponseReturnValue:
    """The way to the job's progress. A file that is no sheet is refused here, before anybody waits for it."""
    table = read_table(upload.content, upload.max_bytes, upload.filename)
    try:
        match_headings(table.headings, upload.profile, upload.told)
    except Invalid as invalid:
        if invalid.problems[0].code != "unknown_headings" and not upload.told:
            raise
        return _ask(upload, table, invalid.problems if upload.told else ())
    with current_database().transaction() as session:
        job = ask_for_import(session, current_settings(), upload, current_principal().user_id)
    return redirect(url_for("imports.progress", job_id=job.id))


def _ask(upload: Upload, table: Table, problems: tuple[Problem, ...]) -> ResponseReturnValue:
    alike = looks_like(table.headings, upload.profile)
    question = Question(
        fields={field.value: str(word(field)) for field in Field},
        required=REQUIRED,
        known=_known(upload, table),
        answered="imports.mapped",
        back="imports.sheets",
        kept={"filename": upload.filename, "profile": upload.profile},
        alike=alike.name if alike else "",
        problems=[problem for problem in problems if problem.at == "/map"],
    )
    return ask(upload.content, table, question)


def _known(upload: Upload, table: Table) -> dict[int, Field]:
    """What each column means as far as a profile knows it or somebody said it, by its place."""
    by_profile = known_columns(table.headings, upload.profile).places
    told = {place: upload.told[heading] for place, heading in enumerate(table.headings) if heading in upload.told}
    return {place: field for field, place in by_profile.items()} | told
