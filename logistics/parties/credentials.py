"""Ways in: sessions, programs' keys, enrolled phones. Only the SHA-256 of a secret is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Reader
from logistics.parties.models import Credential, CredentialKind, User
from logistics.parties.principal import Principal
from logistics.prebuilt import Prebuilt

SESSION_LIFETIME = dt.timedelta(hours=12)
API_KEY_LIFETIME = dt.timedelta(days=365)
DEVICE_LIFETIME = dt.timedelta(days=180)
ENROLMENT_LIFETIME = dt.timedelta(minutes=10)

_LASTING = (CredentialKind.SESSION, CredentialKind.API_KEY, CredentialKind.DEVICE)

_IDENTIFY = Prebuilt(
    select(
        User.id,
        User.role,
        User.office_id,
        User.seller_id,
        User.name,
        User.language,
        Credential.id.label("credential_id"),
        Credential.kind,
        Credential.expires_at,
    )
    .join(Credential, Credential.user_id == User.id)
    .where(Credential.sha256 == bindparam("sha256"), Credential.revoked_at.is_(None), User.active)
)


def identify(reader: Reader, secret: str, *kinds: CredentialKind) -> Principal | None:
    """Who holds this secret, or None where it is unknown, expired, revoked or its user inactive.

    `kinds` narrows what is believed: a cookie only as SESSION, a bearer token only as API_KEY or DEVICE.
    An enrolment ticket never identifies; it is only exchanged (see `redeem`).
    """
    found = _IDENTIFY.one_or_none(reader, sha256=_digest(secret))
    if found is None:
        return None
    *known, kind, expires_at = found
    return Principal(*known) if kind in (kinds or _LASTING) and expires_at > clock.now() else None


def issue(session: Session, user: User, kind: CredentialKind, lifetime: dt.timedelta, *, label: str = "") -> str:
    """A new secret of 256 random bits for the user; shown once, never readable again."""
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    session.add(
        Credential(
            user_id=user.id,
            kind=kind,
            sha256=_digest(secret),
            created_at=now,
            expires_at=now + lifetime,
            label=label,
        )
    )
    session.flush()
    return secret


def redeem(session: Session, ticket: str, *, label: str = "") -> str | None:
    """A device's secret for an enrolment ticket, which works once; None where it is used up or too old."""
    now = clock.now()
    user_id = session.scalar(
        update(Credential)
        .where(
            Credential.sha256 == _digest(ticket),
            Credential.kind == CredentialKind.ENROLMENT,
            Credential.revoked_at.is_(None),
            Credential.expires_at > now,
        )
        .values(revoked_at=now, last_used_at=now)
        .returning(Credential.user_id),
        execution_options={"synchronize_session": False},
    )
    user = None if user_id is None else session.get(User, user_id)
    if user is None or not user.active:
        return None
    return issue(session, user, CredentialKind.DEVICE, DEVICE_LIFETIME, label=label)


def lasting(session: Session, user_id: int) -> Sequence[Credential]:
    """The user's API keys and phones that still open something, newest first."""
    return session.scalars(
        select(Credential)
        .where(
            Credential.user_id == user_id,
            Credential.kind.in_((CredentialKind.API_KEY, CredentialKind.DEVICE)),
            Credential.revoked_at.is_(None),
            Credential.expires_at > clock.now(),
        )
        .order_by(Credential.id.desc())
    ).all()


def revoke(session: Session, credential_id: int) -> bool:
    """End one credential now; False where it had ended or never was."""
    ended = session.scalar(
        update(Credential)
        .where(Credential.id == credential_id, Credential.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .returning(Credential.id),
        execution_options={"synchronize_session": False},
    )
    return ended is not None


def revoke_all(session: Session, user_id: int, *kinds: CredentialKind) -> int:
    """End every credential of the user (of these kinds, where given); how many there were."""
    ended = session.scalars(
        update(Credential)
        .where(
            Credential.user_id == user_id,
            Credential.kind.in_(kinds or tuple(CredentialKind)),
            Credential.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
        .returning(Credential.id),
        execution_options={"synchronize_session": False},
    )
    return len(ended.all())


def mark_used(session: Session, credential_id: int) -> None:
    """Remember that the credential was used; at most one write an hour."""
    now = clock.now()
    session.execute(
        update(Credential)
        .where(
            Credential.id == credential_id,
            Credential.last_used_at.is_(None) | (Credential.last_used_at < now - dt.timedelta(hours=1)),
        )
        .values(last_used_at=now),
        execution_options={"synchronize_session": False},
    )


def _digest(secret: str) -> str:
    # The secret has 256 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
