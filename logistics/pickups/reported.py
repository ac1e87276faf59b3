"""What drivers have told of the plan in force: no other plan of that day may forget it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from logistics.errors import Conflict
from logistics.pickups.models import CollectionRoute, Publication, Stop
from logistics.pickups.taking_over import first_fetched, still_to_take_over
from logistics.pickups.told import told_since
from logistics.pickups.view import WAITING
from logistics.shipments.models import Parcel
from logistics.tracking.models import EventCode, HandlingEvent

Held = frozenset[tuple[int, int]]
"""Pairs of a vehicle's and a parcel's id: who was to fetch what."""


def last_told(session: Session, routes: Sequence[CollectionRoute]) -> dict[int, dt.datetime]:
    """By parcel of the routes: when it was last said to be collected, or not to be had, and not taken back.

    What has left its household has been collected, even by a phone whose clock was slow when the day was planned.
    """
    ids = [link.parcel_id for route in routes for stop in route.stops for link in stop.parcels]
    later = aliased(HandlingEvent)
    annulled = exists().where(later.parcel_id == HandlingEvent.parcel_id, later.annuls == HandlingEvent.event_id)
    rows = session.execute(
        select(HandlingEvent.parcel_id, func.max(HandlingEvent.happened_at))
        .join(Parcel, Parcel.id == HandlingEvent.parcel_id)
        .where(
            HandlingEvent.parcel_id.in_(ids),
            HandlingEvent.code.in_([EventCode.COLLECTED, EventCode.PICKUP_FAILED]),
            ~annulled,
            or_(
                HandlingEvent.happened_at >= told_since(session, routes),
                (HandlingEvent.code == EventCode.COLLECTED) & Parcel.status.not_in(WAITING),
            ),
        )
        .group_by(HandlingEvent.parcel_id)
    )
    return {parcel_id: at for parcel_id, at in rows if parcel_id is not None}


def told_of(session: Session, routes: Sequence[CollectionRoute]) -> dict[tuple[int, int], dt.datetime]:
    """By stop and parcel of the routes: when it was last told there that it was fetched, taken over, or not to be had.

    A parcel on a broken vehicle was fetched, but not yet by the route that is to take it over; once it is, its
    household was visited when it was first fetched.
    """
    stops = [stop for route in routes for stop in route.stops]
    last, open_ = last_told(session, routes), still_to_take_over(session, routes)
    passed_on = {link.parcel_id for stop in stops if stop.from_vehicle_id is not None for link in stop.parcels}
    first = first_fetched(session, passed_on) if passed_on else {}
    told = {}
    for stop in stops:
        for number in (link.parcel_id for link in stop.parcels):
            if number in last and (stop.id, number) not in open_:
                at_home = stop.from_vehicle_id is None and number in first
                told[stop.id, number] = first[number] if at_home else last[number]
    return told


def dealt_with(told: Mapping[tuple[int, int], dt.datetime]) -> dict[int, dt.datetime]:
    """By stop: when the last of what was told of its parcels (`told_of`) was."""
    last: dict[int, dt.datetime] = {}
    for (stop_id, _), at in told.items():
        last[stop_id] = max(at, last.get(stop_id, at))
    return last


def is_under_way(session: Session, office_id: int, service_day: dt.date) -> bool:
    """Whether drivers have reported anything of the plan in force for the office's day."""
    publication = session.get(Publication, (office_id, service_day))
    return publication is not None and bool(last_told(session, _routes(session, publication.plan_id)))


def refuse_under_way(session: Session, office_id: int, service_day: dt.date) -> None:
    """Raises Conflict for a day under way: planning it anew would forget what drivers have reported."""
    if is_under_way(session, office_id, service_day):
        raise _day_under_way()


def refuse_forgetting(session: Session, former_plan_id: int, plan_id: int) -> None:
    """Raises Conflict where the plan does not leave with its vehicle what was reported of the former one."""
    former = _routes(session, former_plan_id)
    told = told_of(session, former)
    vehicle_of = {stop.id: route.vehicle_id for route in former for stop in route.stops}
    reported = {(vehicle_of[stop_id], parcel_id) for stop_id, parcel_id in told}
    if not reported <= _held(_routes(session, plan_id)):
        raise _day_under_way()


def _routes(session: Session, plan_id: int) -> Sequence[CollectionRoute]:
    return session.scalars(
        select(CollectionRoute)
        .where(CollectionRoute.plan_id == plan_id)
        .options(selectinload(CollectionRoute.stops).selectinload(Stop.parcels))
    ).all()


def _held(routes: Sequence[CollectionRoute]) -> Held:
    return frozenset(
        (route.vehicle_id, link.parcel_id) for route in routes for stop in route.stops for link in stop.parcels
    )


def _day_under_way() -> Conflict:
    return Conflict(
        "day_under_way",
        vi="Tài xế đã báo kết quả ở một số điểm của ngày này; kế hoạch lập từ đầu sẽ làm mất những điểm đó. "
        "Hãy dùng “Xem sẽ đổi những gì” trên trang Tuyến lấy hàng.",
        en="Drivers have reported stops of this day, and a plan made anew would lose them. "
        "Use “Show what would change” on the page of the collection routes.",
    )
