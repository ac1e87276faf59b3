"""Making a parcel's number void, once asked twice."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from logistics.errors import Invalid
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking.new_event import Sender
from logistics.tracking.void import void
from logistics.web.access import current_principal
from logistics.web.counter.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.post("/parcels/<number>/void")
@allow(Role.CLERK)
def make_void(number: str) -> ResponseReturnValue:
    """End the number for ever, with a reason and an explicit yes; back to the parcel."""
    if request.form.get("sure") != "yes":
        raise Invalid.one(
            "/sure", "not_confirmed", vi="Hãy đánh dấu xác nhận trước khi hủy mã.", en="Tick the box to confirm first."
        )
    principal = current_principal()
    sender = Sender(principal=principal, device="counter", sees=visible_to(principal, Parcel))
    with current_database().transaction() as session:
        void(session, number, request.form.get("reason", ""), sender)
    flash(gettext("The number %(number)s is void.", number=number), "good")
    return redirect(url_for("counter.parcel", number=number))
