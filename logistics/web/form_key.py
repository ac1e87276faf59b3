"""A form that makes something does so once: sent again as it is, it gets the answer of the first time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from flask import Flask, request
from sqlalchemy.orm import Session

from logistics.parties import idempotency
from logistics.parties.idempotency import Answer, Asked
from logistics.web.access import current_principal

FIELD = "form_key"
"""The hidden field; a form writes it with `form_key()` of parts/form.html."""


def install(app: Flask) -> None:
    """Let templates make a key for each form they write: `new_form_key()`."""
    app.jinja_env.globals["new_form_key"] = new_form_key


def new_form_key() -> str:
    """A key that no other form has had."""
    return secrets.token_urlsafe(12)


def once(session: Session, work: Callable[[], object]) -> str:
    """What `work` came to, in a word or number; what it came to before, where this same form was sent before.

    Key, work and outcome stand in the caller's one transaction: of two forms at once the second waits for the
    first, and a refusal leaves the key free. A form changed after going back is another form.
    """
    if not request.form.get(FIELD):
        return str(work())
    claimed = idempotency.claim(session, _asked())
    if isinstance(claimed, Answer):
        return claimed.body.decode()
    outcome = str(work())
    idempotency.keep(session, claimed, Answer(200, "text/plain", outcome.encode()))
    return outcome


def _asked() -> Asked:
    told = sorted(request.form.items(multi=True))
    sha256 = hashlib.sha256(repr((request.path, told)).encode()).hexdigest()
    return Asked(current_principal().user_id, f"form:{sha256}", sha256)
