"""Where a sender was known to be fetched, before whoever tells of a visit there moved the place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.parties.models import Seller
from logistics.parties.pins.models import HouseholdPin, PinnedPlace
from logistics.shipments.models import Parcel, Shipment
from logistics.tracking.models import EventCode, HandlingEvent

Point = tuple[float, float]

_OWN_PIN_D = 1
"""So many days before a visit, and ever after, a driver's own pin is no witness to it."""


def known_places(session: Session, events: Sequence[HandlingEvent]) -> Mapping[int, list[Point]]:
    """The farm and the meeting point behind each failed pickup that tells a position, by the event's row.

    A recipient's door is on no map of ours: other events have none.
    """
    asked = [event for event in events if event.code is EventCode.PICKUP_FAILED and event.lat is not None]
    sellers = _sellers(session, {event.parcel_id for event in asked if event.parcel_id is not None})
    pins = _pins(session, {seller.id for seller in sellers.values()})
    return {event.id: _known(sellers[event.parcel_id], event, pins) for event in asked if event.parcel_id in sellers}


def _sellers(session: Session, parcels: Collection[int]) -> Mapping[int | None, Seller]:
    if not parcels:
        return {}
    rows = session.execute(
        select(Parcel.id, Seller)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Seller, Seller.id == Shipment.seller_id)
        .where(Parcel.id.in_(parcels))
    )
    return {row.id: row.Seller for row in rows}


def _pins(session: Session, sellers: Collection[int]) -> Sequence[HouseholdPin]:
    """The pins that moved these households, oldest first."""
    if not sellers:
        return []
    moved = HouseholdPin.seller_id.in_(sellers), HouseholdPin.accepted.is_(True)
    return session.scalars(select(HouseholdPin).where(*moved).order_by(HouseholdPin.id)).all()


def _known(seller: Seller, event: HandlingEvent, pins: Sequence[HouseholdPin]) -> list[Point]:
    farm = _before_own(PinnedPlace.FARM, (seller.lat, seller.lon), event, pins, seller.id)
    if seller.meeting_lat is None or seller.meeting_lon is None:
        return [farm]
    meeting = (seller.meeting_lat, seller.meeting_lon)
    return [farm, _before_own(PinnedPlace.MEETING_POINT, meeting, event, pins, seller.id)]


def _before_own(
    place: PinnedPlace, now: Point, event: HandlingEvent, pins: Sequence[HouseholdPin], seller_id: int
) -> Point:
    """The place without what the teller moved at once and nobody else has confirmed since."""
    since = event.happened_at - dt.timedelta(days=_OWN_PIN_D)
    for pin in reversed([pin for pin in pins if (pin.seller_id, pin.place) == (seller_id, place)]):
        own = pin.by_id is not None and pin.by_id == event.actor_id and pin.doubt is None
        if not own or pin.recorded_at < since:
            break
        now = (pin.from_lat, pin.from_lon)
    return now
