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
from logistics.tracking.annulment import Named, Told, told_before
from logistics.tracking.models import Bag, EventCode, HandlingEvent
from logistics.tracking.new_event import NewEvent, Sender

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


@dataclass(frozen=True, slots=True)
class Ground:
    """Parcels and bags by the code they were scanned by, the parcels ever in each bag, and how each one stood.

    `told` is what is known of the events that the batch annuls.
    """

    parcels: Mapping[str, int]
    bags: Mapping[str, int]
    inside: Mapping[int, Sequence[int]]
    numbers: Mapping[int, str]
    statuses: Mapping[int, Status]
    told: Mapping[uuid.UUID, Told]

    @property
    def named(self) -> Named:
        """What an annulment may name."""
        return Named(self.parcels, self.bags, self.inside)

    def as_told(self, event: NewEvent, teller: Principal | None) -> Told:
        """An event of the batch itself as if it were kept already."""
        return Told(
            code=event.code,
            actor_id=None if teller is None else teller.user_id,
            parcels=frozenset(self.parcels[number] for number in event.parcels if number in self.parcels),
            bags=frozenset(self.bags[code] for code in event.bags if code in self.bags),
        )

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
    told = told_before(session, batch)
    scanned = {bags[code] for event in batch for code in event.bags if code in bags}
    inside = _ever_inside(session, scanned.union(*(each.bags for each in told.values())))
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
        told=told,
    )


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
