"""Everything that was told about one parcel, for those who may know: who, where, how sure, and what counts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from logistics.errors import Text
from logistics.parties.models import Office, User
from logistics.shipments.models import Status
from logistics.tracking.fold import history
from logistics.tracking.models import Bag, ClockConfidence, EventCode, HandlingEvent
from logistics.tracking.out_of_order import rows_out_of_order
from logistics.tracking.proof import Evidence, evidence_of
from logistics.tracking.reasons import reasons_for
from logistics.tracking.seals import Mismatch, mismatches_told
from logistics.tracking.stored import facts_of


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One event as it was told. `status` is what it made of the parcel, None where it does not count.

    `late_s` is how long after it happened we learnt of it; `proof` is what stands behind it, by our own reckoning.
    `bag_came` is how the bag that was opened differed from how it was sealed. `out_of_order`: it cannot follow what
    was told before. `happened_at` of an event that counts is put right by its device's numbers.
    """

    event_id: uuid.UUID
    code: EventCode
    status: Status | None
    happened_at: dt.datetime
    late_s: int
    clock: ClockConfidence
    actor: str
    office: str
    bag: str
    lat: float | None
    lon: float | None
    reason: Text | None
    proof: Evidence
    note: str
    evidence: Mapping[str, Any]
    bag_came: tuple[Mismatch, ...]
    annulled: bool = False
    out_of_order: bool = False


def full_story(session: Session, parcel_id: int) -> list[StoryLine]:
    """Every event of the parcel and of the bags it was in, oldest first, annulled ones included."""
    facts = facts_of(session, [parcel_id]).get(parcel_id, [])
    counted = list(history(facts))
    made = {fact.row_id: (fact.happened_at, state.status) for fact, state in counted}
    odd = rows_out_of_order(counted)
    annulled = {fact.annuls for fact in facts if fact.code is EventCode.ANNULLED}
    bags = {fact.bag_id for fact in facts if fact.of_bag}
    rows = session.execute(
        select(HandlingEvent, User.name, Office.name, Bag.sscc)
        .outerjoin(User, User.id == HandlingEvent.actor_id)
        .outerjoin(Office, Office.id == HandlingEvent.office_id)
        .outerjoin(Bag, Bag.id == HandlingEvent.container_id)
        .where(
            or_(
                HandlingEvent.parcel_id == parcel_id,
                and_(HandlingEvent.container_id.in_(bags), HandlingEvent.parcel_id.is_(None)),
            )
        )
        .order_by(HandlingEvent.happened_at, HandlingEvent.event_id)
    ).all()
    proofs = evidence_of(session, [row[0] for row in rows])
    # The scan of a bag that did not hold the parcel is no part of its story.
    lines = [
        replace(
            _line(event, names, made.get(event.id), proofs[event.id]),
            annulled=event.event_id in annulled,
            out_of_order=event.id in odd,
        )
        for event, *names in rows
        if event.parcel_id is not None or event.id in made
    ]
    return sorted(lines, key=lambda line: line.happened_at)


def _line(
    event: HandlingEvent, names: Sequence[str | None], made: tuple[dt.datetime, Status] | None, proof: Evidence
) -> StoryLine:
    reason = reasons_for(event.code).get(event.reason)
    happened_at, status = made or (event.happened_at, None)
    actor, office, bag = (name or "" for name in names)
    return StoryLine(
        event_id=event.event_id,
        code=event.code,
        status=status,
        happened_at=happened_at,
        late_s=max(0, round((event.recorded_at - happened_at).total_seconds())),
        clock=event.clock_confidence,
        actor=actor,
        office=office,
        bag=bag,
        lat=event.lat,
        lon=event.lon,
        reason=None if reason is None else reason.text,
        proof=proof,
        note=event.note,
        evidence=event.evidence,
        bag_came=mismatches_told(event.evidence),
    )
