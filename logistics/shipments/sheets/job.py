"""The import as a job: a page stores the file and asks, a worker takes it in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.jobs import queue
from logistics.jobs.models import UNDER_WAY, Job
from logistics.jobs.work import Work
from logistics.settings import Settings
from logistics.shipments.sheets.batch_import import Upload, prepare, take_in
from logistics.shipments.sheets.profile import Field
from logistics.shipments.sheets.storage import keep_rejects, keep_sheet, kept_sheet
from logistics.shipments.sheets.write_table import rejects_csv
from logistics.shipments.writing import Stamp

IMPORT = "import"


def ask_for_import(session: Session, settings: Settings, upload: Upload, user_id: int | None) -> Job:
    """The job that takes the upload in; asked again while it waits or runs, it is the same job.

    The file is kept before the job is: a worker that finds the job finds its file.
    """
    sha256 = keep_sheet(settings.storage_dir, upload.content)
    sheet = f"{upload.office_id}:{sha256}:"
    finished = (Job.state.not_in(UNDER_WAY), Job.key.startswith(sheet), Job.kind == IMPORT)
    times = session.scalar(select(func.count()).where(*finished)) or 0
    arguments: dict[str, Any] = {
        "sha256": sha256,
        "filename": upload.filename,
        "profile": upload.profile,
        "told": dict(upload.told),
        "office_id": upload.office_id,
        "user_id": user_id,
    }
    return queue.enqueue(session, IMPORT, f"{sheet}{times}", arguments)


def handle(work: Work) -> None:
    """Take the sheet in, in one commit with the job's end; its result names the sheet, and whether it was known."""
    upload, storage = _upload(work), work.settings.storage_dir
    with work.database.reading() as session:
        prepared = prepare(session, upload, clock.now(), work.report)
    stamp = Stamp(now=clock.now(), item_number_key=work.settings.item_number_key, user_id=work.arguments.get("user_id"))
    with work.database.transaction() as session:
        sheet, report = take_in(session, prepared, stamp)
        rows = rejects_csv(prepared.columns.headings, prepared.rejected_rows)
        keep_rejects(storage, sheet.office_id, sheet.sha256, rows)
        known = sheet.created_at < stamp.now and not report.made
        work.complete(session, {"sheet_id": sheet.id, "known_sheet": known, **report.as_json()})


def _upload(work: Work) -> Upload:
    asked = work.arguments
    return Upload(
        content=kept_sheet(work.settings.storage_dir, asked["sha256"]),
        filename=asked["filename"],
        max_bytes=work.settings.max_upload_bytes,
        profile=asked["profile"],
        told={heading: Field(field) for heading, field in asked["told"].items()},
        office_id=asked["office_id"],
    )
