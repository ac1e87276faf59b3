"""What comes out of a sheet: the rows that failed, the labels, and our own sheet to fill in."""

from __future__ import annotations

from functools import partial

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Invalid
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.label_content import label_contents
from logistics.shipments.labelling import parcels_of_sheet, record_printing
from logistics.shipments.models import Parcel
from logistics.shipments.rules import portions
from logistics.shipments.sheets.storage import kept_rejects
from logistics.shipments.sheets.template import Language, template_csv, template_xlsx
from logistics.web.access import current_principal
from logistics.web.counter.label_choice import chosen_output
from logistics.web.counter.labels import printed, printing
from logistics.web.form_key import once
from logistics.web.imports.blueprint import blueprint
from logistics.web.imports.sheets import visible_sheet
from logistics.web.permissions import allow
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<int:sheet_id>/rejects.csv")
@allow(Role.CLERK)
def rejects(sheet_id: int) -> Response:
    """The failing rows in the sheet's own columns: corrected, they can be uploaded as they are."""
    with current_database().reading() as session:
        found = visible_sheet(session, sheet_id)
    content = kept_rejects(current_settings().storage_dir, found.office_id, found.sha256)
    return download(content, "text/csv", f"rejected-{sheet_id}.csv")


@blueprint.post("/<int:sheet_id>/labels")
@allow(Role.CLERK)
def labels(sheet_id: int) -> Response:
    """The sheet's labels in packing order: those never printed, or with a reason all of them again."""
    with current_database().transaction() as session:
        visible_sheet(session, sheet_id)
        output = chosen_output(session)
        chosen = once(session, partial(_to_print, session, sheet_id, output.word))
        contents = label_contents(session, [int(parcel_id) for parcel_id in chosen.split()])
    return printed(contents, output, f"labels-{sheet_id}")


@blueprint.get("/template.<any(xlsx, csv):kind>")
@allow(Role.CLERK)
def template(kind: str) -> Response:
    """Our own sheet with its headings, as XLSX or CSV."""
    language: Language = "en" if request.args.get("in") == "en" else "vi"
    if kind == "xlsx":
        return download(template_xlsx(language), XLSX, "highland-post.xlsx")
    return download(template_csv(language), "text/csv", "highland-post.csv")


def _to_print(session: Session, sheet_id: int, layout: str) -> str:
    """The ids of the parcels whose labels go to the printer now, which is written down.

    Raises Invalid where all were printed before and no reason is given, or nothing of the sheet is left.
    """
    wanted = printing(layout)
    parcels = parcels_of_sheet(session, sheet_id, visible_to(current_principal(), Parcel))
    chosen = parcels if wanted.reason else _unprinted(session, parcels)
    if not parcels:
        raise Invalid.one(
            "/number",
            "nothing_to_print",
            vi="Bảng này không còn bưu gửi nào để in nhãn.",
            en="No parcel of this sheet is left to be labelled.",
        )
    if not chosen:
        raise Invalid.one(
            "/reason",
            "reprint_needs_reason",
            vi="Mọi nhãn của bảng này đã in rồi. Chọn lý do in lại.",
            en="Every label of this sheet was printed before. Choose why they are printed again.",
        )
    record_printing(session, chosen, wanted)
    return " ".join(map(str, chosen))


def _unprinted(session: Session, parcels: list[int]) -> list[int]:
    fresh: set[int] = set()
    for some in portions(parcels):
        fresh.update(session.scalars(select(Parcel.id).where(Parcel.id.in_(some), Parcel.labels_printed == 0)))
    return [parcel_id for parcel_id in parcels if parcel_id in fresh]


def download(content: bytes, kind: str, filename: str) -> Response:
    """The content as a file to be kept."""
    response = Response(content, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
