"""Vehicles: what each office drives, what it carries, when and by whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from logistics.parties.models import Office, Role, User, Vehicle, VehicleKind
from logistics.parties.vehicles import VehicleTerms, add_vehicle, change_vehicle
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.admin.blueprint import blueprint
from logistics.web.form_key import once
from logistics.web.formats import second_of_day
from logistics.web.forms import Reader, faults_by_field
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_USUAL = {"shift_start_s": "06:00", "shift_end_s": "18:00", "active": "yes"}


@blueprint.get("/vehicles")
@allow(Role.ADMINISTRATOR)
def vehicles() -> str:
    """Every vehicle, by office and kind."""
    with current_database().reading() as session:
        rows = session.execute(
            select(Vehicle, Office.name.label("office"), User.name.label("driver"))
            .join(Office, Office.id == Vehicle.office_id)
            .outerjoin(User, User.id == Vehicle.driver_id)
            .where(visible_to(current_principal(), Vehicle))
            .order_by(Vehicle.active.desc(), Office.name, Vehicle.kind, Vehicle.plate)
        ).all()
    return render_template("admin/vehicles.html", rows=rows)


@blueprint.get("/vehicles/new")
@allow(Role.ADMINISTRATOR)
def new_vehicle() -> ResponseReturnValue:
    """The form for a vehicle that has come."""
    return _form(_USUAL)


@blueprint.post("/vehicles/new")
@allow(Role.ADMINISTRATOR)
def take_in_vehicle() -> ResponseReturnValue:
    """Add the vehicle of the form; the form again with what is wrong."""
    return _saved(None)


@blueprint.get("/vehicles/<int:vehicle_id>")
@allow(Role.ADMINISTRATOR)
def vehicle(vehicle_id: int) -> ResponseReturnValue:
    """One vehicle's terms, to be changed."""
    with current_database().reading() as session:
        found = _vehicle(session, vehicle_id)
    return _form(_typed(found), vehicle_id)


@blueprint.post("/vehicles/<int:vehicle_id>")
@allow(Role.ADMINISTRATOR)
def change(vehicle_id: int) -> ResponseReturnValue:
    """Let the vehicle be as the form says; the form again with what is wrong."""
    return _saved(vehicle_id)


def _saved(vehicle_id: int | None) -> ResponseReturnValue:
    terms, unread = _terms()
    try:
        with current_database().transaction() as session:
            once(session, partial(_kept, session, vehicle_id, terms, unread))
    except Invalid as invalid:
        return _form(request.form, vehicle_id, invalid.problems)
    except Conflict as conflict:
        return _form(request.form, vehicle_id, [Problem("/plate", conflict.code, conflict.text)])
    flash(gettext("Vehicle %(plate)s is saved.", plate=terms.plate), "good")
    return redirect(url_for("admin.vehicles"))


def _kept(session: Session, vehicle_id: int | None, terms: VehicleTerms, unread: Sequence[Problem]) -> None:
    """Raises Invalid with all that is wrong: what could not be read, and what else the terms are not."""
    try:
        if vehicle_id is None:
            add_vehicle(session, terms)
        else:
            change_vehicle(session, _vehicle(session, vehicle_id), terms)
    except Invalid as invalid:
        told = {problem.at for problem in unread}
        raise Invalid([*unread, *(problem for problem in invalid.problems if problem.at not in told)]) from None
    if unread:
        raise Invalid(unread)
    action = "vehicle.add" if vehicle_id is None else "vehicle.change"
    note(session, current_principal(), action, f"vehicle {terms.plate}")


def _vehicle(session: Session, vehicle_id: int) -> Vehicle:
    mine = visible_to(current_principal(), Vehicle)
    found = session.scalar(select(Vehicle).where(Vehicle.id == vehicle_id, mine))
    if found is None:
        raise NotFound("vehicle")
    return found


def _terms() -> tuple[VehicleTerms, Sequence[Problem]]:
    """What the form says, and each word or number of it that cannot be read."""
    read = Reader(request.form)
    terms = VehicleTerms(
        office_id=read.integer("office_id"),
        plate=clean(request.form.get("plate", "")).upper(),
        kind=read.word("kind", VehicleKind, VehicleKind.VAN),
        capacity_mass_g=round(read.number("capacity_mass_g") * 1000),
        capacity_volume_cm3=round(read.number("capacity_volume_cm3") * 1_000_000),
        shift_start_s=read.second_of_day("shift_start_s"),
        shift_end_s=read.second_of_day("shift_end_s"),
        driver_id=read.integer("driver_id") if request.form.get("driver_id") else None,
        active=request.form.get("active") == "yes",
    )
    try:
        read.done()
    except Invalid as invalid:
        return terms, invalid.problems
    return terms, ()


def _typed(found: Vehicle) -> dict[str, Any]:
    """The vehicle as its form shows it: kilograms, cubic metres, hours."""
    names = VehicleTerms.__dataclass_fields__
    typed: dict[str, Any] = {name: getattr(found, name) for name in names}
    typed |= {
        "capacity_mass_g": f"{found.capacity_mass_g / 1000:g}",
        "capacity_volume_cm3": f"{found.capacity_volume_cm3 / 1_000_000:g}",
        "shift_start_s": second_of_day(found.shift_start_s),
        "shift_end_s": second_of_day(found.shift_end_s),
        "active": "yes" if found.active else "",
    }
    return typed


def _form(typed: Any, vehicle_id: int | None = None, problems: Collection[Problem] = ()) -> ResponseReturnValue:
    principal = current_principal()
    with current_database().reading() as session:
        offices = session.scalars(select(Office).where(visible_to(principal, Office)).order_by(Office.name)).all()
        drivers = session.scalars(
            select(User).where(visible_to(principal, User), User.role == Role.DRIVER, User.active).order_by(User.name)
        ).all()
    page = render_template(
        "admin/vehicle.html",
        vehicle_id=vehicle_id,
        typed=typed,
        offices=offices,
        drivers=drivers,
        kinds=list(VehicleKind),
        problems=problems,
        faults=faults_by_field(problems),
    )
    return make_response(page, 422 if problems else 200)
