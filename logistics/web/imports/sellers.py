"""Sellers from a sheet: looked at first, then taken in, the refused rows back as a file.

Between the pages the file is known by its content; what it would do is worked out anew, so that the page never
tells what is no longer so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from logistics.errors import Invalid, Problem
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.import_sellers import Record, check_sellers, import_sellers
from logistics.parties.models import Office, Role, Seller
from logistics.parties.seller_row import HEADINGS
from logistics.shipments.sheets.read_table import read_table
from logistics.shipments.sheets.storage import keep_sheet, kept_sheet
from logistics.shipments.sheets.table import Table
from logistics.shipments.sheets.template import Language, sellers_csv, sellers_xlsx
from logistics.shipments.sheets.write_table import rejects_csv
from logistics.web.access import current_principal
from logistics.web.counter.acceptance import own_office
from logistics.web.form_key import once
from logistics.web.imports.blueprint import blueprint
from logistics.web.imports.outputs import XLSX, download
from logistics.web.imports.seller_headings import ask_headings, may_be_explained, renamed
from logistics.web.language import say
from logistics.web.permissions import allow
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database
from logistics.web.words import word

_SHOWN = 200


@blueprint.get("/sellers")
@allow(Role.CLERK, Role.ADMINISTRATOR)
def sellers() -> ResponseReturnValue:
    """The form for a sheet of sellers."""
    return _form()


@blueprint.post("/sellers")
@allow(Role.CLERK, Role.ADMINISTRATOR)
def upload_sellers() -> ResponseReturnValue:
    """Keep the file and lead to what it would do; the form again where it is no sheet of sellers."""
    file = request.files.get("file") or FileStorage()
    content = file.read()
    try:
        if not content:
            raise Invalid.one("/file", "no_file", vi="Chưa chọn tệp, hoặc tệp trống.", en="No file, or an empty one.")
        table = _table(content, file.filename or "")
        if may_be_explained(table):
            return ask_headings(content, table, file.filename or "")
        with current_database().reading() as session:
            check_sellers(session, table.records())
    except Invalid as invalid:
        return _form(invalid.problems)
    return _looked_at(content)


@blueprint.post("/sellers/mapped")
@allow(Role.CLERK, Role.ADMINISTRATOR)
def sellers_mapped() -> ResponseReturnValue:
    """Go on with the file kept before, its headings replaced by what somebody said they mean."""
    content = kept_sheet(current_settings().storage_dir, request.form.get("sha256", ""))
    table = _table(content)
    try:
        return _looked_at(renamed(table))
    except Invalid as invalid:
        return ask_headings(content, table, request.form.get("filename", ""), invalid.problems)


@blueprint.get("/sellers/<sha256>")
@allow(Role.CLERK, Role.ADMINISTRATOR)
def sellers_sheet(sha256: str) -> str:
    """What the sheet would do: sellers made and updated, rows refused, each with its reason."""
    table = _kept(sha256)
    with current_database().reading() as session:
        checked = check_sellers(session, table.records(), _mine())
        return render_template(
            "imports/sellers_sheet.html",
            sha256=sha256,
            report=checked.report,
            new=checked.new[:_SHOWN],
            changes=[(seller, list(_told(seller, changed))) for seller, changed in checked.changes[:_SHOWN]],
            rejected=checked.report.rejected[:_SHOWN],
            office=_office_code(session),
        )


@blueprint.post("/sellers/<sha256>")
@allow(Role.CLERK, Role.ADMINISTRATOR)
def take_in_sellers(sha256: str) -> ResponseReturnValue:
    """Take the good rows in; those refused stay on the page until they are corrected."""
    records = list(_kept(sha256).records())
    with current_database().transaction() as session:
        told = once(session, partial(_taken_in, session, records))
    made, updated = map(int, told.split())
    flash(gettext("Sellers made: %(made)s, updated: %(updated)s.", made=made, updated=updated), "good")
    return redirect(url_for("imports.sellers_sheet", sha256=sha256, office=request.form.get("office") or None))


@blueprint.get("/sellers/<sha256>/rejects.csv")
@allow(Role.CLERK, Role.ADMINISTRATOR)
def rejected_sellers(sha256: str) -> Response:
    """The refused rows in the sheet's own columns: corrected, they can be uploaded as they are."""
    table = _kept(sha256)
    with current_database().reading() as session:
        report = check_sellers(session, table.records(), _mine()).report
    refused = {rejection.row for rejection in report.rejected}
    rows = (row for row in table.rows if row.number in refused)
    return download(rejects_csv(table.headings, rows), "text/csv", "rejected-sellers.csv")


@blueprint.get("/sellers/template.<any(xlsx, csv):kind>")
@allow(Role.CLERK, Role.ADMINISTRATOR)
def sellers_template(kind: str) -> Response:
    """Our own sheet of sellers with its headings, as XLSX or CSV."""
    language: Language = "en" if request.args.get("in") == "en" else "vi"
    if kind == "xlsx":
        return download(sellers_xlsx(language), XLSX, "highland-post-sellers.xlsx")
    return download(sellers_csv(language), "text/csv", "highland-post-sellers.csv")


def _looked_at(content: bytes) -> ResponseReturnValue:
    """The way to what the file would do."""
    sha256 = keep_sheet(current_settings().storage_dir, content)
    return redirect(url_for("imports.sellers_sheet", sha256=sha256, office=request.form.get("office") or None))


def _taken_in(session: Session, records: Collection[Record]) -> str:
    """How many sellers were made and updated: "12 3"."""
    report = import_sellers(session, records, _office_code(session), _mine())
    told = f"made {report.made}, updated {report.updated}, refused {len(report.rejected)}"
    note(session, current_principal(), "sellers.import", "sellers", told)
    return f"{report.made} {report.updated}"


def _told(seller: Seller, changed: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is called how in our own sheet, and its value before and after."""
    for name, value in changed.items():
        if (heading := HEADINGS.get(name)) is not None:
            yield say(heading), _shown(getattr(seller, name)), _shown(value)


def _shown(value: object) -> str:
    return word(value) if isinstance(value, StrEnum) else "" if value is None else str(value)


def _table(content: bytes, filename: str = "") -> Table:
    return read_table(content, current_settings().max_upload_bytes, filename)


def _kept(sha256: str) -> Table:
    return _table(kept_sheet(current_settings().storage_dir, sha256))


def _mine() -> Any:
    """The sellers whom the asker may change."""
    return visible_to(current_principal(), Seller)


def _office_code(session: Session) -> str:
    """Where new sellers belong: the clerk's own office; an administrator's choice, empty for the nearest to each."""
    if current_principal().role is Role.ADMINISTRATOR:
        return request.values.get("office", "")
    return session.get_one(Office, own_office()).code


def _offices(session: Session) -> Iterator[Office]:
    mine = visible_to(current_principal(), Office)
    yield from session.scalars(select(Office).where(mine).order_by(Office.name))


def _form(problems: Collection[Problem] = ()) -> ResponseReturnValue:
    with current_database().reading() as session:
        offices = list(_offices(session))
    page = render_template(
        "imports/sellers.html",
        offices=offices if current_principal().role is Role.ADMINISTRATOR else [],
        max_bytes=current_settings().max_upload_bytes,
        problems=problems,
    )
    return make_response(page, 422 if problems else 200)
