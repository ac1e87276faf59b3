"""Offices: where the routes start and parcels are accepted."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, NotFound, Problem
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Office, Role
from logistics.parties.offices import OfficeTerms, add_office, change_office
from logistics.places import communes
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.admin.blueprint import blueprint
from logistics.web.form_key import once
from logistics.web.forms import Reader, faults_by_field
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.get("/offices")
@allow(Role.ADMINISTRATOR)
def offices() -> str:
    """Every office, by name."""
    with current_database().reading() as session:
        mine = visible_to(current_principal(), Office)
        rows = session.scalars(select(Office).where(mine).order_by(Office.name)).all()
    return render_template("admin/offices.html", offices=rows, communes=communes())


@blueprint.get("/offices/new")
@allow(Role.ADMINISTRATOR)
def new_office() -> ResponseReturnValue:
    """The form for an office that opens."""
    return _form({})


@blueprint.post("/offices/new")
@allow(Role.ADMINISTRATOR)
def open_office() -> ResponseReturnValue:
    """Add the office of the form; the form again with what is wrong."""
    return _saved(None)


@blueprint.get("/offices/<int:office_id>")
@allow(Role.ADMINISTRATOR)
def office(office_id: int) -> ResponseReturnValue:
    """One office, to be changed."""
    with current_database().reading() as session:
        found = _office(session, office_id)
    typed = {name: getattr(found, name) for name in OfficeTerms.__dataclass_fields__}
    return _form(typed | {"elevation_m": "" if found.elevation_m is None else found.elevation_m}, office_id)


@blueprint.post("/offices/<int:office_id>")
@allow(Role.ADMINISTRATOR)
def change_one_office(office_id: int) -> ResponseReturnValue:
    """Let the office be as the form says; the form again with what is wrong."""
    return _saved(office_id)


def _saved(office_id: int | None) -> ResponseReturnValue:
    try:
        terms = _terms()
        with current_database().transaction() as session:
            once(session, partial(_kept, session, office_id, terms))
    except Invalid as invalid:
        return _form(request.form, office_id, invalid.problems)
    except Conflict as conflict:
        return _form(request.form, office_id, [Problem("/code", conflict.code, conflict.text)])
    flash(gettext("%(name)s is saved.", name=terms.name), "good")
    return redirect(url_for("admin.offices"))


def _kept(session: Session, office_id: int | None, terms: OfficeTerms) -> None:
    if office_id is None:
        add_office(session, terms)
    else:
        change_office(session, _office(session, office_id), terms)
    note(session, current_principal(), "office.add" if office_id is None else "office.change", terms.code)


def _office(session: Session, office_id: int) -> Office:
    found = session.scalar(select(Office).where(Office.id == office_id, visible_to(current_principal(), Office)))
    if found is None:
        raise NotFound("office")
    return found


def _terms() -> OfficeTerms:
    """What the form says. Raises Invalid where a number of it cannot be read."""
    form = request.form
    read = Reader(form)
    terms = OfficeTerms(
        code=clean(form.get("code", "")).upper(),
        name=clean(form.get("name", "")),
        commune_code=clean(form.get("commune_code", "")),
        lat=read.number("lat"),
        lon=read.number("lon"),
        phone=clean(form.get("phone", "")),
        elevation_m=read.integer("elevation_m") if form.get("elevation_m") else None,
    )
    read.done()
    return terms


def _form(typed: Any, office_id: int | None = None, problems: Collection[Problem] = ()) -> ResponseReturnValue:
    page = render_template(
        "admin/office.html", office_id=office_id, typed=typed, problems=problems, faults=faults_by_field(problems)
    )
    return make_response(page, 422 if problems else 200)
