"""Webhooks for integrators: each event once for every subscription that sees its parcels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.notices.models import Channel, Subscription
from logistics.notices.queue import NewNotice
from logistics.notices.turns import Turn
from logistics.parties import principal_of, visible_to
from logistics.parties.models import User
from logistics.shipments import visibility as _visibility  # noqa: F401  registers the rule for parcels
from logistics.shipments.models import Parcel
from logistics.tracking.mapping import Vocabulary, mapping

MOST_PARCELS = 200
"""A scan of a full bag is told in parts of this many parcels."""


def webhooks(session: Session, turns: Sequence[Turn]) -> list[NewNotice]:
    """One message an event and subscription, in parts where it moved many parcels; nobody's name is in it."""
    listeners = session.execute(
        select(Subscription, User)
        .join(User, User.id == Subscription.user_id)
        .where(Subscription.active, User.active)
        .order_by(Subscription.id)
    ).all()
    parcel_ids = {turn.parcel_id for turn in turns}
    found: list[NewNotice] = []
    for subscription, user in listeners:
        sees = visible_to(principal_of(user), Parcel)
        seen = set(session.scalars(select(Parcel.id).where(Parcel.id.in_(parcel_ids), sees)))
        found += _messages(subscription, [turn for turn in turns if turn.parcel_id in seen])
    return found


def _messages(subscription: Subscription, turns: Sequence[Turn]) -> Iterator[NewNotice]:
    events: dict[Any, list[Turn]] = defaultdict(list)
    for turn in turns:
        events[turn.event_id].append(turn)
    for event_id, moved in events.items():
        for part, start in enumerate(range(0, len(moved), MOST_PARCELS)):
            yield NewNotice(
                key=f"webhook:{subscription.id}:{event_id.hex}:{part}",
                channel=Channel.WEBHOOK,
                recipient=subscription.url,
                body=_body(moved[start : start + MOST_PARCELS], subscription.vocabulary),
                subscription_id=subscription.id,
            )


def _body(turns: Sequence[Turn], vocabulary: Vocabulary | None) -> Mapping[str, Any]:
    """The message. `status` is the one after this event, `current_status` the one now: messages may overtake.

    `mapped_status` is what the subscription's vocabulary calls what the event made of the parcel.
    """
    event, table = turns[0], mapping(vocabulary) if vocabulary else None
    return {
        "type": f"parcel.{event.code}",
        "timestamp": event.recorded_at.isoformat(),
        "data": {
            "event_id": str(event.event_id),
            "code": event.code.value,
            "happened_at": event.happened_at.isoformat(),
            "recorded_at": event.recorded_at.isoformat(),
            "reason": event.reason,
            "parcels": [
                {
                    "item_number": turn.item_number,
                    "channel": turn.channel,
                    "reference": turn.reference,
                    "status": turn.status.value,
                    "current_status": turn.current.value,
                    **({"mapped_status": table.tell(turn.code, turn.status)} if table else {}),
                }
                for turn in turns
            ],
        },
    }
