"""The pages of one's own account: sign in, sign out, home."""

from __future__ import annotations

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from logistics.errors import Failure
from logistics.parties.credentials import revoke
from logistics.parties.sign_in import Refused
from logistics.parties.sign_in import sign_in as check_password
from logistics.web import access
from logistics.web.account.demonstration import PASSWORD, demonstration_logins
from logistics.web.errors import status_of
from logistics.web.language import say
from logistics.web.navigation import home_of
from logistics.web.permissions import public, signed_in
from logistics.web.transactions import current_database

blueprint = Blueprint("account", __name__)


@blueprint.get("/")
@public
def start() -> ResponseReturnValue:
    """Everybody's first address: to the own room, or to the sign-in page."""
    if g.principal is None:
        return redirect(url_for("account.sign_in"))
    return redirect(url_for(home_of(g.principal.role)))


@blueprint.get("/home")
@signed_in
def home() -> str:
    """All doors of the asker's role, as cards."""
    return render_template("account/home.html", principal=access.current_principal())


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The form for login and password."""
    if g.principal is not None:
        return redirect(_safe_next())
    return _form()


@blueprint.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Open a session and lead back to where the asker wanted to go; the form again where that fails."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    with current_database().transaction() as session:
        answer = check_password(session, login, password, request.remote_addr or "")
    if isinstance(answer, Refused):
        return _form(answer.failure)
    response = redirect(_safe_next())
    access.remember(response, answer.secret)
    return response


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session here and in the database."""
    response = redirect(url_for("account.sign_in"))
    if g.principal is not None and g.principal.credential_id is not None:
        with current_database().transaction() as session:
            revoke(session, g.principal.credential_id)
    access.forget(response)
    return response


def _form(failure: Failure | None = None) -> ResponseReturnValue:
    with current_database().reading() as session:
        logins = demonstration_logins(session)
    page = render_template(
        "account/sign_in.html",
        error=say(failure.text) if failure else "",
        login=request.form.get("login", ""),
        next=request.values.get("next", ""),
        demonstration=logins,
        demonstration_password=PASSWORD,
    )
    return make_response(page, status_of(failure) if failure else 200)


def _safe_next() -> str:
    """The page asked for before signing in, if it is one of ours; never another site."""
    wanted = request.values.get("next", "")
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable():
        return wanted
    return url_for("account.start")
