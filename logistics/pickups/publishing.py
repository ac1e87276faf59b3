"""Putting a version in force: a switch, told to every parcel it concerns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.errors import Conflict, NotFound
from logistics.parties import Principal
from logistics.parties.models import Vehicle
from logistics.pickups.models import CollectionRoute, PickupParcel, Plan, Publication, Stop, StopParcel
from logistics.pickups.reported import refuse_forgetting
from logistics.shipments.models import Parcel, Status
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record

_NAMESPACE = uuid.UUID("6f1c1c52-5f0e-5d0e-9d3a-0c6f8f2f8a10")
"""Makes the house's own event ids from what they are about, so that saying it twice is one fact."""


def publish(session: Session, plan_id: int, *, fence: int, by: Principal | None) -> Publication:
    """Put the plan in force for its office's day.

    `fence` is the one seen when the plan was looked at (0 where none was in force). Raises Conflict where somebody
    has switched meanwhile, so that of two dispatchers one wins, where the plan would forget what drivers have
    reported of the one in force, and where it drives vehicles that were only supposed; NotFound for an unknown plan.
    """
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise NotFound("plan")
    _refuse_supposed(session, plan)
    former_plan_id = _switch(session, plan, fence, by)
    if former_plan_id:
        refuse_forgetting(session, former_plan_id, plan.id)
    _bind(session, plan.id)
    assigned = _waiting_numbers(session, plan.id)
    released = _waiting_numbers(session, former_plan_id) - assigned if former_plan_id else set()
    now = clock.now()
    events = [
        *_events(EventCode.PICKUP_ASSIGNED, assigned, plan, fence, now),
        *_events(EventCode.PICKUP_UNASSIGNED, released, plan, fence, now),
    ]
    if events:
        record(session, events, Sender(principal=by, device="planning"))
    return session.get_one(Publication, (plan.office_id, plan.service_day), populate_existing=True)


def _switch(session: Session, plan: Plan, fence: int, by: Principal | None) -> int | None:
    """Move the publication from `fence` to the next; the plan that was in force before."""
    values = {
        "plan_id": plan.id,
        "fence": fence + 1,
        "published_at": clock.now(),
        "published_by_id": by.user_id if by else None,
    }
    day = {"office_id": plan.office_id, "service_day": plan.service_day}
    former = session.get(Publication, tuple(day.values()), populate_existing=True)
    former_plan_id = former.plan_id if former else None
    if fence == 0:
        first = insert_new(session, Publication).values(**day, **values).on_conflict_do_nothing()
        won = session.execute(first.returning(Publication.fence)).first()
    else:
        switched = update(Publication).where(
            Publication.office_id == plan.office_id,
            Publication.service_day == plan.service_day,
            Publication.fence == fence,
        )
        won = session.execute(switched.values(**values).returning(Publication.fence)).first()
    if won is None:
        raise Conflict(
            "plan_changed_meanwhile",
            vi="Người khác vừa áp dụng một kế hoạch khác cho ngày này. Hãy xem lại rồi áp dụng.",
            en="Somebody else has just published another plan for this day. Look at it, then publish.",
        )
    return former_plan_id


def _refuse_supposed(session: Session, plan: Plan) -> None:
    """Raises Conflict where a what-if has routes for vehicles that nobody has put into service."""
    if (plan.summary.get("why") or {}).get("kind") != "what_if":
        return
    vehicles = select(Vehicle.plate).where(Vehicle.id.in_([route.vehicle_id for route in plan.routes]))
    supposed = ", ".join(session.scalars(vehicles.where(Vehicle.active.is_(False)).order_by(Vehicle.plate)))
    if supposed:
        raise Conflict(
            "vehicle_only_supposed",
            vi=f"Bản này cho xe {supposed} chạy, nhưng đó chỉ là xe giả định. Có xe thật rồi thì ở trang Xe hãy ghi "
            "biển số, lái xe và đưa xe vào sử dụng, sau đó áp dụng bản này.",
            en=f"This version drives {supposed}, which is only supposed. Once there is a real vehicle, give it its "
            "plate and driver and put it into service on the page of vehicles; then put the version in force.",
        )


def _bind(session: Session, plan_id: int) -> None:
    """Let each parcel wait in the request that this plan fetches, wherever a later draft has put it."""
    wanted = session.execute(
        select(StopParcel.parcel_id, Stop.request_id)
        .join(Stop, Stop.id == StopParcel.stop_id)
        .join(CollectionRoute, CollectionRoute.id == Stop.route_id)
        .where(CollectionRoute.plan_id == plan_id, Stop.from_vehicle_id.is_(None))
    ).all()
    if not wanted:
        return
    session.execute(delete(PickupParcel).where(PickupParcel.parcel_id.in_([parcel_id for parcel_id, _ in wanted])))
    session.execute(
        insert_new(session, PickupParcel),
        [{"parcel_id": parcel_id, "request_id": request_id} for parcel_id, request_id in wanted],
    )


def _waiting_numbers(session: Session, plan_id: int) -> set[str]:
    """Item numbers of the plan's parcels that still wait at their household."""
    statement = (
        select(Parcel.item_number)
        .join(StopParcel, StopParcel.parcel_id == Parcel.id)
        .join(Stop, Stop.id == StopParcel.stop_id)
        .join(CollectionRoute, CollectionRoute.id == Stop.route_id)
        .where(
            CollectionRoute.plan_id == plan_id,
            Parcel.status.in_([Status.READY, Status.PICKUP_ASSIGNED]),
        )
    )
    return set(session.scalars(statement))


def _events(code: EventCode, numbers: Iterable[str], plan: Plan, fence: int, at: dt.datetime) -> list[NewEvent]:
    """One event for all parcels of a switch; its id says which switch it was."""
    parcels = tuple(sorted(numbers))
    if not parcels:
        return []
    event_id = uuid.uuid5(_NAMESPACE, f"{code}:{plan.office_id}:{plan.service_day.isoformat()}:{fence + 1}")
    return [NewEvent(event_id=event_id, code=code, happened_at=at, parcels=parcels, office_id=plan.office_id)]
