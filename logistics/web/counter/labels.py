"""Labels to the printer: one parcel's or a shipment's, each printing recorded, again only with a reason."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm import Session

from logistics import clock
from logistics.labels.content import LabelContent
from logistics.labels.formats import DEFAULT
from logistics.labels.pdf import write_pdf
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.labelling import Printing, parcels_of_numbers, print_labels
from logistics.shipments.models import Parcel
from logistics.shipments.printing_queue import LAYOUT, queue_labels
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.counter.acceptance import own_office
from logistics.web.counter.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.post("/labels")
@allow(Role.CLERK)
def labels() -> Response:
    """The labels of the parcels named in the form as one PDF, in their order; the printing is written down."""
    numbers = request.form.getlist("number")
    with current_database().transaction() as session:
        mine = visible_to(current_principal(), Parcel)
        contents = printed(session, parcels_of_numbers(session, numbers, mine), reason_given())
    return pdf(contents, f"{numbers[0] if len(numbers) == 1 else 'labels'}.pdf")


@blueprint.post("/print")
@allow(Role.CLERK)
def office_print() -> ResponseReturnValue:
    """Send the labels of the parcels named in the form to the office's printer, in their order."""
    numbers = request.form.getlist("number")
    principal = current_principal()
    printing = Printing(now=clock.now(), layout=LAYOUT, user_id=principal.user_id, reason=reason_given())
    with current_database().transaction() as session:
        parcels = parcels_of_numbers(session, numbers, visible_to(principal, Parcel))
        queue_labels(session, parcels, own_office(), printing)
    flash(ngettext("One label sent to the printer.", "%(num)d labels sent to the printer.", len(numbers)), "good")
    return redirect(url_for("counter.parcel", number=numbers[0]) if len(numbers) == 1 else url_for("counter.desk"))


def printed(session: Session, parcel_ids: list[int], reason: str) -> list[LabelContent]:
    """What stands on these parcels' labels, their printing recorded. Raises Conflict for a reprint without a reason."""
    printing = Printing(
        now=clock.now(), layout=DEFAULT.format.value, user_id=current_principal().user_id, reason=reason
    )
    return print_labels(session, parcel_ids, printing)


def reason_given() -> str:
    """Why it is printed again: what was typed, else what was chosen."""
    return clean(request.form.get("other_reason", "") or request.form.get("reason", ""))


def pdf(contents: list[LabelContent], filename: str) -> Response:
    """The labels as a PDF that opens in the browser; drawn after the transaction, so that nobody waits for it."""
    stream = BytesIO()
    write_pdf(contents, stream)
    response = Response(stream.getvalue(), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=filename)
    return response
