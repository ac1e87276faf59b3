"""The sheets of the office, and what became of each one's rows."""

from __future__ import annotations

from collections.abc import Collection

from flask import render_template, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.errors import NotFound, Problem
from logistics.jobs.models import UNDER_WAY, Job
from logistics.parties import visible_to
from logistics.parties.models import Office, Role, User
from logistics.shipments.models import Parcel, Sheet, Shipment, Status
from logistics.shipments.sheets.job import IMPORT
from logistics.shipments.sheets.profile import profiles
from logistics.shipments.sheets.report import ImportReport
from logistics.web.access import current_principal
from logistics.web.counter.label_choice import office_output
from logistics.web.imports.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database

_NEWEST = 30
_SHOWN = 200


@blueprint.get("")
@allow(Role.CLERK)
def sheets() -> str:
    """The form for a further sheet, what is being taken in now, and the sheets before."""
    return overview(())


def overview(problems: Collection[Problem]) -> str:
    """The page of all sheets, with what is wrong about the file just sent."""
    principal = current_principal()
    waiting = (
        select(Job)
        .where(Job.kind == IMPORT, Job.key.startswith(f"{principal.office_id}:"))
        .where(Job.state.in_(UNDER_WAY))
        .order_by(Job.id.desc())
    )
    known = (
        select(Sheet, User.name)
        .outerjoin(User, User.id == Sheet.created_by_id)
        .where(visible_to(principal, Sheet))
        .order_by(Sheet.id.desc())
        .limit(_NEWEST)
    )
    with current_database().reading() as session:
        jobs, rows = session.scalars(waiting).all(), session.execute(known).all()
    return render_template(
        "imports/sheets.html",
        jobs=jobs,
        rows=[(sheet, ImportReport.from_json(sheet.report), name) for sheet, name in rows if sheet.report],
        profiles=profiles(),
        max_bytes=current_settings().max_upload_bytes,
        problems=problems,
    )


@blueprint.get("/<int:sheet_id>")
@allow(Role.CLERK)
def sheet(sheet_id: int) -> str:
    """One sheet: the counts, each refused order with its reason, and the way to the labels."""
    with current_database().reading() as session:
        found = visible_sheet(session, sheet_id)
        live, printed = _labels(session, sheet_id)
        elsewhere = _elsewhere(session, sheet_id)
        output = office_output(session)
    report = ImportReport.from_json(found.report)
    return render_template(
        "imports/sheet.html",
        sheet=found,
        report=report,
        rejected=report.rejected[:_SHOWN],
        live=live,
        printed=printed,
        elsewhere=elsewhere,
        output=output,
        again="again" in request.args,
        profile=profiles().get(found.profile),
    )


def visible_sheet(session: Session, sheet_id: int) -> Sheet:
    """The sheet, where the asker may see it. Raises NotFound."""
    found = session.scalar(select(Sheet).where(Sheet.id == sheet_id, visible_to(current_principal(), Sheet)))
    if found is None or not found.report:
        raise NotFound("sheet", vi="Không có bảng này.", en="There is no such sheet.")
    return found


def _labels(session: Session, sheet_id: int) -> tuple[int, int]:
    """How many live parcels the sheet has, and how many of them have a printed label."""
    counts = (
        select(func.count(), func.count().filter(Parcel.labels_printed > 0))
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .where(Shipment.sheet_id == sheet_id, Parcel.voided_at.is_(None), Parcel.status != Status.CANCELLED)
        .where(visible_to(current_principal(), Parcel))
    )
    live, printed = session.execute(counts).one()
    return live, printed


def _elsewhere(session: Session, sheet_id: int) -> list[tuple[str, int]]:
    """Each other office's name, and how many of the sheet's shipments are its own: only how many, not which."""
    counts = (
        select(Office.name, func.count())
        .join(Shipment, Shipment.office_id == Office.id)
        .where(Shipment.sheet_id == sheet_id, Shipment.office_id != current_principal().office_id)
        .group_by(Office.id, Office.name)
        .order_by(func.count().desc(), Office.id)
    )
    return [(name, count) for name, count in session.execute(counts)]
