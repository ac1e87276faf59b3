"""The board of what is stuck: parcels that somebody has to look at today, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import UTCDateTime
from logistics.parties.models import Office, Seller, User
from logistics.shipments.models import Consignee, Parcel, Shipment, Status
from logistics.tracking.fold import OPEN
from logistics.tracking.models import Bag, Custody, EventCode, HandlingEvent, HolderKind

SILENT_H: Mapping[Status, int] = {
    Status.PICKUP_ASSIGNED: 24,
    Status.COLLECTED: 12,
    Status.ACCEPTED: 24,
    Status.BAGGED: 24,
    Status.IN_TRANSIT: 48,
    Status.AT_HUB: 36,
    Status.OUT_FOR_DELIVERY: 12,
    Status.AVAILABLE_FOR_PICKUP: 96,
    Status.RETURNING: 96,
}
"""After how many hours without a scan a parcel of that status is silent; one that waits at its sender's is not."""
KEEP_BY_D = 1
"""So many days before its keep-by date a parcel is at risk."""
_FAILED = (EventCode.PICKUP_FAILED, EventCode.DELIVERY_FAILED)


class Trouble(StrEnum):
    """Why a parcel is on the board."""

    MISSING = "missing"
    KEEP_BY = "keep_by"
    LATE = "late"
    FAILED_TWICE = "failed_twice"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Stuck:
    """A parcel on the board with every trouble it has, and who can help.

    `heard_at` is the last scan, or when it was made. `holder` has it now; `bag` is the bag that it lies in, or is
    missing from. Seller and consignee are there to be called.
    """

    parcel_id: int
    item_number: str
    status: Status
    heard_at: dt.datetime
    keep_by: dt.date | None
    promised_on: dt.date | None
    troubles: tuple[Trouble, ...]
    holder: HolderKind
    holder_name: str
    holder_phone: str
    bag: str
    seller: str
    seller_phone: str
    consignee: str
    consignee_phone: str


def stuck_parcels(session: Session, sees: ColumnElement[bool], limit: int = 200) -> list[Stuck]:
    """The parcels under the condition that are in trouble: what spoils first comes first, then what waits longest."""
    now = clock.now()
    troubles = _troubles(now)
    urgency = (Parcel.keep_by.is_(None), Parcel.keep_by, Parcel.status_at, Parcel.id)
    # Two statements: who can help is looked up for the few that are shown, not for all that may be stuck. These are
    # found by an index: NOT IN what is over would read every parcel ever sent.
    shown = session.scalars(
        _with_bag(select(Parcel.id).join(Shipment, Shipment.id == Parcel.shipment_id))
        .where(sees, Parcel.status.in_(OPEN), Parcel.voided_at.is_(None), or_(*troubles.values()))
        .order_by(*urgency)
        .limit(limit)
    ).all()
    rows = session.execute(_parcels_with(troubles).where(Parcel.id.in_(shown)).order_by(*urgency))
    return [_stuck(row) for row in rows]


def _troubles(now: dt.datetime) -> Mapping[Trouble, ColumnElement[bool]]:
    """The condition of each trouble, those that cost most to find out last."""
    today = clock.service_day(now)
    return {
        Trouble.MISSING: Bag.counted_at.is_not(None),
        Trouble.KEEP_BY: Parcel.keep_by <= today + dt.timedelta(days=KEEP_BY_D),
        Trouble.LATE: Shipment.promised_on < today,
        Trouble.SILENT: _silent(now),
        Trouble.FAILED_TWICE: _of_events(func.count(), HandlingEvent.code.in_(_FAILED)) >= 2,
    }


def _silent(now: dt.datetime) -> ColumnElement[bool]:
    """Whether the status is older than it may be, and nobody scanned the parcel since either."""
    since = case(
        {status: literal(now - dt.timedelta(hours=hours), UTCDateTime()) for status, hours in SILENT_H.items()},
        value=Parcel.status,
    )
    scanned = exists().where(HandlingEvent.parcel_id == Parcel.id, HandlingEvent.happened_at >= since)
    return and_(Parcel.status_at < since, ~scanned.correlate(Parcel))


def _parcels_with(troubles: Mapping[Trouble, ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """Every parcel with who has it, who can help, and whether it is in each trouble (`is_silent`, ...)."""
    heard_at = func.coalesce(_of_events(func.max(HandlingEvent.happened_at)), Parcel.status_at)
    told = (
        select(
            *(Parcel.id, Parcel.item_number, Parcel.status, Parcel.keep_by, Shipment.promised_on),
            *(heard_at.label("heard_at"), Custody.holder, Bag.sscc),
            *(Seller.name.label("seller"), Seller.phone.label("seller_phone")),
            *(Consignee.name.label("consignee"), Consignee.phone.label("consignee_phone")),
            func.coalesce(Office.name, User.name, "").label("holder_name"),
            func.coalesce(Office.phone, User.phone, "").label("holder_phone"),
            *(case((condition, 1), else_=0).label(f"is_{trouble}") for trouble, condition in troubles.items()),
        )
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Seller, Seller.id == Shipment.seller_id)
        .join(Consignee, Consignee.id == Shipment.consignee_id)
    )
    return (
        _with_bag(told)
        .outerjoin(Office, and_(Custody.holder == HolderKind.OFFICE, Office.id == Custody.holder_id))
        .outerjoin(User, and_(Custody.holder != HolderKind.OFFICE, User.id == Custody.holder_id))
    )


def _with_bag(parcels: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The parcels with their custody and the bag they lie in, where they have any."""
    return parcels.outerjoin(Custody, Custody.parcel_id == Parcel.id).outerjoin(Bag, Bag.id == Custody.bag_id)


def _of_events(aggregate: Any, *which: ColumnElement[bool]) -> Any:
    return select(aggregate).where(HandlingEvent.parcel_id == Parcel.id, *which).correlate(Parcel).scalar_subquery()


def _stuck(row: Any) -> Stuck:
    return Stuck(
        parcel_id=row.id,
        item_number=row.item_number,
        status=row.status,
        heard_at=row.heard_at,
        keep_by=row.keep_by,
        promised_on=row.promised_on,
        troubles=tuple(trouble for trouble in Trouble if getattr(row, f"is_{trouble}")),
        holder=row.holder or HolderKind.SENDER,
        holder_name=row.holder_name,
        holder_phone=row.holder_phone,
        bag=row.sscc or "",
        seller=row.seller,
        seller_phone=row.seller_phone,
        consignee=row.consignee,
        consignee_phone=row.consignee_phone,
    )
