"""Telling the rooms above that events were taken in: one job a batch, inside the scan's own transaction.

Whoever has to hear of it (sellers by SMS, integrators by webhook) is decided when the job is done.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy.orm import Session

from logistics import clock
from logistics.jobs.models import Job, JobState

NOTIFY = "notify"
"""The kind of the job; its arguments are {"events": [event id, ...]}."""

# A plain insert: the ids were claimed in this transaction, so no other batch can ever hold the same key.
_INSERT = Job.__table__.insert()  # type: ignore[attr-defined]


def announce(session: Session, event_ids: Collection[uuid.UUID]) -> None:
    """Ask for one job about these new events. It exists exactly where they do."""
    if not event_ids:
        return
    told = sorted(map(str, event_ids))
    now = clock.now()
    row = {
        "kind": NOTIFY,
        "key": told[0],
        "arguments": {"events": told},
        "run_at": now,
        "created_at": now,
        "state": JobState.READY,
        "attempts": 0,
        "max_attempts": 3,
        "fence": 0,
        "progress": {},
        "error": "",
    }
    session.connection().execute(_INSERT, row)
