"""What web tests put into the world: shipments made as the counter makes them, and forms filled in."""

from __future__ import annotations

from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.parties.models import Seller
from logistics.shipments import NewConsignee, NewLine, NewShipment
from logistics.shipments.register import register
from logistics.shipments.writing import Stamp

KEY = "development-only"


def seller_of(world: Database, office: int = 0) -> Seller:
    """The seller of the first or second office."""
    with world.reading() as session:
        return session.scalars(select(Seller).order_by(Seller.id)).all()[office]


def a_registered_parcel(world: Database, office: int = 0, **given: object) -> str:
    """The item number of a parcel of macadamia to Hà Nội, made at that office."""
    seller = seller_of(world, office)
    new = NewShipment(
        seller_code=seller.code,
        consignee=NewConsignee(
            name="Trần Hồng Linh", phone="0974305036", address="Số 329 Hùng Vương", province="", commune="00004"
        ),
        lines=(NewLine(sku="MAC-500", quantity=2),),
        **({"cod_amount_vnd": 350_000} | given),  # type: ignore[arg-type]
    )
    with world.transaction() as session:
        shipment = register(session, new, Stamp(now=clock.now(), item_number_key=KEY))
        return shipment.parcels[0].item_number


def walk_in_form(seller_code: str, **changed: str) -> dict[str, str]:
    """The walk-in form as a clerk fills it in."""
    return {
        "sender-phone": seller_code,
        "seller_code": seller_code,
        "lines-0-sku": "MAC-500",
        "lines-0-quantity": "2",
        "consignee-name": "Trần Thị Bưởi",
        "consignee-phone": "0912 345 678",
        "consignee-commune": "00004",
        "consignee-commune-words": "ba dinh",
        "consignee-address": "Số 5 Hoàng Hoa Thám",
        "cod_amount_vnd": "350.000",
        "service": "standard",
    } | changed
