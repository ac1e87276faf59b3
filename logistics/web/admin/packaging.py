"""Packaging profiles of an office: the house's values, and what the office sets for itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid, NotFound, Problem
from logistics.packaging import PackagingProfile
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Office, Role
from logistics.shipments.own_profiles import change_profile, office_standard, value_problems, version_words
from logistics.shipments.rules import standard
from logistics.web.access import current_principal
from logistics.web.admin.blueprint import blueprint
from logistics.web.forms import Reader, faults_by_field
from logistics.web.language import say
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

NUMBERS = (
    *("max_gross_mass_g", "max_stack", "keep_by_days", "shelf_life_days"),
    *("temperature_min_c", "temperature_max_c", "humidity_max_percent", "wrap_mm", "clearance_mm"),
)
"""The values an office may set here; the others are the house's to change."""


@blueprint.get("/offices/<int:office_id>/packaging")
@allow(Role.ADMINISTRATOR)
def profiles(office_id: int) -> str:
    """Every profile as the office packs to it."""
    with current_database().reading() as session:
        office = _office(session, office_id)
        rules = office_standard(session, office_id)
    return render_template("admin/profiles.html", office=office, rules=rules, version_words=version_words)


@blueprint.get("/offices/<int:office_id>/packaging/<code>")
@allow(Role.ADMINISTRATOR)
def profile(office_id: int, code: str) -> ResponseReturnValue:
    """One profile's values, to be changed."""
    return _form(office_id, code)


@blueprint.post("/offices/<int:office_id>/packaging/<code>")
@allow(Role.ADMINISTRATOR)
def own_profile(office_id: int, code: str) -> ResponseReturnValue:
    """Let the office pack as the form says, from now on; the form again with what is wrong."""
    try:
        values = _differing(_house(code))
        with current_database().transaction() as session:
            office = _office(session, office_id)
            principal = current_principal()
            version = change_profile(session, (office_id, code), values, clock.now(), principal.user_id)
            told = ", ".join(f"{name}={value}" for name, value in values.items())
            note(session, principal, "profile.change", f"profile {code} v{version} of {office.code}", told)
    except Invalid as invalid:
        return _form(office_id, code, request.form, invalid.problems)
    flash(
        gettext("Version %(version)s holds for whatever is packed from now on.", version=say(version_words(version))),
        "good",
    )
    return redirect(url_for("admin.profiles", office_id=office_id))


def _differing(house: PackagingProfile) -> dict[str, Any]:
    """What the form says otherwise than the house. Raises Invalid, naming every value that is none or not sound."""
    read = Reader(request.form)
    given: dict[str, Any] = {name: read.integer(name) for name in NUMBERS}
    given["cartons"] = [code for code in house.cartons if code in request.form.getlist("cartons")]
    differing = {name: value for name, value in given.items() if value != _plain(getattr(house, name))}
    try:
        read.done()
    except Invalid as unread:
        names = {problem.at.strip("/") for problem in unread.problems}
        readable = {name: value for name, value in differing.items() if name not in names}
        raise Invalid([*unread.problems, *value_problems(house.code, readable)]) from None
    return differing


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _house(code: str) -> PackagingProfile:
    if (found := standard().profiles.get(code)) is None:
        raise NotFound("profile")
    return found


def _office(session: Session, office_id: int) -> Office:
    mine = visible_to(current_principal(), Office)
    if (office := session.scalar(select(Office).where(Office.id == office_id, mine))) is None:
        raise NotFound("office")
    return office


def _form(
    office_id: int, code: str, typed: Mapping[str, Any] | None = None, problems: Collection[Problem] = ()
) -> ResponseReturnValue:
    house = _house(code)
    with current_database().reading() as session:
        office = _office(session, office_id)
        own = office_standard(session, office_id).profiles[code]
    chosen = request.form.getlist("cartons") if typed else list(own.cartons)
    page = render_template(
        "admin/profile.html",
        office=office,
        house=house,
        own=own,
        version_words=version_words,
        typed=typed or {name: getattr(own, name) for name in NUMBERS},
        chosen=chosen,
        cartons=[standard().cartons[carton] for carton in house.cartons],
        problems=problems,
        faults=faults_by_field(problems),
    )
    return make_response(page, 422 if problems else 200)
