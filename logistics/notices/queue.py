"""The outbox: a notice is kept in the transaction of what it tells, once for its key, and then delivered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.jobs import queue
from logistics.notices.models import Channel, Notice, NoticeState

DELIVER = "deliver"
"""The kind of the job that delivers what is due."""

PATIENCE: Mapping[Channel, dt.timedelta] = {
    Channel.SMS: dt.timedelta(days=1),
    Channel.WEBHOOK: dt.timedelta(days=3),
}
"""For how long a notice is tried. A text message of yesterday only confuses."""

_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """Something to tell. `due_at` and `give_up_at` are now, and as long as the channel's patience, unless given.

    `at_any_hour` sends a text message also in the quiet hours.
    """

    key: str
    channel: Channel
    recipient: str
    body: Mapping[str, Any]
    subscription_id: int | None = None
    due_at: dt.datetime | None = None
    give_up_at: dt.datetime | None = None
    at_any_hour: bool = False


def put(session: Session, notices: Iterable[NewNotice]) -> int:
    """Keep the notices for delivery and ask for it; how many were new. A key that is known changes nothing."""
    now = clock.now()
    rows = [_row(notice, now) for notice in notices]
    new = 0
    for start in range(0, len(rows), _AT_ONCE):
        statement = insert_new(session, Notice).values(rows[start : start + _AT_ONCE])
        kept = session.scalars(statement.on_conflict_do_nothing(index_elements=["key"]).returning(Notice.id))
        new += len(kept.all())
    if new:
        ask_for_delivery(session)
    return new


def ask_for_delivery(session: Session) -> None:
    """A job that delivers whatever is due when it runs."""
    queue.enqueue(session, DELIVER, uuid.uuid4().hex, {})


def _row(notice: NewNotice, now: dt.datetime) -> dict[str, Any]:
    due_at = notice.due_at or now
    return {
        "key": notice.key,
        "channel": notice.channel,
        "recipient": notice.recipient,
        "body": dict(notice.body),
        "subscription_id": notice.subscription_id,
        "created_at": now,
        "due_at": due_at,
        "give_up_at": notice.give_up_at or due_at + PATIENCE[notice.channel],
        "state": NoticeState.WAITING,
        "at_any_hour": notice.at_any_hour,
        "attempts": 0,
        "last_error": "",
    }
