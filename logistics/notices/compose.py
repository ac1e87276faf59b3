"""From new events to notices: the job that every batch of scans asks for in its own transaction."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy.orm import Session

from logistics.jobs.work import Work
from logistics.notices.for_integrators import webhooks
from logistics.notices.for_sellers import texts
from logistics.notices.queue import put
from logistics.notices.transports import sms
from logistics.notices.turns import turns_of
from logistics.tracking.announce import NOTIFY

__all__ = ["NOTIFY", "compose", "handle"]


def handle(work: Work) -> None:
    """The `notify` job: its notices and its end are one commit."""
    event_ids = [uuid.UUID(event_id) for event_id in work.arguments["events"]]
    with work.database.transaction() as session:
        kept = compose(session, event_ids, by_sms=sms.available(work.settings))
        work.complete(session, {"notices": kept})


def compose(session: Session, event_ids: Collection[uuid.UUID], *, by_sms: bool = True) -> int:
    """Keep the notices that these events give rise to; how many were new. Composing twice keeps none twice."""
    turns = turns_of(session, event_ids)
    return put(session, [*(texts(session, turns) if by_sms else []), *webhooks(session, turns)])
