"""The book of who did what to what."""

from __future__ import annotations

from sqlalchemy.orm import Session

from logistics import clock
from logistics.parties.models import AuditEntry
from logistics.parties.principal import Principal


def note(session: Session, principal: Principal | None, action: str, subject: str, note: str = "") -> None:
    """Write down that the principal (None: the command line) did `action` to `subject` ("parcel HP0123...").

    It stands in the transaction of what it tells of, so neither exists without the other. Never name a
    consignee here: the book outlives the right to know them.
    """
    session.add(
        AuditEntry(
            at=clock.now(),
            actor_id=None if principal is None else principal.user_id,
            action=action,
            subject=subject[:120],
            note=note[:400],
        )
    )
