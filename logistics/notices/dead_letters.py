"""What could not be delivered, and sending it again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Conflict, NotFound
from logistics.notices import visibility as _visibility  # noqa: F401  registers the rules of our tables
from logistics.notices.models import Channel, Notice, NoticeState, Subscription
from logistics.notices.queue import PATIENCE, ask_for_delivery
from logistics.notices.subscriptions import find
from logistics.parties import Principal, visible_to
from logistics.parties.audit import note


def dead_letters(session: Session, principal: Principal, *, after_id: int = 0, limit: int = 100) -> list[Notice]:
    """The notices that were given up, oldest first, from beyond `after_id`; `last_error` says why."""
    seen = visible_to(principal, Notice)
    given_up = (Notice.state == NoticeState.DEAD, Notice.id > after_id)
    return list(session.scalars(select(Notice).where(seen, *given_up).order_by(Notice.id).limit(limit)))


def deliveries(
    session: Session, subscription: Subscription, state: NoticeState | None, *, after_id: int, limit: int
) -> list[Notice]:
    """The messages to the subscription, oldest first, from beyond `after_id`; in one state, or in any."""
    wanted = select(Notice).where(Notice.subscription_id == subscription.id, Notice.id > after_id)
    if state is not None:
        wanted = wanted.where(Notice.state == state)
    return list(session.scalars(wanted.order_by(Notice.id).limit(limit)))


def replay(session: Session, principal: Principal, notice_id: int) -> None:
    """Send a dead or delivered notice once more, under its old id. Raises NotFound, and Conflict where it waits."""
    seen = visible_to(principal, Notice)
    notice = session.scalar(select(Notice).where(Notice.id == notice_id, seen))
    if notice is None:
        raise NotFound("notice")
    if not _again(session, notice.channel, Notice.id == notice_id):
        raise Conflict(
            "notice_waits",
            vi="Thông báo này đang chờ gửi. Không cần gửi lại.",
            en="This notice is waiting to be sent. There is no need to replay it.",
        )
    note(session, principal, "notice.replay", f"notice {notice_id}")


def replay_from(session: Session, principal: Principal, subscription_id: int, event_id: uuid.UUID) -> int:
    """Send a subscription everything from this event on once more; how many messages that is.

    Raises NotFound where the subscription is not the principal's or was never told of the event.
    """
    subscription = find(session, principal, subscription_id)
    of_event = Notice.key.startswith(f"webhook:{subscription.id}:{event_id.hex}:")
    first = session.scalar(select(func.min(Notice.id)).where(of_event))
    if first is None:
        raise NotFound("event", vi="Chưa từng báo sự kiện này.", en="This event was never sent there.")
    again = _again(session, Channel.WEBHOOK, Notice.subscription_id == subscription.id, Notice.id >= first)
    note(session, principal, "notice.replay", f"subscription {subscription.id}", f"from event {event_id}")
    return len(again)


def _again(session: Session, channel: Channel, *which: ColumnElement[bool]) -> Sequence[int]:
    """Give those of them that do not wait a fresh start; their ids."""
    now = clock.now()
    again = session.scalars(
        update(Notice)
        .where(*which, Notice.state != NoticeState.WAITING)
        .values(
            state=NoticeState.WAITING,
            attempts=0,
            due_at=now,
            give_up_at=now + PATIENCE[channel],
            delivered_at=None,
        )
        .returning(Notice.id),
        execution_options={"synchronize_session": False},
    ).all()
    if again:
        ask_for_delivery(session)
    return again
