"""What happened, in the order in which we learnt of it: for programs that keep up without webhooks.

Whoever goes on from the row where a page ended misses nothing, however many write at the same time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import Session

from logistics.errors import Invalid
from logistics.parties import Principal, visible_to
from logistics.shipments.models import Parcel
from logistics.tracking.fold import history
from logistics.tracking.horizon import horizon
from logistics.tracking.models import EventCode, HandlingEvent
from logistics.tracking.stored import facts_of

_EVENT = HandlingEvent

OVERLAP = dt.timedelta(minutes=1)
"""No batch takes longer from learning of its events to their commit."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One event as it concerns one parcel."""

    event_id: uuid.UUID
    item_number: str
    code: EventCode
    happened_at: dt.datetime
    recorded_at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the feed, and the row it ends with; `last_row` is None where there is nothing new."""

    lines: Sequence[FeedLine]
    last_row: int | None


def page_after(session: Session, principal: Principal, row_id: int, limit: int) -> Page:
    """What came after that row and concerns parcels that the principal sees, at most `limit` events.

    The scan of a bag is there once for each parcel that was in it by all we know now. Where somebody is writing
    rows, the page ends before the first of them.
    """
    end = horizon(session)
    settled = true() if end is None else _EVENT.id < end
    seen = visible_to(principal, Parcel)
    of_bags = select(_EVENT.container_id).join(Parcel, Parcel.id == _EVENT.parcel_id)
    bags = of_bags.where(_EVENT.code == EventCode.BAGGED, _EVENT.container_id.is_not(None), seen)
    rows = session.execute(
        select(_EVENT, Parcel.item_number)
        .outerjoin(Parcel, Parcel.id == _EVENT.parcel_id)
        .where(_EVENT.id > row_id, settled, or_(seen, (_EVENT.parcel_id.is_(None)) & _EVENT.container_id.in_(bags)))
        .order_by(_EVENT.id)
        .limit(limit)
    ).all()
    inside = _inside(session, [event for event, number in rows if number is None], principal)
    lines = [
        _line(event, each) for event, number in rows for each in ([number] if number else inside.get(event.id, ()))
    ]
    return Page(lines, rows[-1][0].id if rows else None)


def row_of(session: Session, event_id: uuid.UUID) -> int:
    """The row after which to go on for who knows of this event. Raises Invalid for one that never was.

    It lies a minute before the event: a batch that was written at the same time may have lower rows and a later
    commit, so that who heard of the event by a webhook may not have heard of that batch.
    """
    recorded_at = session.scalar(select(_EVENT.recorded_at).where(_EVENT.event_id == event_id).limit(1))
    if recorded_at is None:
        raise Invalid.one(
            "/after",
            "unknown_event",
            vi=f"Không có sự kiện {event_id}.",
            en=f"There is no event {event_id}.",
        )
    beside = select(func.min(_EVENT.id)).where(_EVENT.recorded_at > recorded_at - OVERLAP)
    return session.execute(beside).scalar_one() - 1


def _inside(session: Session, scans: Sequence[Any], principal: Principal) -> Mapping[int, list[str]]:
    """For each scan of a bag, by row, the parcels it moved."""
    if not scans:
        return {}
    members = session.execute(
        select(Parcel.id, Parcel.item_number)
        .join(_EVENT, _EVENT.parcel_id == Parcel.id)
        .where(
            _EVENT.code == EventCode.BAGGED,
            _EVENT.container_id.in_({scan.container_id for scan in scans}),
            visible_to(principal, Parcel),
        )
        .distinct()
    )
    numbers = {row.id: row.item_number for row in members}
    moved: dict[int, list[str]] = defaultdict(list)
    for parcel, facts in facts_of(session, list(numbers)).items():
        for fact, _ in history(facts):
            if fact.of_bag:
                moved[fact.row_id].append(numbers[parcel])
    return moved


def _line(event: HandlingEvent, item_number: str) -> FeedLine:
    return FeedLine(event.event_id, item_number, event.code, event.happened_at, event.recorded_at, event.reason)
