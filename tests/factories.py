"""Plain functions that put one believable thing into a session: `a_seller(session, access="motorbike")`."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from sqlalchemy.orm import Session

from logistics.parties.models import Office, Role, Seller, SellerKind, User, Vehicle, VehicleKind
from logistics.shipments.models import Consignee, Parcel, Shipment, ShipmentLine
from logistics.text import fold

NOON = dt.datetime(2025, 11, 5, 5, 0, tzinfo=dt.UTC)
_counter = itertools.count(1)


def _made(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def an_office(session: Session, **given: Any) -> Office:
    """The post office of Tân Phong, in the middle of Lai Châu."""
    n = next(_counter)
    fields = {"code": f"BC{n}", "name": "Bưu cục Tân Phong", "commune_code": "03408", "lat": 22.388, "lon": 103.471}
    return _made(session, Office(**(fields | given)))


def a_user(session: Session, role: Role, **given: Any) -> User:
    """Somebody of that role, without a password."""
    n = next(_counter)
    return _made(session, User(**({"login": f"{role}{n}", "name": f"{role} {n}", "role": role} | given)))


def a_seller(session: Session, office: Office, **given: Any) -> Seller:
    """A household in Bình Lư that a van reaches."""
    n = next(_counter)
    fields: dict[str, Any] = {
        "code": f"LC{n:03}",
        "office_id": office.id,
        "kind": SellerKind.HOUSEHOLD,
        "name": "Giàng Thị Thưởng",
        "contact": "Giàng A Dơ",
        "phone": f"+8486374{n % 10_000:04}",
        "village": "Tam Đường",
        "commune_code": "03390",
        "lat": 22.318,
        "lon": 103.626,
        "elevation_m": 643,
        "access": VehicleKind.VAN,
    } | given
    return _made(session, Seller(**({"name_folded": fold(fields["name"])} | fields)))


def a_vehicle(session: Session, office: Office, kind: VehicleKind = VehicleKind.VAN, **given: Any) -> Vehicle:
    """A vehicle with what its kind usually carries."""
    mass_g, volume_cm3 = {
        VehicleKind.TRUCK: (1_500_000, 8_000_000),
        VehicleKind.VAN: (600_000, 3_000_000),
        VehicleKind.MOTORBIKE: (60_000, 300_000),
    }[kind]
    fields = {"plate": f"25C-{next(_counter):05}", "capacity_mass_g": mass_g, "capacity_volume_cm3": volume_cm3}
    return _made(session, Vehicle(office_id=office.id, kind=kind, **(fields | given)))


def a_shipment(session: Session, seller: Seller, *, parcels: int = 1, **given: Any) -> Shipment:
    """A shipment of tea to Hà Nội with `parcels` parcels that are ready."""
    n = next(_counter)
    consignee = _made(
        session,
        Consignee(
            name="Trần Hồng Linh",
            name_folded="tran hong linh",
            phone="+84974305036",
            address="Số 329 Hùng Vương",
            commune_code="10126",
            province_code="01",
        ),
    )
    fields = {"channel": "counter", "reference": f"R{n}", "created_at": NOON} | given
    shipment = _made(
        session, Shipment(office_id=seller.office_id, seller_id=seller.id, consignee_id=consignee.id, **fields)
    )
    for sequence in range(1, parcels + 1):
        a_parcel(session, shipment, sequence=sequence)
    return shipment


def a_parcel(session: Session, shipment: Shipment, **given: Any) -> Parcel:
    """A ready parcel of 200 g of tea. Its number has the right form but no real check digit."""
    n = next(_counter)
    fields: dict[str, Any] = {
        "sequence": 1,
        "item_number": f"HP{n:012}",
        "profile_code": "tea",
        "profile_version": 1,
        "carton_code": "S",
        "gross_mass_g": 350,
        "chargeable_mass_g": 500,
        "length_mm": 200,
        "width_mm": 150,
        "height_mm": 100,
        "status_at": NOON,
    } | given
    parcel: Parcel = _made(session, Parcel(shipment_id=shipment.id, **fields))
    _made(
        session,
        ShipmentLine(
            parcel_id=parcel.id,
            sku="TEA-200",
            goods="tea",
            description="Trà Shan tuyết 200g",
            quantity=1,
            unit_mass_g=200,
        ),
    )
    return parcel
