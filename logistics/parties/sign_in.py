"""Signing in with a password: throttled, and alike for those who exist and those who do not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Denied, TooMany
from logistics.parties import throttle
from logistics.parties.credentials import SESSION_LIFETIME, issue
from logistics.parties.models import CredentialKind, User
from logistics.parties.passwords import hash_password, outdated, verify
from logistics.parties.principal import Principal, principal_of
from logistics.text import clean

TRIES = 10
WINDOW_S = 300


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and the secret for their session cookie."""

    principal: Principal
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nobody signed in. Raise `failure` after the transaction, so that the counted try stays counted."""

    failure: Denied | TooMany


def sign_in(session: Session, login: str, password: str, source: str) -> SignedIn | Refused:
    """A new session for the user with that login and password, or the refusal.

    Ten tries in five minutes for an account and for a source (the caller's address), successes uncounted.
    The answer and its time are the same for a wrong password, an unknown login and an inactive user.
    """
    login = storable(login)
    subjects = (_subject("account", login), _subject("source", source))
    tries = [throttle.count(session, subject, limit=TRIES, window_s=WINDOW_S) for subject in subjects]
    if not all(each.allowed for each in tries):
        return Refused(TooMany(max(each.retry_after_s for each in tries)))

    user = session.scalar(select(User).where(User.login == login, User.active))
    stored = user.password_hash if user is not None else ""
    if not verify(stored, password) or user is None:
        return Refused(
            Denied(
                "wrong_sign_in",
                vi="Sai tên đăng nhập hoặc mật khẩu.",
                en="Wrong login or password.",
            )
        )

    for subject in subjects:
        throttle.take_back(session, subject)
    if outdated(stored):
        user.password_hash = hash_password(password)
    secret = issue(session, user, CredentialKind.SESSION, SESSION_LIFETIME)
    return SignedIn(principal_of(user), secret)


def storable(login: str) -> str:
    """The login as it is kept and compared; signs that no database can hold become question marks."""
    return clean(login).casefold().encode(errors="replace").decode()


def _subject(kind: str, value: str) -> str:
    # People type passwords into the login field: what was typed is not kept.
    return f"sign-in:{kind}:{hashlib.sha256(value.encode()).hexdigest()[:40]}"
