"""Users: who there is, and somebody new."""

from __future__ import annotations

from functools import partial

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, Problem
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Office, Role, Seller, User
from logistics.parties.phones import e164
from logistics.parties.users import NewUser, add_user
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.admin.blueprint import blueprint
from logistics.web.form_key import once
from logistics.web.forms import faults_by_field
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.get("/users")
@allow(Role.ADMINISTRATOR)
def users() -> str:
    """Everybody who can sign in, by role and login."""
    with current_database().reading() as session:
        rows = session.execute(
            select(User, func.coalesce(Office.name, Seller.name, "").label("belongs_to"))
            .outerjoin(Office, Office.id == User.office_id)
            .outerjoin(Seller, Seller.id == User.seller_id)
            .where(visible_to(current_principal(), User))
            .order_by(User.active.desc(), User.role, User.login)
        ).all()
    return render_template("admin/users.html", rows=rows)


@blueprint.get("/users/new")
@allow(Role.ADMINISTRATOR)
def new_user() -> ResponseReturnValue:
    """The form for somebody new."""
    return _new_user_form(())


@blueprint.post("/users/new")
@allow(Role.ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Add the user of the form; the form again with what is wrong."""
    try:
        wanted = _wanted_user()
        with current_database().transaction() as session:
            login = once(session, partial(_added, session, wanted))
    except Invalid as invalid:
        return _new_user_form(invalid.problems)
    except Conflict as conflict:
        return _new_user_form([Problem("/login", conflict.code, conflict.text)])
    flash(gettext("%(name)s can sign in as %(login)s.", name=wanted.name, login=login), "good")
    return redirect(url_for("admin.users"))


def _added(session: Session, wanted: NewUser) -> str:
    user = add_user(session, wanted)
    note(session, current_principal(), "user.add", f"user {user.login}", user.role.value)
    return user.login


def _wanted_user() -> NewUser:
    """What the form says. Raises Invalid where a word of it means nothing."""
    form = request.form
    problems: list[Problem] = []
    login, name = clean(form.get("login", "")), clean(form.get("name", ""))
    for at, value in (("/login", login), ("/name", name), ("/password", form.get("password", ""))):
        if not value:
            problems += Invalid.one(at, "required", vi="Hãy điền ô này.", en="Fill this in.").problems
    if form.get("role") not in set(Role):
        problems += Invalid.one("/role", "unknown_role", vi="Hãy chọn vai trò.", en="Choose a role.").problems
    raw_phone = clean(form.get("phone", ""))
    phone = e164(raw_phone) if raw_phone else ""
    if phone is None:
        fault = Invalid.one("/phone", "bad_phone", vi="Số điện thoại không đúng.", en="This is no phone number.")
        problems += fault.problems
    if problems:
        raise Invalid(problems)
    return NewUser(
        login=login,
        name=name,
        role=Role(form["role"]),
        password=form["password"],
        office_code=form.get("office_code", ""),
        seller_code=clean(form.get("seller_code", "")).upper(),
        phone=phone or "",
    )


def _new_user_form(problems: tuple[Problem, ...] | list[Problem]) -> ResponseReturnValue:
    with current_database().reading() as session:
        offices = session.scalars(
            select(Office).where(visible_to(current_principal(), Office)).order_by(Office.name)
        ).all()
    page = render_template(
        "admin/new_user.html",
        offices=offices,
        roles=list(Role),
        typed=request.form,
        problems=problems,
        faults=faults_by_field(problems),
    )
    return make_response(page, 422 if problems else 200)
