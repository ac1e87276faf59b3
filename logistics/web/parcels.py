"""One parcel as pages show it, found only where the asker may see it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from logistics.codes import check
from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.shipments.models import Parcel, Shipment
from logistics.web.access import current_principal


def visible_parcel(session: Session, number: str) -> Parcel:
    """The parcel with that item number, its shipment, consignee and lines loaded.

    Raises NotFound for a number that does not exist, and alike for one that the asker may not know of.
    """
    canonical = check(number).canonical or number
    parcel = session.scalar(
        select(Parcel)
        .where(Parcel.item_number == canonical, visible_to(current_principal(), Parcel))
        .options(
            joinedload(Parcel.shipment).joinedload(Shipment.consignee),
            joinedload(Parcel.shipment).selectinload(Shipment.parcels),
            selectinload(Parcel.lines),
        )
    )
    if parcel is None:
        raise NotFound(
            "parcel",
            vi=f"Không có bưu gửi {number[:40]}. Quét lại hoặc so từng số.",
            en=f"There is no parcel {number[:40]}. Scan it again or compare digit by digit.",
        )
    return parcel
