"""What a driver has to deliver: to whom, where, and how much cash is due at the door."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from logistics.cod.ledger import balances
from logistics.cod.models import Account
from logistics.places import communes
from logistics.shipments.models import Consignee, Parcel, Shipment, Status
from logistics.tracking.models import Custody, HolderKind

_ON_THE_ROUND = (Status.OUT_FOR_DELIVERY, Status.AT_HUB)
"""In a driver's hands: on the way to the door, or not delivered and to be brought back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One parcel for one door; `of` is how many parcels the shipment has, cash is due with the first of them."""

    item_number: str
    sequence: int
    of: int
    status: Status
    gross_mass_g: int
    name: str
    phone: str
    address: str
    commune: str
    note: str
    cod_due_vnd: int


def to_deliver(session: Session, driver_id: int) -> list[Delivery]:
    """What the driver took out and has not delivered, by commune and address."""
    sibling = aliased(Parcel)
    parcels = select(func.count()).where(sibling.shipment_id == Parcel.shipment_id).scalar_subquery()
    rows = session.execute(
        select(
            *(Parcel.item_number, Parcel.sequence, parcels.label("of"), Parcel.status, Parcel.gross_mass_g),
            *(Parcel.shipment_id, Consignee.name, Consignee.phone, Consignee.address, Consignee.commune_code),
            Consignee.note,
        )
        .join(Custody, Custody.parcel_id == Parcel.id)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Consignee, Consignee.id == Shipment.consignee_id)
        .where(Custody.holder == HolderKind.DRIVER, Custody.holder_id == driver_id, Parcel.status.in_(_ON_THE_ROUND))
        .order_by(Consignee.commune_code, Consignee.address, Parcel.item_number)
    ).all()
    due = balances(session, {row.shipment_id for row in rows})
    return [
        Delivery(
            item_number=row.item_number,
            sequence=row.sequence,
            of=row.of,
            status=row.status,
            gross_mass_g=row.gross_mass_g,
            name=row.name,
            phone=row.phone,
            address=row.address,
            commune=commune.full_name if (commune := communes().get(row.commune_code)) else row.commune_code,
            note=row.note,
            cod_due_vnd=due[row.shipment_id][Account.DUE] if row.sequence == 1 else 0,
        )
        for row in rows
    ]
