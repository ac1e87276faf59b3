"""Reading plans and routes for people, in as many queries as there are tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from logistics.errors import NotFound
from logistics.parties.models import Office, Seller, User, Vehicle
from logistics.pickups.models import CollectionRoute, PickupRequest, PlaceKind, Plan, Publication, Stop, Unserved
from logistics.pickups.reported import dealt_with, told_of
from logistics.pickups.taking_over import FromVehicle, take_overs
from logistics.pickups.told import failures, told_since
from logistics.pickups.view import WAITING, ParcelView, PlanView, RouteView, StopView, UnservedView
from logistics.places.units import unit
from logistics.shipments.models import Parcel, ShipmentLine


def plan_view(session: Session, plan_id: int) -> PlanView:
    """The plan with everything on it. Raises NotFound."""
    plan = session.scalars(
        select(Plan)
        .where(Plan.id == plan_id)
        .options(
            selectinload(Plan.routes).selectinload(CollectionRoute.stops).selectinload(Stop.parcels),
            selectinload(Plan.unserved),
        )
    ).first()
    if plan is None:
        raise NotFound("plan")
    office = session.get_one(Office, plan.office_id)
    publication = session.get(Publication, (plan.office_id, plan.service_day))
    return PlanView(
        id=plan.id,
        office_code=office.code,
        office_name=office.name,
        office_lat=office.lat,
        office_lon=office.lon,
        service_day=plan.service_day,
        version=plan.version,
        created_at=plan.created_at,
        published=publication is not None and publication.plan_id == plan.id,
        fence=publication.fence if publication else 0,
        cost=plan.cost,
        distance_m=plan.distance_m,
        duration_s=plan.duration_s,
        summary=plan.summary,
        routes=route_views(session, plan.routes),
        unserved=_unserved_views(session, plan.unserved),
    )


def published_plan_id(session: Session, office_id: int, service_day: dt.date) -> int | None:
    """The version in force for the office's day, if any."""
    publication = session.get(Publication, (office_id, service_day))
    return publication.plan_id if publication else None


def latest_plan_id(session: Session, office_id: int, service_day: dt.date) -> int | None:
    """The newest version for the office's day, published or not."""
    return session.scalar(
        select(Plan.id)
        .where(Plan.office_id == office_id, Plan.service_day == service_day)
        .order_by(Plan.version.desc())
        .limit(1)
    )


def driver_routes(session: Session, driver_id: int, service_day: dt.date) -> tuple[RouteView, ...]:
    """The driver's published routes of the day, usually one."""
    routes = session.scalars(
        select(CollectionRoute)
        .join(Publication, Publication.plan_id == CollectionRoute.plan_id)
        .where(CollectionRoute.driver_id == driver_id, Publication.service_day == service_day)
        .order_by(CollectionRoute.departs_at)
        .options(selectinload(CollectionRoute.stops).selectinload(Stop.parcels))
    ).all()
    return route_views(session, routes)


def route_views(session: Session, routes: Sequence[CollectionRoute]) -> tuple[RouteView, ...]:
    """The routes with their people and parcels, in as many queries as there are tables."""
    stops = [stop for route in routes for stop in route.stops]
    sellers = _sellers(session, [stop.request_id for stop in stops])
    parcels = _parcels(session, [link.parcel_id for stop in stops for link in stop.parcels])
    failed = failures(session, list(parcels), since=told_since(session, routes))
    told = _Told(dealt_with(told_of(session, routes)), failed, take_overs(session, routes))
    vehicles = {v.id: v for v in session.scalars(select(Vehicle).where(Vehicle.id.in_([r.vehicle_id for r in routes])))}
    drivers = {u.id: u for u in session.scalars(select(User).where(User.id.in_([r.driver_id for r in routes])))}
    return tuple(
        _route_view(
            route,
            vehicles[route.vehicle_id],
            drivers.get(route.driver_id or 0),
            tuple(_stop_view(stop, sellers[stop.request_id], parcels, told) for stop in route.stops),
        )
        for route in routes
    )


