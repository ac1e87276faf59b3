"""What has happened since a plan was put in force that the plan does not know of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.parties.models import Office, Seller, Vehicle
from logistics.pickups import requests
from logistics.pickups.breakdowns import broken_down
from logistics.pickups.flagging import Touched, touched_routes
from logistics.pickups.models import CollectionRoute, PickupRequest, RequestState, Stop, StopParcel, Unserved
from logistics.pickups.view import Outcome, ParcelView, PlanView, RouteView, StopView
from logistics.shipments.models import Parcel, Shipment, Status


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A household with parcels that no route of the plan fetches and that the plan does not name as left out.

    `planned` where a route visits it for others of its parcels.
    """

    seller_code: str
    seller_name: str
    village: str
    parcels: int
    planned: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What the plan in force does not know of yet; `broken` have open stops, or a load that nobody takes over."""

    newcomers: tuple[Newcomer, ...]
    cancelled: tuple[StopView, ...]
    broken: tuple[RouteView, ...]
    touched: tuple[Touched, ...]

    def __bool__(self) -> bool:
        return bool(self.newcomers or self.cancelled or self.broken or self.touched)


def changes(session: Session, office: Office, plan: PlanView) -> Changes:
    """What has changed since the plan, of the office's day, was made."""
    broken = broken_down(session, office.id, plan.service_day)
    plates = set(session.scalars(select(Vehicle.plate).where(Vehicle.id.in_(broken))))
    return Changes(
        newcomers=tuple(_newcomers(session, office, plan)),
        cancelled=tuple(_cancelled(session, plan)),
        broken=tuple(
            route
            for route in plan.routes
            if route.vehicle_plate in plates and (_open_stops(route) or load_of(plan, route).forgotten)
        ),
        touched=tuple(touched_routes(session, plan_id=plan.id)),
    )


def _newcomers(session: Session, office: Office, plan: PlanView) -> list[Newcomer]:
    on_a_route = (
        select(StopParcel.parcel_id)
        .join(Stop, Stop.id == StopParcel.stop_id)
        .join(CollectionRoute, CollectionRoute.id == Stop.route_id)
        .where(CollectionRoute.plan_id == plan.id)
    )
    left_out = (
        select(PickupRequest.seller_id)
        .join(Unserved, Unserved.request_id == PickupRequest.id)
        .where(Unserved.plan_id == plan.id)
    )
    rows = session.execute(
        select(Seller.code, Seller.name, Seller.village, func.count(Parcel.id))
        .join(Shipment, Shipment.seller_id == Seller.id)
        .join(Parcel, Parcel.shipment_id == Shipment.id)
        .where(
            Parcel.id.in_(requests.waiting_parcel_ids(session, office, plan.service_day)),
            Parcel.id.not_in(on_a_route),
            Seller.id.not_in(left_out),
        )
        .group_by(Seller.id, Seller.code, Seller.name, Seller.village)
        .order_by(Seller.name)
    )
    visited = {stop.seller_code for route in plan.routes for stop in route.stops}
    return [Newcomer(code, name, village, parcels, code in visited) for code, name, village, parcels in rows]


def _cancelled(session: Session, plan: PlanView) -> list[StopView]:
    open_stops = [stop for route in plan.routes for stop in _open_stops(route) if not stop.taken_from]
    cancelled = set(
        session.scalars(
            select(PickupRequest.id).where(
                PickupRequest.id.in_([stop.request_id for stop in open_stops]),
                PickupRequest.state == RequestState.CANCELLED,
            )
        )
    )
    return [stop for stop in open_stops if stop.request_id in cancelled]


@dataclass(frozen=True, slots=True)
class Load:
    """What a vehicle has on board: how many parcels nobody comes for, and the stops at which others take over.

    Parcels that the plan names as left out, with the reason, are not forgotten.
    """

    forgotten: int
    takers: tuple[tuple[RouteView, StopView], ...]


def load_of(plan: PlanView, route: RouteView) -> Load:
    """What the route's vehicle has on board, and who comes for it by the plan."""
    stops = [(taker, stop) for taker in plan.routes for stop in taker.stops if stop.taken_from == route.vehicle_plate]
    given = {parcel.id for _, stop in stops for parcel in stop.parcels}
    left_out = {left.request_id for left in plan.unserved}
    loads = [_on_board(stop) for stop in route.stops if stop.request_id not in left_out]
    first = {taker.id: (taker, stop) for taker, stop in reversed(stops) if stop.outcome is Outcome.OPEN}
    return Load(sum(parcel.id not in given for load in loads for parcel in load), tuple(first.values()))


def _on_board(stop: StopView) -> list[ParcelView]:
    """What was fetched or taken over at the stop and has not come to an office."""
    return [parcel for parcel in stop.parcels if not parcel.waiting and parcel.status is Status.COLLECTED]


def _open_stops(route: RouteView) -> Sequence[StopView]:
    return [stop for stop in route.stops if stop.outcome in (Outcome.OPEN, Outcome.PARTLY)]
