"""A stored route as the paper sheet that a driver takes along."""

from __future__ import annotations

from typing import BinaryIO, assert_never

from sqlalchemy.orm import Session

from logistics import clock
from logistics.labels.document_content import RouteSheetContent, RouteSheetStop
from logistics.labels.documents.route_sheet import write_route_sheet as write_pdf
from logistics.parties.models import Office
from logistics.parties.phones import spoken
from logistics.pickups import look_up
from logistics.pickups.models import CollectionRoute, Plan
from logistics.pickups.view import Outcome, RouteView, StopView
from logistics.tracking.reasons import PICKUP

_KIND = {"truck": "Xe tải", "van": "Xe van", "motorbike": "Xe máy"}


def write_route_sheet(session: Session, route: CollectionRoute, stream: BinaryIO) -> int:
    """Write the route's sheet as a PDF; returns how many pages."""
    return write_pdf(route_sheet(session, route), stream)


def route_sheet(session: Session, route: CollectionRoute) -> RouteSheetContent:
    """The route in the words of the sheet."""
    plan = session.get_one(Plan, route.plan_id)
    office = session.get_one(Office, plan.office_id)
    (view,) = look_up.route_views(session, [route])
    return RouteSheetContent(
        route=f"Tuyến {view.sequence}",
        plan_code=f"{office.code}-{plan.service_day:%d%m}-v{plan.version}",
        service_day=plan.service_day,
        office=office.name,
        vehicle=f"{_KIND[view.vehicle_kind]} {view.vehicle_plate}",
        driver=view.driver,
        driver_phone=spoken(view.driver_phone),
        emergency_phone=spoken(office.phone),
        departs=f"{clock.local(view.departs_at):%H:%M}",
        returns=f"{clock.local(view.returns_at):%H:%M}",
        distance_m=view.distance_m,
        stops=tuple(_stop(stop) for stop in view.stops),
        warnings=_warnings(view),
    )


def _stop(stop: StopView) -> RouteSheetStop:
    landmark = stop.place_name if stop.place == "meeting_point" else ""
    if stop.taken_from:
        landmark = f"Nhận lại từ xe {stop.taken_from} hỏng gần {stop.place_name}"
    return RouteSheetStop(
        code=f"{stop.seller_code}/{stop.request_id}",
        arrival=f"{clock.local(stop.arrives_at):%H:%M}",
        place=f"{stop.village}, {stop.commune}",
        landmark=landmark,
        people=((stop.contact, spoken(stop.phone)),),
        parcels=len(stop.parcels),
        mass_g=sum(parcel.gross_mass_g for parcel in stop.parcels),
        note=f"Chuyến {stop.trip}" if stop.trip > 1 else "",
        outcome=_outcome(stop),
    )


def _outcome(stop: StopView) -> str:
    """What was done at the stop and when; "" while nothing was told of it."""
    if stop.dealt_at is None:
        return ""
    at = f"{clock.local(stop.dealt_at):%H:%M}"
    match stop.outcome:
        case Outcome.COLLECTED:
            return f"Đã {'nhận lại' if stop.taken_from else 'lấy'} đủ {len(stop.parcels)} kiện lúc {at}"
        case Outcome.PARTLY:
            return f"Đã lấy {stop.collected}/{len(stop.parcels)} kiện lúc {at}"
        case Outcome.FAILED:
            taken = f"lấy {stop.collected}/{len(stop.parcels)} kiện, " if stop.collected else ""
            why = PICKUP[stop.failed_reason].text.vi if stop.failed_reason in PICKUP else stop.failed_reason
            return f"Lúc {at}: {taken}không lấy được: {why}"
        case Outcome.OPEN:
            return ""
        case _:
            assert_never(stop.outcome)


def _warnings(view: RouteView) -> tuple[str, ...]:
    """What the driver should know before setting out."""
    warnings = []
    if any(stop.leg_quality in ("estimate", "anchor") for stop in view.stops):
        warnings.append("Một số chặng chỉ là ước tính: giờ đến có thể chênh.")
    if view.trips > 1:
        warnings.append(f"Về bưu cục dỡ hàng giữa các chuyến: tất cả {view.trips} chuyến.")
    return tuple(warnings)
