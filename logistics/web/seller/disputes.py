"""Failed pickups that nobody proved: the seller sees them, and objects where nobody came."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from logistics.errors import Invalid
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.text import clean
from logistics.tracking.disputes import dispute, unverified_pickups
from logistics.tracking.models import EventCode
from logistics.tracking.reasons import reasons_for
from logistics.web.access import current_principal
from logistics.web.permissions import allow
from logistics.web.seller.blueprint import blueprint
from logistics.web.transactions import current_database


@blueprint.get("/disputes")
@allow(Role.SELLER)
def disputes() -> str:
    """The unproven failed pickups of the last two weeks, and what became of the objections."""
    with current_database().reading() as session:
        found = unverified_pickups(session, visible_to(current_principal(), Parcel))
    return render_template("seller/disputes.html", pickups=found, reasons=reasons_for(EventCode.PICKUP_FAILED))


@blueprint.post("/disputes/<int:event_row_id>")
@allow(Role.SELLER)
def object_to(event_row_id: int) -> ResponseReturnValue:
    """Object to one of them; twice is one objection."""
    objection = clean(request.form.get("objection", ""))
    if not objection:
        raise Invalid.one("/objection", "required", vi="Hãy kể điều đã xảy ra.", en="Tell what happened.")
    principal = current_principal()
    with current_database().transaction() as session:
        dispute(session, principal, event_row_id, objection, visible_to(principal, Parcel))
    flash(gettext("We have your objection; the dispatcher answers it."), "good")
    return redirect(url_for("seller.disputes"))
