"""Taking a fact back: what was told under the id that is to be annulled, and why that cannot be."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from logistics.parties import Principal
from logistics.tracking.models import EventCode, HandlingEvent
from logistics.tracking.new_event import NewEvent, Refusal
from logistics.tracking.who_may import ONLY_THEIR_OWN

_EVENT = HandlingEvent.__table__
_TOLD = select(_EVENT.c.event_id, _EVENT.c.actor_id, _EVENT.c.code, _EVENT.c.parcel_id, _EVENT.c.container_id).where(
    _EVENT.c.event_id.in_(bindparam("events", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Told:
    """An event that is kept already: whose word, and which parcels and bags, by row, it was about."""

    code: EventCode
    actor_id: int | None
    parcels: frozenset[int]
    bags: frozenset[int]


def told_before(session: Session, batch: Sequence[NewEvent]) -> Mapping[uuid.UUID, Told]:
    """What is known of the events that the batch annuls; nothing of one that is still on its way."""
    annulled = sorted({event.annuls for event in batch if event.annuls is not None})
    if not annulled:
        return {}
    rows = session.connection().execute(_TOLD, {"events": annulled}).all()
    return {
        event_id: Told(
            code=next(row.code for row in rows if row.event_id == event_id),
            actor_id=next(row.actor_id for row in rows if row.event_id == event_id),
            parcels=frozenset(row.parcel_id for row in rows if row.event_id == event_id and row.parcel_id),
            bags=frozenset(row.container_id for row in rows if row.event_id == event_id and not row.parcel_id),
        )
        for event_id in {row.event_id for row in rows}
    }


@dataclass(frozen=True, slots=True)
class Named:
    """The parcels and bags that an annulment names, by the code they were scanned by, and the parcels of bags."""

    parcels: Mapping[str, int]
    bags: Mapping[str, int]
    inside: Mapping[int, Collection[int]]


def why_not(
    event: NewEvent, told: Told, named: Named, teller: Principal | None
) -> tuple[Refusal, tuple[str, ...]] | None:
    """Why the event cannot annul what was told, with the codes that are to blame; None where it can."""
    if teller is not None and teller.role in ONLY_THEIR_OWN and told.actor_id != teller.user_id:
        return Refusal.NOT_YOURS_TO_ANNUL, ()
    if told.code is EventCode.ANNULLED:
        return Refusal.ANNULS_AN_ANNULMENT, ()
    moved = told.parcels.union(*(named.inside.get(bag, ()) for bag in told.bags))
    others = [code for code in event.parcels if code in named.parcels and named.parcels[code] not in moved]
    others += [code for code in event.bags if code in named.bags and named.bags[code] not in told.bags]
    return (Refusal.ANNULS_OTHER_PARCELS, tuple(others)) if others else None
