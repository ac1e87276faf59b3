"""One user: another role or office, a new password, and the end of their access."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, NotFound, Problem
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.credentials import lasting
from logistics.parties.models import Office, Role, Seller, User
from logistics.parties.users import activate, assign, deactivate, set_password
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.admin.blueprint import blueprint
from logistics.web.forms import Reader, faults_by_field
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.get("/users/<int:user_id>")
@allow(Role.ADMINISTRATOR)
def user(user_id: int) -> ResponseReturnValue:
    """One user, and what may be changed."""
    return user_page(user_id)


@blueprint.post("/users/<int:user_id>/role")
@allow(Role.ADMINISTRATOR)
def change_role(user_id: int) -> ResponseReturnValue:
    """Give the user another role or office; it holds from their next request."""
    _refuse_own(user_id)
    read = Reader(request.form)
    role = read.word("role", Role, Role.CLERK)
    office, seller = clean(request.form.get("office_code", "")), clean(request.form.get("seller_code", "")).upper()
    try:
        read.done()
        with current_database().transaction() as session:
            found = visible_user(session, user_id)
            assign(session, found, role, office_code=office, seller_code=seller)
            note(session, current_principal(), "user.role", f"user {found.login}", f"{role} {office or seller}".strip())
    except Invalid as invalid:
        return user_page(user_id, invalid.problems)
    flash(gettext("The new role of %(login)s holds from now on.", login=found.login), "good")
    return redirect(url_for("admin.user", user_id=user_id))


@blueprint.post("/users/<int:user_id>/password")
@allow(Role.ADMINISTRATOR)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Give the user a new password; their open sessions end."""
    try:
        with current_database().transaction() as session:
            found = visible_user(session, user_id)
            set_password(session, found, request.form.get("password", ""))
            note(session, current_principal(), "user.password", f"user {found.login}")
    except Invalid as invalid:
        return user_page(user_id, invalid.problems)
    flash(gettext("The new password of %(login)s holds from now on.", login=found.login), "good")
    return redirect(url_for("admin.user", user_id=user_id))


@blueprint.post("/users/<int:user_id>/active")
@allow(Role.ADMINISTRATOR)
def switch(user_id: int) -> ResponseReturnValue:
    """Switch the user on or off; off ends every session, key and phone at once."""
    _refuse_own(user_id)
    wanted = request.form.get("active") == "yes"
    with current_database().transaction() as session:
        found = visible_user(session, user_id)
        (activate if wanted else deactivate)(session, found)
        note(session, current_principal(), "user.activate" if wanted else "user.deactivate", f"user {found.login}")
    return redirect(url_for("admin.user", user_id=user_id))


def visible_user(session: Session, user_id: int) -> User:
    """The user, if the asker may see them. Raises NotFound."""
    found = session.scalar(select(User).where(User.id == user_id, visible_to(current_principal(), User)))
    if found is None:
        raise NotFound("user")
    return found


def _refuse_own(user_id: int) -> None:
    """Raises Conflict for one's own account: a house whose only administrator left themselves out stays shut."""
    if user_id == current_principal().user_id:
        raise Conflict(
            "own_account",
            vi="Không thể đổi vai trò hay khóa tài khoản của chính mình. Nhờ quản trị viên khác.",
            en="You cannot switch off your own account or change its role. Ask another administrator.",
        )


def user_page(user_id: int, problems: Collection[Problem] = (), *, secret: str = "") -> ResponseReturnValue:
    """The page of one user; with the faults of a form, or with the secret of a new key, that it shows this once."""
    with current_database().reading() as session:
        found = visible_user(session, user_id)
        offices = session.scalars(select(Office).order_by(Office.name)).all()
        seller = session.get(Seller, found.seller_id) if found.seller_id else None
        ways_in = lasting(session, found.id)
    page = render_template(
        "admin/user.html",
        user=found,
        offices=offices,
        roles=list(Role),
        office=next((office for office in offices if office.id == found.office_id), None),
        seller=seller,
        typed=request.form,
        problems=problems,
        faults=faults_by_field(problems),
        ways_in=ways_in,
        secret=secret,
    )
    return make_response(page, 422 if problems else 200)
