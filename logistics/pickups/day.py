"""An office's day as planning sees it: read in one short transaction, then used without the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid
from logistics.parties.models import Office, Seller, Vehicle
from logistics.parties.which_office import office_of_code
from logistics.pickups import requests
from logistics.pickups.breakdowns import broken_down
from logistics.pickups.models import PickupParcel, PickupRequest
from logistics.shipments.models import Parcel, Status

FARTHEST = dt.timedelta(days=14)
"""How far ahead a day may be planned."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One parcel to be fetched."""

    parcel_id: int
    mass_g: int
    volume_cm3: int
    perishable: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One request with its household and what waits there."""

    request: PickupRequest
    seller: Seller
    parcels: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that planning one office's service day needs."""

    office: Office
    service_day: dt.date
    vehicles: tuple[Vehicle, ...]
    calls: tuple[Call, ...]
    broken: Mapping[int, dt.datetime] = field(default_factory=dict)
    """By vehicle: since when it is out of service."""


def read(session: Session, office_code: str, service_day: dt.date) -> Day:
    """The office's day, after gathering what is ready.

    Raises NotFound for an unknown office; Invalid where there is nothing to fetch or no vehicle to fetch it with.
    """
    day = look(session, office_of_code(session, office_code), service_day)
    office, calls = day.office, day.calls
    vehicles = tuple(vehicle for vehicle in day.vehicles if vehicle.id not in day.broken)
    if not calls:
        raise Invalid.one(
            "/service_day",
            "nothing_to_fetch",
            vi=f"Không có yêu cầu lấy hàng nào của {office.name} cho ngày {service_day:%d/%m/%Y}. Hãy nhập đơn trước.",
            en=f"{office.code} has nothing to fetch on {service_day.isoformat()}. Import or register shipments first.",
        )
    if not vehicles:
        raise Invalid.one(
            "/vehicles",
            "no_vehicle",
            vi=f"{office.name} không có xe nào đang hoạt động. Hãy thêm xe ở trang quản trị.",
            en=f"{office.code} has no active vehicle. Add one on the administration page.",
        )
    return replace(day, vehicles=vehicles)


def look(session: Session, office: Office, service_day: dt.date) -> Day:
    """The office's day as it stands, with all its active vehicles, after gathering what is ready; it may be empty.

    Raises Invalid for a day too far ahead.
    """
    refuse_far_days(service_day)
    requests.gather(session, office, service_day)
    vehicles = session.scalars(
        select(Vehicle).where(Vehicle.office_id == office.id, Vehicle.active).order_by(Vehicle.kind, Vehicle.id)
    ).all()
    broken = broken_down(session, office.id, service_day)
    return Day(office, service_day, tuple(vehicles), _calls(session, office, service_day), broken)


def refuse_far_days(service_day: dt.date) -> None:
    """Raises Invalid for a day more than two weeks ahead: a slip of the pen would put every parcel off till then."""
    if service_day > clock.service_day(clock.now()) + FARTHEST:
        raise Invalid.one(
            "/service_day",
            "too_far_ahead",
            vi=f"Chỉ lập tuyến trước tối đa {FARTHEST.days} ngày.",
            en=f"Routes are planned at most {FARTHEST.days} days ahead.",
        )


def _calls(session: Session, office: Office, service_day: dt.date) -> tuple[Call, ...]:
    opened = requests.open_requests(session, office, service_day)
    sellers = {
        seller.id: seller
        for seller in session.scalars(select(Seller).where(Seller.id.in_([r.seller_id for r in opened])))
    }
    waiting: dict[int, list[Waiting]] = {request.id: [] for request in opened}
    rows = session.execute(
        select(PickupParcel.request_id, Parcel)
        .join(Parcel, Parcel.id == PickupParcel.parcel_id)
        .where(
            PickupParcel.request_id.in_(waiting.keys()),
            Parcel.status.in_([Status.READY, Status.PICKUP_ASSIGNED]),
        )
        .order_by(Parcel.id)
    )
    for request_id, parcel in rows:
        waiting[request_id].append(waiting_of(parcel))
    return tuple(Call(request, sellers[request.seller_id], tuple(waiting[request.id])) for request in opened)


def waiting_of(parcel: Parcel) -> Waiting:
    """The parcel as planning sees it."""
    # Up, not off: what is carried is at least this large.
    volume_cm3 = -(-parcel.length_mm * parcel.width_mm * parcel.height_mm // 1000)
    return Waiting(parcel.id, parcel.gross_mass_g, volume_cm3, "perishable" in parcel.marks)
