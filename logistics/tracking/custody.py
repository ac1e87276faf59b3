"""Whose hands parcels are in, and the hand-over from one to the next: what came, what is missing, what is strange."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from logistics.parties.models import Office, User
from logistics.shipments.models import Parcel, Shipment
from logistics.tracking.fold import Holder
from logistics.tracking.models import Bag, Custody, HolderKind


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a hand-over found, by item number: each scanned or expected parcel is in exactly one of the lists.

    `misrouted` belongs to another office and was not expected here, `surplus` was not expected but is ours,
    `unknown` are numbers that do not exist.
    """

    received: tuple[str, ...]
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    misrouted: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether exactly what was expected came."""
        return not (self.missing or self.surplus or self.misrouted or self.unknown)


def held_by(session: Session, holder: Holder) -> list[str]:
    """The item numbers that this driver or office holds now, in or out of bags."""
    who = Custody.holder_id.is_(None) if holder.id is None else Custody.holder_id == holder.id
    return list(
        session.scalars(
            select(Parcel.item_number)
            .join(Custody, Custody.parcel_id == Parcel.id)
            .where(Custody.holder == holder.kind, who)
            .order_by(Parcel.item_number)
        )
    )


@dataclass(frozen=True, slots=True)
class Where:
    """In whose hands a parcel is now, by name, and in which bag."""

    holder: HolderKind
    name: str
    phone: str
    bag: str
    since: dt.datetime | None


def where(session: Session, item_number: str) -> Where | None:
    """Who holds the parcel now; None for one that nothing has happened to, or that does not exist."""
    row = session.execute(
        select(Custody, Office.name, Office.phone, User.name, User.phone, Bag.sscc)
        .join(Parcel, Parcel.id == Custody.parcel_id)
        .outerjoin(Office, and_(Custody.holder == HolderKind.OFFICE, Office.id == Custody.holder_id))
        .outerjoin(User, and_(Custody.holder != HolderKind.OFFICE, User.id == Custody.holder_id))
        .outerjoin(Bag, Bag.id == Custody.bag_id)
        .where(Parcel.item_number == item_number)
    ).first()
    if row is None:
        return None
    custody, office, office_phone, user, user_phone, bag = row
    return Where(custody.holder, office or user or "", office_phone or user_phone or "", bag or "", custody.since)


def contents(session: Session, sscc: str) -> list[str]:
    """The item numbers in the bag now."""
    return list(
        session.scalars(
            select(Parcel.item_number)
            .join(Custody, Custody.parcel_id == Parcel.id)
            .join(Bag, Bag.id == Custody.bag_id)
            .where(Bag.sscc == sscc)
            .order_by(Parcel.item_number)
        )
    )


def hand_over(session: Session, expected: Collection[str], scanned: Sequence[str], office_id: int) -> HandOver:
    """Compare what should come (of a driver: `held_by`, of a bag: `contents`) with what was scanned at an office."""
    strange = sorted(set(scanned) - set(expected))
    homes = {
        number: (home, name)
        for number, home, name in session.execute(
            select(Parcel.item_number, Shipment.office_id, Office.name)
            .join(Shipment, Shipment.id == Parcel.shipment_id)
            .join(Office, Office.id == Shipment.office_id)
            .where(Parcel.item_number.in_(strange))
        )
    }
    return HandOver(
        received=tuple(sorted(set(scanned) & set(expected))),
        missing=tuple(sorted(set(expected) - set(scanned))),
        surplus=tuple(number for number in strange if number in homes and homes[number][0] == office_id),
        misrouted=tuple(
            (number, homes[number][1]) for number in strange if number in homes and homes[number][0] != office_id
        ),
        unknown=tuple(number for number in strange if number not in homes),
    )
