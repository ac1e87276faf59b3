"""Roads that drivers found blocked: told with a failed visit, looked at by the dispatcher."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.parties import Principal, visible_to
from logistics.parties.models import Seller, User
from logistics.shipments.models import Parcel, Shipment
from logistics.tracking.models import EventCode, HandlingEvent

ROAD_BLOCKED = "road_blocked"
_MOST = 20


@dataclass(frozen=True, slots=True)
class Report:
    """Where a driver could not go on: by the phone's position, else towards which village."""

    at: dt.datetime
    driver: str
    village: str
    note: str
    lat: float
    lon: float
    measured: bool


def blocked_reports(session: Session, principal: Principal, since: dt.datetime) -> list[Report]:
    """The newest reports that the principal may see, one per visit."""
    rows = session.execute(
        select(HandlingEvent, User.name, Seller.village, Seller.lat, Seller.lon)
        .join(Parcel, Parcel.id == HandlingEvent.parcel_id)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Seller, Seller.id == Shipment.seller_id)
        .outerjoin(User, User.id == HandlingEvent.actor_id)
        .where(
            HandlingEvent.code == EventCode.PICKUP_FAILED,
            HandlingEvent.reason == ROAD_BLOCKED,
            HandlingEvent.ordinal == 0,
            HandlingEvent.happened_at >= since,
            visible_to(principal, Parcel),
        )
        .order_by(HandlingEvent.happened_at.desc())
        .limit(_MOST)
    )
    return [
        Report(
            at=event.happened_at,
            driver=driver or "",
            village=village,
            note=event.note,
            lat=event.lat if event.lat is not None else lat,
            lon=event.lon if event.lon is not None else lon,
            measured=event.lat is not None,
        )
        for event, driver, village, lat, lon in rows
    ]