def _route_view(
    route: CollectionRoute, vehicle: Vehicle, driver: User | None, stops: tuple[StopView, ...]
) -> RouteView:
    return RouteView(
        id=route.id,
        sequence=route.sequence,
        vehicle_id=vehicle.id,
        vehicle_plate=vehicle.plate,
        vehicle_kind=route.vehicle_kind.value,
        capacity_mass_g=vehicle.capacity_mass_g,
        capacity_volume_cm3=vehicle.capacity_volume_cm3,
        driver=driver.name if driver else "",
        driver_phone=driver.phone if driver else "",
        departs_at=route.departs_at,
        returns_at=route.returns_at,
        distance_m=route.distance_m,
        duration_s=route.duration_s,
        mass_g=route.mass_g,
        volume_cm3=route.volume_cm3,
        stops=stops,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What drivers have told: when last, by stop; why not, by parcel; and of broken vehicles, by stop."""

    at: Mapping[int, dt.datetime]
    failed: Mapping[int, str]
    take_overs: Mapping[int, FromVehicle]


def _stop_view(stop: Stop, seller: Seller, parcels: Mapping[int, ParcelView], told: _Told) -> StopView:
    broken = told.take_overs.get(stop.id)
    loaded = tuple(parcels[link.parcel_id] for link in sorted(stop.parcels, key=lambda link: link.parcel_id))
    if broken:
        loaded = tuple(replace(parcel, waiting=parcel.id in broken.waiting) for parcel in loaded)
    reasons = [told.failed[parcel.id] for parcel in loaded if parcel.id in told.failed and parcel.status in WAITING]
    place = {PlaceKind.FARM: seller.village, PlaceKind.MEETING_POINT: seller.meeting_point}
    return StopView(
        id=stop.id,
        request_id=stop.request_id,
        sequence=stop.sequence,
        trip=stop.trip,
        place=stop.place.value,
        place_name=broken.near if broken else place[stop.place],
        seller_code=seller.code,
        seller_name=seller.name,
        contact=broken.driver if broken and broken.driver else seller.contact,
        phone=broken.phone if broken and broken.phone else seller.phone,
        village=seller.village,
        commune=commune_name(seller.commune_code),
        lat=stop.lat,
        lon=stop.lon,
        arrives_at=stop.arrives_at,
        departs_at=stop.departs_at,
        leg_distance_m=stop.leg_distance_m,
        leg_duration_s=stop.leg_duration_s,
        leg_quality=stop.leg_quality,
        leg_band=stop.leg_band,
        parcels=loaded,
        failed_reason=reasons[-1] if reasons else "",
        taken_from=broken.plate if broken else "",
        dealt_at=told.at.get(stop.id),
    )


def _unserved_views(session: Session, rows: Sequence[Unserved]) -> tuple[UnservedView, ...]:
    sellers = _sellers(session, [row.request_id for row in rows])
    return tuple(
        UnservedView(
            request_id=row.request_id,
            seller_code=sellers[row.request_id].code,
            seller_name=sellers[row.request_id].name,
            village=sellers[row.request_id].village,
            commune=commune_name(sellers[row.request_id].commune_code),
            access=sellers[row.request_id].access.value,
            lat=sellers[row.request_id].lat,
            lon=sellers[row.request_id].lon,
            reasons=tuple(row.reasons),
        )
        for row in rows
    )


def commune_name(code: str) -> str:
    """The commune's full name, or its code where the register does not know it."""
    try:
        return unit(code).full_name
    except NotFound:
        return code


def _sellers(session: Session, request_ids: Sequence[int]) -> dict[int, Seller]:
    rows = session.execute(
        select(PickupRequest.id, Seller)
        .join(Seller, Seller.id == PickupRequest.seller_id)
        .where(PickupRequest.id.in_(request_ids))
    )
    return dict(rows.all())


def _parcels(session: Session, parcel_ids: Sequence[int]) -> dict[int, ParcelView]:
    lines: dict[int, list[str]] = {}
    for parcel_id, quantity, description in session.execute(
        select(ShipmentLine.parcel_id, ShipmentLine.quantity, ShipmentLine.description)
        .where(ShipmentLine.parcel_id.in_(parcel_ids))
        .order_by(ShipmentLine.id)
    ):
        lines.setdefault(parcel_id, []).append(f"{quantity} × {description}")
    return {
        parcel.id: ParcelView(
            id=parcel.id,
            item_number=parcel.item_number,
            contents=", ".join(lines.get(parcel.id, [])),
            gross_mass_g=parcel.gross_mass_g,
            status=parcel.status,
            waiting=parcel.status in WAITING,
        )
        for parcel in session.scalars(select(Parcel).where(Parcel.id.in_(parcel_ids)))
    }
