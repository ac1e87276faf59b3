"""Disputes about pickups that nobody proved: the dispatcher hears both and decides."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from logistics.errors import Invalid
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.text import clean
from logistics.tracking.disputes import objections, settle
from logistics.tracking.models import DisputeState, EventCode
from logistics.tracking.reasons import reasons_for
from logistics.web.access import current_principal
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.watch.blueprint import blueprint


@blueprint.get("/disputes")
@allow(Role.DISPATCHER)
def disputes() -> str:
    """Both sides of each dispute, open ones first."""
    with current_database().reading() as session:
        found = objections(session, visible_to(current_principal(), Parcel))
    return render_template("watch/disputes.html", disputes=found, reasons=reasons_for(EventCode.PICKUP_FAILED))


@blueprint.post("/disputes/<int:dispute_id>")
@allow(Role.DISPATCHER)
def settle_dispute(dispute_id: int) -> ResponseReturnValue:
    """Decide for the seller or for the driver, with an answer that the seller reads."""
    right = request.form.get("right", "")
    answer = clean(request.form.get("answer", ""))
    if right not in (DisputeState.UPHELD, DisputeState.DISMISSED):
        raise Invalid.one("/right", "unknown_word", vi="Hãy chọn ai đúng.", en="Choose who is right.")
    if not answer:
        raise Invalid.one("/answer", "required", vi="Hãy ghi câu trả lời cho người bán.", en="Answer the seller.")
    with current_database().transaction() as session:
        settle(session, current_principal(), dispute_id, right=DisputeState(right), answer=answer)
    flash(gettext("The dispute is settled; the seller sees your answer."), "good")
    return redirect(url_for("watch.disputes"))
