"""Take in where households are said to be, and let staff decide where that is doubtful."""

from __future__ import annotations

import uuid
from typing import Any

from geopy.distance import geodesic
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.errors import Conflict, Invalid, NotFound
from logistics.parties.meeting_places import follow
from logistics.parties.models import Seller
from logistics.parties.pins.models import Doubt, HouseholdPin, PinnedPlace
from logistics.parties.pins.plausible import doubt
from logistics.parties.pins.told import Outcome, PinVerdict, Refusal, ToldPin
from logistics.places.meeting_points import add_meeting_point
from logistics.places.pins import move_meeting_point, require_vietnam
from logistics.places.plus_codes import Position

_OTHER_HEIGHT_M = 500
"""Moved farther than this, a household stands at another height: better none than a wrong one."""


def tell(session: Session, told: ToldPin, by_id: int | None, sees: ColumnElement[bool]) -> PinVerdict:
    """The verdict on a pin from the road; a believable one moves the household at once, others wait for staff.

    `sees` is the condition under which the teller may know of a seller. The same event told twice is one pin.
    """
    seller = session.scalar(select(Seller).where(Seller.code == told.seller, sees).with_for_update())
    if seller is None:
        return PinVerdict(told.event_id, Outcome.REJECTED, Refusal.UNKNOWN_HOUSEHOLD)
    known = _known(seller, told.place)
    if known is None:
        return PinVerdict(told.event_id, Outcome.REJECTED, Refusal.NO_MEETING_POINT)
    try:
        require_vietnam(told.to)
    except Invalid:
        return PinVerdict(told.event_id, Outcome.REJECTED, Refusal.OUTSIDE_VIETNAM)
    doubted = doubt(session, seller, told, known)
    row = _row(told, known, doubted) | {"seller_id": seller.id, "by_id": by_id}
    new = insert_new(session, HouseholdPin).values(row).on_conflict_do_nothing().returning(HouseholdPin.id)
    if session.scalar(new) is None:
        return PinVerdict(told.event_id, Outcome.DUPLICATE)
    if doubted:
        return PinVerdict(told.event_id, Outcome.PROPOSED, doubt=doubted)
    _move(session, seller, told.place, told.to, by_id)
    return PinVerdict(told.event_id, Outcome.APPLIED)


def put(session: Session, seller_id: int, to: Position, by_id: int, sees: ColumnElement[bool]) -> Seller:
    """The household with its farm where staff put it on the map. Raises NotFound, or Invalid outside Vietnam."""
    seller = session.scalar(select(Seller).where(Seller.id == seller_id, sees).with_for_update())
    if seller is None:
        raise NotFound("household", vi="Không có hộ này.", en="There is no such household.")
    require_vietnam(to)
    told = ToldPin(
        event_id=uuid.uuid4(), seller=seller.code, place=PinnedPlace.FARM, to=to, pinned_at=clock.now(), tapped=True
    )
    row = _row(told, (seller.lat, seller.lon), None)
    session.add(HouseholdPin(**row, seller_id=seller.id, by_id=by_id))
    _move(session, seller, PinnedPlace.FARM, to, by_id)
    return seller


def decide(session: Session, pin_id: int, by_id: int, sees: ColumnElement[bool], *, accept: bool) -> Seller:
    """The household whose waiting pin is now in force or declined. Raises NotFound, or Conflict if decided before."""
    of = select(HouseholdPin).join(Seller).where(HouseholdPin.id == pin_id, sees)
    pin = session.scalar(of.with_for_update(of=HouseholdPin))
    if pin is None:
        raise NotFound("pin", vi="Không có ghim này.", en="There is no such pin.")
    if pin.accepted is not None:
        raise Conflict("decided", vi="Ghim này đã được quyết định.", en="This pin has been decided on already.")
    seller = session.get_one(Seller, pin.seller_id)
    pin.accepted, pin.decided_at, pin.decided_by_id = accept, clock.now(), by_id
    if accept:
        pin.from_lat, pin.from_lon = _known(seller, pin.place) or (pin.from_lat, pin.from_lon)
        _move(session, seller, pin.place, (pin.to_lat, pin.to_lon), by_id)
    session.flush()
    return seller


def _row(told: ToldPin, known: Position, doubted: Doubt | None) -> dict[str, Any]:
    now = clock.now()
    return {
        "event_id": told.event_id,
        "place": told.place,
        # A phone's clock may run ahead; nothing is seen before it happens.
        "pinned_at": min(told.pinned_at, now),
        "recorded_at": now,
        "from_lat": known[0],
        "from_lon": known[1],
        "to_lat": told.to[0],
        "to_lon": told.to[1],
        "tapped": told.tapped,
        "accuracy_m": told.accuracy_m,
        "device": told.device,
        "doubt": doubted,
        "accepted": None if doubted else True,
    }


def _known(seller: Seller, place: PinnedPlace) -> Position | None:
    if place is PinnedPlace.FARM:
        return seller.lat, seller.lon
    if seller.meeting_lat is None or seller.meeting_lon is None:
        return None
    return seller.meeting_lat, seller.meeting_lon


def _move(session: Session, seller: Seller, place: PinnedPlace, to: Position, by_id: int | None) -> None:
    """Put the household there; a meeting point takes with it all who meet there."""
    here = _known(seller, place)
    if place is PinnedPlace.FARM:
        if geodesic((seller.lat, seller.lon), to).m > _OTHER_HEIGHT_M:
            seller.elevation_m = None
        seller.lat, seller.lon = to
    elif here is not None:
        point = add_meeting_point(session, seller.meeting_point or seller.village, *here, seller.commune_code)
        move_meeting_point(session, point.id, to, clock.now(), by_id)
        follow(session, here, to)
        session.refresh(seller)
    session.flush()
