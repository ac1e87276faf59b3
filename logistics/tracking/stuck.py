"""The board of what is stuck: parcels that somebody has to look at today, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.parties.models import Office, Seller, User
from logistics.shipments.models import Consignee, Parcel, Shipment, Status
from logistics.tracking.fold import OVER
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
    rows = session.execute(
        _parcels_with(troubles)
        .where(sees, Parcel.status.not_in(OVER), Parcel.voided_at.is_(None), or_(*troubles.values()))
        .order_by(Parcel.keep_by.is_(None), Parcel.keep_by, Parcel.status_at, Parcel.id)
        .limit(limit)
    )
    found = [_stuck(row, now) for row in rows]
    return [each for each in found if each.troubles]


def _troubles(now: dt.datetime) -> Mapping[Trouble, ColumnElement[bool]]:
    """The condition of each trouble; SILENT may name a parcel that was scanned since its status."""
    today = clock.service_day(now)
    failures = _of_events(func.sum(case((HandlingEvent.code.in_(_FAILED), 1), else_=0)))
    silent = (
        and_(Parcel.status == status, Parcel.status_at < now - dt.timedelta(hours=hours))
        for status, hours in SILENT_H.items()
    )
    return {
        Trouble.MISSING: Bag.counted_at.is_not(None),
        Trouble.KEEP_BY: Parcel.keep_by <= today + dt.timedelta(days=KEEP_BY_D),
        Trouble.LATE: Shipment.promised_on < today,
        Trouble.FAILED_TWICE: failures >= 2,
        Trouble.SILENT: or_(*silent),
    }


def _parcels_with(troubles: Mapping[Trouble, ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """Every parcel with who has it, who can help, and whether it is in each trouble (`is_silent`, ...)."""
    heard_at = func.coalesce(_of_events(func.max(HandlingEvent.happened_at)), Parcel.status_at)
    return (
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
        .outerjoin(Custody, Custody.parcel_id == Parcel.id)
        .outerjoin(Bag, Bag.id == Custody.bag_id)
        .outerjoin(Office, and_(Custody.holder == HolderKind.OFFICE, Office.id == Custody.holder_id))
        .outerjoin(User, and_(Custody.holder != HolderKind.OFFICE, User.id == Custody.holder_id))
    )


def _of_events(aggregate: Any) -> Any:
    return select(aggregate).where(HandlingEvent.parcel_id == Parcel.id).correlate(Parcel).scalar_subquery()


def _stuck(row: Any, now: dt.datetime) -> Stuck:
    troubles = [trouble for trouble in Trouble if getattr(row, f"is_{trouble}")]
    # The status is old, but somebody scanned it since: it is not silent.
    if Trouble.SILENT in troubles and row.heard_at >= now - dt.timedelta(hours=SILENT_H[row.status]):
        troubles.remove(Trouble.SILENT)
    return Stuck(
        parcel_id=row.id,
        item_number=row.item_number,
        status=row.status,
        heard_at=row.heard_at,
        keep_by=row.keep_by,
        promised_on=row.promised_on,
        troubles=tuple(troubles),
        holder=row.holder or HolderKind.SENDER,
        holder_name=row.holder_name,
        holder_phone=row.holder_phone,
        bag=row.sscc or "",
        seller=row.seller,
        seller_phone=row.seller_phone,
        consignee=row.consignee,
        consignee_phone=row.consignee_phone,
    )
