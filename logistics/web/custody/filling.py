"""A bag before it is sealed: parcels scanned in, and taken out again."""

from __future__ import annotations

from functools import partial

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from logistics.parties.models import Role
from logistics.text import clean
from logistics.tracking.bags import take_out
from logistics.tracking.filling import fill
from logistics.web.custody.bags import bag_page
from logistics.web.custody.blueprint import blueprint, sender, visible_bag
from logistics.web.form_key import once
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.post("/bags/<sscc>/parcels")
@allow(Role.CLERK)
def put_in_bag(sscc: str) -> ResponseReturnValue:
    """Put what was scanned into the bag; the page again, with the answer beside the box."""
    with current_database().transaction() as session:
        bag = visible_bag(session, sscc)
        found = fill(session, bag, clean(request.form.get("code", ""))[:80], sender())
        page = bag_page(session, bag, answer=found, tone="good" if found.inside else "bad")
    return page, 200 if found.inside else 422


@blueprint.post("/bags/<sscc>/take-out")
@allow(Role.CLERK)
def take_out_of_bag(sscc: str) -> ResponseReturnValue:
    """Take a parcel out of the open bag again."""
    with current_database().transaction() as session:
        bag, number = visible_bag(session, sscc), request.form.get("number", "")
        once(session, partial(take_out, session, bag, number, sender()))
    return redirect(url_for("custody.bag", sscc=sscc))
