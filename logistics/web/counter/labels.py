"""Labels to the printer: one parcel's or a shipment's, each printing recorded, again only with a reason."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from logistics import clock
from logistics.errors import Invalid
from logistics.labels.content import LabelContent
from logistics.labels.outputs import LabelOutput
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.label_content import label_contents
from logistics.shipments.labelling import Printing, parcels_of_numbers, record_printing
from logistics.shipments.models import Parcel
from logistics.shipments.printing_queue import LAYOUT, queue_labels
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.counter.acceptance import own_office
from logistics.web.counter.blueprint import blueprint
from logistics.web.counter.label_choice import chosen_output
from logistics.web.form_key import once
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_MOST = 500


@blueprint.post("/labels")
@allow(Role.CLERK)
def labels() -> Response:
    """The labels of the parcels named in the form as one file, in their order; the printing is written down."""
    numbers = _numbers()
    with current_database().transaction() as session:
        parcels = parcels_of_numbers(session, numbers, visible_to(current_principal(), Parcel))
        output = chosen_output(session)
        once(session, partial(record_printing, session, parcels, printing(output.word)))
        contents = label_contents(session, parcels)
    return printed(contents, output, numbers[0] if len(numbers) == 1 else "labels")


@blueprint.post("/print")
@allow(Role.CLERK)
def office_print() -> ResponseReturnValue:
    """Send the labels of the parcels named in the form to the office's printer, in their order."""
    numbers = _numbers()
    with current_database().transaction() as session:
        parcels = parcels_of_numbers(session, numbers, visible_to(current_principal(), Parcel))
        once(session, partial(queue_labels, session, parcels, own_office(), printing(LAYOUT)))
    flash(ngettext("One label sent to the printer.", "%(num)d labels sent to the printer.", len(numbers)), "good")
    return redirect(url_for("counter.parcel", number=numbers[0]) if len(numbers) == 1 else url_for("counter.desk"))


def printing(layout: str) -> Printing:
    """A going to the printer now, by the asker, with the reason of the form."""
    return Printing(now=clock.now(), layout=layout, user_id=current_principal().user_id, reason=reason_given())


def reason_given() -> str:
    """Why it is printed again; empty where the form gives no reason."""
    return clean(request.form.get("reason", ""))


def printed(contents: list[LabelContent], output: LabelOutput, name: str) -> Response:
    """The labels as a PDF that opens in the browser, or as ZPL to be saved.

    Drawn after the transaction, so that nobody waits for it.
    """
    stream = BytesIO()
    output.write(contents, stream)
    response = Response(stream.getvalue(), mimetype=output.mimetype)
    shown = "attachment" if output.as_zpl else "inline"
    response.headers.set("Content-Disposition", shown, filename=f"{name}{output.suffix}")
    return response


def _numbers() -> list[str]:
    """The item numbers of the form, each once. Raises Invalid where there are none, or more than a printer takes."""
    numbers = list(dict.fromkeys(request.form.getlist("number")))
    if not 0 < len(numbers) <= _MOST:
        raise Invalid.one(
            "/number",
            "no_parcels" if not numbers else "too_many_parcels",
            vi=f"Chọn từ 1 đến {_MOST} bưu gửi để in nhãn.",
            en=f"Choose 1 to {_MOST} parcels whose labels to print.",
        )
    return numbers
