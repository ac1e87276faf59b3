"""What new events meant for each parcel: the turns of its story, told from the fold and from nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from logistics.shipments.models import Parcel, Shipment, Status
from logistics.tracking.fold import Fact, State, history
from logistics.tracking.models import EventCode, HandlingEvent
from logistics.tracking.proof import Evidence, evidence_of
from logistics.tracking.reasons import reasons_for
from logistics.tracking.stored import facts_of


@dataclass(frozen=True, slots=True)
class Turn:
    """One event in the story of one parcel, with the status after it.

    `moved`: it made that status. `failed`: it was an attempt in vain. `newest`: nothing turned after it, so it is
    news. `first`: the parcel had never had that status before.
    """

    parcel_id: int
    item_number: str
    seller_id: int
    channel: str
    reference: str
    event_id: uuid.UUID
    code: EventCode
    happened_at: dt.datetime
    recorded_at: dt.datetime
    reason: str
    verified: bool
    status: Status
    current: Status
    moved: bool = False
    failed: bool = False
    newest: bool = False
    first: bool = False


def turns_of(session: Session, event_ids: Collection[uuid.UUID]) -> list[Turn]:
    """What these events meant, parcel by parcel; the scan of a bag is a turn for everything that was inside."""
    rows = session.scalars(select(HandlingEvent).where(HandlingEvent.event_id.in_(event_ids))).all()
    events = {row.event_id: row for row in rows}
    parcels = _parcels(session, rows)
    facts = facts_of(session, list(parcels))
    proofs = evidence_of(session, rows)
    found: list[Turn] = []
    for parcel_id, parcel in parcels.items():
        found += _in_story(parcel, list(history(facts.get(parcel_id, []))), events, proofs)
        undone = [row for row in rows if row.code is EventCode.ANNULLED and row.parcel_id == parcel_id]
        found += [_turn(parcel, row, parcel.status) for row in undone]
    return sorted(found, key=lambda turn: (turn.happened_at, turn.event_id, turn.parcel_id))


def _in_story(
    parcel: Any,
    story: Sequence[tuple[Fact, State]],
    events: dict[uuid.UUID, HandlingEvent],
    proofs: Mapping[int, Evidence],
) -> Iterator[Turn]:
    turning = [fact.row_id for fact, state in story if state.row_id == fact.row_id or reasons_for(fact.code)]
    seen: set[Status] = set()
    for fact, state in story:
        moved = state.row_id == fact.row_id
        if event := events.get(fact.event_id):
            yield _turn(
                parcel,
                event,
                state.status,
                verified=proofs[fact.row_id].verified,
                moved=moved,
                failed=bool(reasons_for(fact.code)),
                newest=bool(turning) and turning[-1] == fact.row_id,
                first=state.status not in seen,
            )
        seen.add(state.status)


def _turn(parcel: Any, event: HandlingEvent, status: Status, *, verified: bool = True, **more: bool) -> Turn:
    return Turn(
        parcel_id=parcel.id,
        item_number=parcel.item_number,
        seller_id=parcel.seller_id,
        channel=parcel.channel,
        reference=parcel.reference,
        event_id=event.event_id,
        code=event.code,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        reason=event.reason,
        verified=verified,
        status=status,
        current=parcel.status,
        **more,
    )


def _parcels(session: Session, rows: Sequence[HandlingEvent]) -> dict[int, Any]:
    """The parcels that the events name, and those that were ever put into a bag they name."""
    named = {row.parcel_id for row in rows if row.parcel_id is not None}
    bags = {row.container_id for row in rows if row.parcel_id is None}
    inside = select(HandlingEvent.parcel_id).where(
        HandlingEvent.container_id.in_(bags), HandlingEvent.code == EventCode.BAGGED
    )
    found = session.execute(
        select(Parcel.id, Parcel.item_number, Parcel.status, Shipment.seller_id, Shipment.channel, Shipment.reference)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .where(or_(Parcel.id.in_(named), Parcel.id.in_(inside)) if bags else Parcel.id.in_(named))
        .order_by(Parcel.id)
    )
    return {row.id: row for row in found}
