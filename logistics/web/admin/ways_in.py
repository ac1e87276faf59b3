"""One user's keys and phones: a new key, and the end of one that was lost."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from logistics.errors import Conflict, NotFound
from logistics.parties.audit import note
from logistics.parties.credentials import API_KEY_LIFETIME, issue, revoke
from logistics.parties.models import Credential, CredentialKind, Role
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.admin.blueprint import blueprint
from logistics.web.admin.one_user import user_page, visible_user
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_MOST_LABEL = 80


@blueprint.post("/users/<int:user_id>/keys")
@allow(Role.ADMINISTRATOR)
def new_key(user_id: int) -> ResponseReturnValue:
    """A new API key of the user for a year; the page shows it this once."""
    label = clean(request.form.get("label", ""))[:_MOST_LABEL]
    with current_database().transaction() as session:
        found = visible_user(session, user_id)
        if not found.active:
            raise Conflict(
                "user_switched_off",
                vi="Tài khoản đang bị khóa. Mở khóa trước, rồi tạo khóa API.",
                en="The account is switched off. Switch it on first, then make a key.",
            )
        secret = issue(session, found, CredentialKind.API_KEY, API_KEY_LIFETIME, label=label)
        note(session, current_principal(), f"credential.{CredentialKind.API_KEY}", f"user {found.login}", label)
    return user_page(user_id, secret=secret)


@blueprint.post("/users/<int:user_id>/keys/<int:credential_id>/revoke")
@allow(Role.ADMINISTRATOR)
def revoke_key(user_id: int, credential_id: int) -> ResponseReturnValue:
    """End one key or phone now; the others hold. Said twice, it has ended once."""
    with current_database().transaction() as session:
        found = visible_user(session, user_id)
        ours = (Credential.id == credential_id, Credential.user_id == found.id)
        label = session.scalar(select(Credential.label).where(*ours))
        if label is None:
            raise NotFound("credential")
        if revoke(session, credential_id):
            note(session, current_principal(), "credential.revoke", f"user {found.login}", label)
    flash(gettext("It opens nothing any more."), "good")
    return redirect(url_for("admin.user", user_id=user_id))
