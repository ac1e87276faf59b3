"""What the codes in a batch of events mean: the parcels and bags behind them, looked up and locked at once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from logistics.parties import Principal, visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel, Status
from logistics.tracking.models import Bag, EventCode, HandlingEvent
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.who_may import ONLY_THEIR_OWN

_EVENT = HandlingEvent.__table__

_BAGS = (
    select(Bag.id, Bag.sscc)
    .where(Bag.sscc.in_(bindparam("codes", expanding=True)))
    .order_by(Bag.id)
    .with_for_update(key_share=True)
)
_EVER_INSIDE = (
    select(_EVENT.c.parcel_id, _EVENT.c.container_id)
    .where(
        _EVENT.c.container_id.in_(bindparam("bags", expanding=True)),
        _EVENT.c.code == EventCode.BAGGED,
        _EVENT.c.parcel_id.is_not(None),
    )
    .distinct()
)

_TELLERS = select(_EVENT.c.event_id, _EVENT.c.actor_id).where(
    _EVENT.c.event_id.in_(bindparam("events", expanding=True)), _EVENT.c.ordinal == 0
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Parcels and bags by the code they were scanned by, the parcels ever in each bag, and how each one stood.

    `of_others` are the events that the batch would annul though somebody else told them.
    """

    parcels: Mapping[str, int]
    bags: Mapping[str, int]
    inside: Mapping[int, Sequence[int]]
    numbers: Mapping[int, str]
    statuses: Mapping[int, Status]
    of_others: Collection[uuid.UUID] = ()

    def touched(self, event: NewEvent) -> Iterator[int]:
        """The parcels whose story the event may belong to: those it names, and those ever in a bag it names."""
        for number in event.parcels:
            if number in self.parcels:
                yield self.parcels[number]
        for code in event.bags:
            if code in self.bags:
                yield from self.inside.get(self.bags[code], ())


def look_up(session: Session, batch: Sequence[NewEvent], sender: Sender) -> Ground:
    """The ground of the batch, its bags and parcels locked until the transaction ends.

    Bags come before parcels and each in order of id, so that two batches never wait for each other. The locks
    make the fold see every event of these parcels: a second writer waits here for the first one's commit.
    """
    bags = _bags(session, {code for event in batch for code in (*event.bags, event.into) if code}, sender.principal)
    inside = _ever_inside(session, {bags[code] for event in batch for code in event.bags if code in bags})
    asked = {number for event in batch for number in event.parcels}
    members = sorted({parcel for parcels in inside.values() for parcel in parcels})
    named = Parcel.item_number.in_(sorted(asked)) & sender.may_know
    rows = (
        session.connection()
        .execute(
            select(Parcel.id, Parcel.item_number, Parcel.status)
            .where(or_(named, Parcel.id.in_(members)) if members else named)
            .order_by(Parcel.id)
            .with_for_update(of=Parcel, key_share=True)
        )
        .all()
    )
    return Ground(
        parcels={row.item_number: row.id for row in rows if row.item_number in asked},
        bags=bags,
        inside=inside,
        numbers={row.id: row.item_number for row in rows},
        statuses={row.id: row.status for row in rows},
        of_others=_of_others(session, batch, sender.principal),
    )


def _of_others(session: Session, batch: Sequence[NewEvent], teller: Principal | None) -> Collection[uuid.UUID]:
    """What the batch annuls and its teller may not: staff put anything right, others what they told themselves."""
    annulled = sorted({event.annuls for event in batch if event.annuls is not None})
    if not annulled or teller is None or teller.role not in ONLY_THEIR_OWN:
        return ()
    tellers = session.connection().execute(_TELLERS, {"events": annulled})
    return {row.event_id for row in tellers if row.actor_id != teller.user_id}


def _bags(session: Session, codes: Collection[str], teller: Principal | None) -> Mapping[str, int]:
    if not codes:
        return {}
    found = _BAGS
    # Staff of any office may hold a bag in their hands; a seller or a program knows only its own.
    if teller is not None and teller.role in (Role.SELLER, Role.INTEGRATOR):
        found = found.where(visible_to(teller, Bag))
    return {row.sscc: row.id for row in session.connection().execute(found, {"codes": sorted(codes)})}


def _ever_inside(session: Session, bags: Collection[int]) -> Mapping[int, Sequence[int]]:
    inside: dict[int, list[int]] = {}
    if bags:
        for row in session.connection().execute(_EVER_INSIDE, {"bags": sorted(bags)}):
            inside.setdefault(row.container_id, []).append(row.parcel_id)
    return inside
