"""A bag that has come: the seal broken, each parcel scanned out, the count ended."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from logistics.errors import Invalid, Problem
from logistics.parties.models import Role
from logistics.text import clean
from logistics.tracking.receiving import Came, finish, open_here, unpack
from logistics.tracking.seals import Found
from logistics.web.custody.bags import bag_page
from logistics.web.custody.blueprint import blueprint, own_office, sender, visible_bag
from logistics.web.custody.sealing import HEAVIEST_KG, LONGEST_SEAL
from logistics.web.form_key import once
from logistics.web.forms import Reader, faults_by_field
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_TONES = {Came.LISTED: "good", Came.AGAIN: "good", Came.SURPLUS: "warn", Came.MISROUTED: "warn"}


@blueprint.post("/bags/<sscc>/open")
@allow(Role.CLERK)
def open_bag(sscc: str) -> ResponseReturnValue:
    """Break the seal here: all that is listed has arrived and waits to be scanned out; what differs is named."""
    try:
        found = _found()
        with current_database().transaction() as session:
            once(session, partial(open_here, session, visible_bag(session, sscc), sender(), own_office(), found))
    except Invalid as invalid:
        faults = faults_by_field(invalid.problems)
        with current_database().reading() as session:
            return bag_page(session, visible_bag(session, sscc), problems=invalid.problems, faults=faults), 422
    return redirect(url_for("custody.bag", sscc=sscc))


@blueprint.post("/bags/<sscc>/unpack")
@allow(Role.CLERK)
def unpack_bag(sscc: str) -> ResponseReturnValue:
    """Take what was scanned out of the bag; the page again, with the answer beside the box."""
    with current_database().transaction() as session:
        bag = visible_bag(session, sscc)
        found = unpack(session, bag, clean(request.form.get("code", ""))[:80], sender())
        page = bag_page(session, bag, answer=found, tone=_TONES.get(found.came, "bad"))
    return page, 200 if found.came in _TONES else 422


@blueprint.post("/bags/<sscc>/finish")
@allow(Role.CLERK)
def finish_bag(sscc: str) -> ResponseReturnValue:
    """End the count; what has not been scanned out is missing, and stands on the board of what is stuck."""
    with current_database().transaction() as session:
        bag = visible_bag(session, sscc)
        outcome = once(session, lambda: "clean" if finish(session, bag, sender()).clean else "differs")
    if outcome == "clean":
        flash(gettext("Everything in the bag came as listed."), "good")
    else:
        flash(gettext("The count is written down. Look for what is missing."), "warn")
    return redirect(url_for("custody.bag", sscc=sscc))


def _found() -> Found:
    """The seal as it was read, whether it was whole, and the weight where there is a scale. Raises Invalid."""
    broken, number = request.form.get("found_broken") == "yes", clean(request.form.get("found_seal", ""))
    read, weighed = Reader(request.form), request.form.get("found_mass_kg", "").strip()
    mass_kg = read.number("found_mass_kg", low=0, high=HEAVIEST_KG) if weighed else None
    problems: list[Problem] = []
    if not number and not broken:
        fault = Invalid.one(
            "/found_seal",
            "required",
            vi="Đọc số trên niêm phong của túi, hoặc đánh dấu niêm phong bị rách hay mất.",
            en="Read the number on the bag's seal, or tick that the seal is broken or gone.",
        )
        problems += fault.problems
    try:
        read.done()
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return Found(number[:LONGEST_SEAL], broken, None if mass_kg is None else round(mass_kg * 1000))
