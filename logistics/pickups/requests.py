"""Pickup requests: everything that is ready at one household, asked to be fetched on one service day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.errors import Conflict, Invalid
from logistics.parties.models import Office
from logistics.pickups.models import PickupParcel, PickupRequest, RequestState
from logistics.pickups.practice import MOUNTAINS, Practice
from logistics.shipments.models import Parcel, Shipment, Status

_WAITING = (Status.READY, Status.PICKUP_ASSIGNED)


def gather(session: Session, office: Office, day: dt.date, *, practice: Practice = MOUNTAINS) -> int:
    """Put every parcel that waits at a seller of the office into that seller's request for the day.

    Returns how many requests are open for the day. What another day's plan in force fetches stays there, and so
    does what a seller asked to be fetched later; parcels that only a draft put elsewhere move here.
    """
    waiting = _waiting_parcels(session, office, day)
    requests = {
        seller_id: _request_of(session, office, seller_id, day, practice)
        for seller_id in {seller_id for _, seller_id in waiting}
    }
    moved = [parcel_id for parcel_id, _ in waiting]
    if moved:
        session.execute(delete(PickupParcel).where(PickupParcel.parcel_id.in_(moved)))
        session.execute(
            insert_new(session, PickupParcel),
            [{"parcel_id": parcel_id, "request_id": requests[seller_id]} for parcel_id, seller_id in waiting],
        )
    return len(open_requests(session, office, day))


def open_requests(session: Session, office: Office, day: dt.date) -> list[PickupRequest]:
    """The office's requests for the day that still have a parcel to be fetched, in the order of sellers."""
    statement = (
        select(PickupRequest)
        .where(
            PickupRequest.office_id == office.id,
            PickupRequest.service_day == day,
            PickupRequest.state == RequestState.OPEN,
            _has_waiting_parcel(),
        )
        .order_by(PickupRequest.seller_id)
    )
    return list(session.scalars(statement))


def ask(session: Session, seller_id: int, office_id: int, day: dt.date, *, window_s: tuple[int, int]) -> PickupRequest:
    """A seller's wish to be visited on a day within a window (seconds of the local day), made or changed.

    Raises Invalid for a day gone by or a window that closes before it opens, Conflict where it is done already.
    """
    start_s, end_s = window_s
    if day < clock.service_day(clock.now()):
        raise Invalid.one("/service_day", "day_gone_by", vi="Ngày này đã qua.", en="This day has gone by.")
    if not 0 <= start_s < end_s <= 24 * 3600:
        raise Invalid.one(
            "/window",
            "window_closes_before_it_opens",
            vi="Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.",
            en="The window must close after it opens, within one day.",
        )
    request = session.scalars(
        select(PickupRequest).where(PickupRequest.seller_id == seller_id, PickupRequest.service_day == day)
    ).first()
    if request is None:
        request = PickupRequest(
            office_id=office_id,
            seller_id=seller_id,
            service_day=day,
            window_start_s=start_s,
            window_end_s=end_s,
            created_at=clock.now(),
        )
        session.add(request)
    elif request.state == RequestState.DONE:
        raise Conflict("request_done", vi="Yêu cầu này đã lấy hàng xong.", en="This request has been fetched.")
    request.window_start_s, request.window_end_s = start_s, end_s
    request.state = RequestState.OPEN
    request.asked_at = clock.now()
    session.flush()
    return request


def cancel(session: Session, request: PickupRequest) -> None:
    """Withdraw a request; its parcels wait for the next day's gathering."""
    if request.state == RequestState.DONE:
        raise Conflict("request_done", vi="Yêu cầu này đã lấy hàng xong.", en="This request has been fetched.")
    request.state = RequestState.CANCELLED
    session.execute(delete(PickupParcel).where(PickupParcel.request_id == request.id))
    session.flush()


def waiting_parcel_ids(session: Session, office: Office, day: dt.date) -> list[int]:
    """What waits at the office's households and may be fetched on the day, whether a request names it yet or not."""
    return [parcel_id for parcel_id, _ in _waiting_parcels(session, office, day)]


def _waiting_parcels(session: Session, office: Office, day: dt.date) -> list[tuple[int, int]]:
    """(parcel, seller) of what waits and may be gathered into the day, in packing order."""
    today = clock.service_day(clock.now())
    in_force = (Parcel.status == Status.PICKUP_ASSIGNED) & (PickupRequest.service_day >= today)
    asked_for_later = PickupRequest.asked_at.is_not(None) & (PickupRequest.service_day > day)
    settled = exists().where(
        PickupParcel.parcel_id == Parcel.id,
        PickupRequest.id == PickupParcel.request_id,
        PickupRequest.service_day != day,
        PickupRequest.state == RequestState.OPEN,
        or_(in_force, asked_for_later),
    )
    statement = (
        select(Parcel.id, Shipment.seller_id)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .where(
            Shipment.office_id == office.id,
            Parcel.status.in_(_WAITING),
            Parcel.voided_at.is_(None),
            ~settled,
        )
        .order_by(Shipment.seller_id, Parcel.id)
    )
    return [(parcel_id, seller_id) for parcel_id, seller_id in session.execute(statement)]


def _request_of(session: Session, office: Office, seller_id: int, day: dt.date, practice: Practice) -> int:
    row = insert_new(session, PickupRequest).values(
        office_id=office.id,
        seller_id=seller_id,
        service_day=day,
        window_start_s=practice.window.start_s,
        window_end_s=practice.window.end_s,
        created_at=clock.now(),
        state=RequestState.OPEN,
        note="",
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["seller_id", "service_day"]))
    request = session.scalars(
        select(PickupRequest).where(PickupRequest.seller_id == seller_id, PickupRequest.service_day == day)
    ).one()
    if request.state == RequestState.DONE:
        # Further goods became ready after today's visit: the same request is open again.
        request.state = RequestState.OPEN
    return request.id


def _has_waiting_parcel() -> ColumnElement[bool]:
    return exists().where(
        PickupParcel.request_id == PickupRequest.id,
        Parcel.id == PickupParcel.parcel_id,
        Parcel.status.in_(_WAITING),
    )
