"""What a recipient may read once they have shown that the parcel is theirs: names, address, amount, every step."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.parties.models import Office, Seller
from logistics.shipments.models import Consignee, Parcel, Shipment, ShipmentLine
from logistics.tracking.models import EventCode
from logistics.tracking.story import full_story


@dataclass(frozen=True, slots=True)
class Step:
    """One event that counts: what, when, at which office."""

    code: EventCode
    at: dt.datetime
    office: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The parcel as its recipient reads it; the office is whom to call."""

    consignee: str
    address: str
    commune_code: str
    seller: str
    goods: tuple[tuple[int, str], ...]
    gross_mass_g: int
    cod_amount_vnd: int
    office: str
    office_phone: str
    steps: tuple[Step, ...]

    @property
    def etag(self) -> str:
        """A value that changes with anything shown."""
        return hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()


def detail(session: Session, item_number: str) -> Detail | None:
    """The detail behind the number, steps from the newest to the oldest; None where there is no such parcel."""
    row = session.execute(
        select(Parcel, Shipment, Consignee, Seller.name, Office.name, Office.phone)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Consignee, Consignee.id == Shipment.consignee_id)
        .join(Seller, Seller.id == Shipment.seller_id)
        .join(Office, Office.id == Shipment.office_id)
        .where(Parcel.item_number == item_number)
    ).first()
    if row is None:
        return None
    parcel, shipment, consignee, seller, office, phone = row
    lines = session.scalars(select(ShipmentLine).where(ShipmentLine.parcel_id == parcel.id).order_by(ShipmentLine.id))
    counted = [line for line in full_story(session, parcel.id) if line.status is not None and not line.annulled]
    return Detail(
        consignee=consignee.name,
        address=consignee.address,
        commune_code=consignee.commune_code,
        seller=seller,
        goods=tuple((line.quantity, line.description) for line in lines),
        gross_mass_g=parcel.gross_mass_g,
        # Cash is collected once: with the first parcel of a shipment, as its label says.
        cod_amount_vnd=shipment.cod_amount_vnd if parcel.sequence == 1 else 0,
        office=office,
        office_phone=phone,
        steps=tuple(Step(line.code, line.happened_at, line.office) for line in reversed(counted)),
    )
