"""A parcel of ours as a carrier needs to know it, gathered from its rows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.carriers.carrier import Consignment
from logistics.carriers.models import HandOver
from logistics.parties.models import Office
from logistics.parties.phones import dialled
from logistics.places import unit
from logistics.shipments.models import Consignee, Parcel, Shipment, ShipmentLine


def consignment_of(session: Session, given: HandOver) -> Consignment:
    """The consignment; the office where it lies sends it, and a shipment's first parcel brings all its cash."""
    parcel, shipment, consignee, office = session.execute(
        select(Parcel, Shipment, Consignee, Office)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Consignee, Consignee.id == Shipment.consignee_id)
        .join(Office, Office.id == given.office_id)
        .where(Parcel.id == given.parcel_id)
    ).one()
    goods = session.execute(
        select(ShipmentLine.description, ShipmentLine.quantity)
        .where(ShipmentLine.parcel_id == given.parcel_id)
        .order_by(ShipmentLine.id)
    )
    here, there = unit(office.commune_code), unit(consignee.commune_code)
    first = parcel.sequence == 1
    return Consignment(
        reference=given.reference,
        from_name=office.name,
        from_phone=dialled(office.phone),
        from_address=f"{office.name}, {here.full_name}, {here.province.name}",
        to_name=consignee.name,
        to_phone=dialled(consignee.phone),
        to_address=consignee.address,
        to_commune=there.full_name,
        to_province=there.province.name,
        goods=tuple((line.description, line.quantity) for line in goods),
        mass_g=parcel.gross_mass_g,
        length_mm=parcel.length_mm,
        width_mm=parcel.width_mm,
        height_mm=parcel.height_mm,
        cod_amount_vnd=shipment.cod_amount_vnd if first else 0,
        goods_value_vnd=shipment.goods_value_vnd if first else 0,
        note=consignee.note,
    )
