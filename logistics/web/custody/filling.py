"""A bag before it leaves: parcels scanned in, taken out again, the seal and the weight."""

from __future__ import annotations

from functools import partial

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from logistics.errors import Failure, Invalid, Problem
from logistics.parties.models import Role
from logistics.text import clean
from logistics.tracking.bags import seal, take_out
from logistics.tracking.filling import fill
from logistics.web.custody.bags import bag_page
from logistics.web.custody.blueprint import blueprint, sender, visible_bag
from logistics.web.form_key import once
from logistics.web.forms import Reader, faults_by_field
from logistics.web.language import say
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


@blueprint.post("/bags/<sscc>/seal")
@allow(Role.CLERK)
def seal_bag(sscc: str) -> ResponseReturnValue:
    """Close the bag with its seal and weight; on to its label and manifest."""
    try:
        number, gross_mass_g = _sealed()
        with current_database().transaction() as session:
            once(session, partial(seal, session, visible_bag(session, sscc), number, gross_mass_g))
    except Invalid as invalid:
        faults = faults_by_field(invalid.problems)
        with current_database().reading() as session:
            return bag_page(session, visible_bag(session, sscc), problems=invalid.problems, faults=faults), 422
    except Failure as failure:
        with current_database().reading() as session:
            return bag_page(session, visible_bag(session, sscc), refusal=say(failure.text)), 409
    return redirect(url_for("custody.bag", sscc=sscc))


def _sealed() -> tuple[str, int]:
    """Seal number and gross mass of the form. Raises Invalid with every fault."""
    read, number = Reader(request.form), clean(request.form.get("seal", ""))[:40]
    mass_kg = read.number("mass_kg")
    problems: list[Problem] = []
    if not number:
        fault = Invalid.one("/seal", "required", vi="Hãy ghi số niêm phong.", en="Fill in the seal's number.")
        problems += fault.problems
    try:
        read.done()
    except Invalid as invalid:
        problems += invalid.problems
    else:
        if not 0 < mass_kg <= 1000:
            fault = Invalid.one(
                "/mass_kg", "mass_out_of_range", vi="Cân túi: từ 0 đến 1000 kg.", en="A bag weighs up to 1000 kg."
            )
            problems += fault.problems
    if problems:
        raise Invalid(problems)
    return number, round(mass_kg * 1000)
