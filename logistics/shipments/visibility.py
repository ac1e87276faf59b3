"""Who sees which shipments: staff those of their office, sellers their own and their households'."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from logistics.parties.models import Role
from logistics.parties.principal import Principal
from logistics.parties.visibility import rule, within
from logistics.shipments.models import (
    Consignee,
    LabelPrint,
    OwnProfile,
    Parcel,
    PrintJob,
    Sheet,
    Shipment,
    ShipmentLine,
)


@rule(Shipment)
def shipments(principal: Principal) -> ColumnElement[bool]:
    """Staff those of their office, a seller its own and its households'."""
    return within(principal, office=Shipment.office_id, seller=Shipment.seller_id)


@rule(Parcel)
def parcels(principal: Principal) -> ColumnElement[bool]:
    """Those of the shipments one sees; an administrator needs no list of them."""
    if principal.role is Role.ADMINISTRATOR:
        return shipments(principal)
    return Parcel.shipment_id.in_(select(Shipment.id).where(shipments(principal)))


@rule(Consignee)
def consignees(principal: Principal) -> ColumnElement[bool]:
    """Those of the shipments one sees."""
    return Consignee.id.in_(select(Shipment.consignee_id).where(shipments(principal)))


@rule(ShipmentLine)
def lines(principal: Principal) -> ColumnElement[bool]:
    """Those of the parcels one sees."""
    return ShipmentLine.parcel_id.in_(select(Parcel.id).where(parcels(principal)))


@rule(LabelPrint)
def label_prints(principal: Principal) -> ColumnElement[bool]:
    """Those of the parcels one sees."""
    return LabelPrint.parcel_id.in_(select(Parcel.id).where(parcels(principal)))


@rule(PrintJob)
def print_jobs(principal: Principal) -> ColumnElement[bool]:
    """Those for the printer of one's office."""
    return within(principal, office=PrintJob.office_id)


@rule(OwnProfile)
def own_profiles(principal: Principal) -> ColumnElement[bool]:
    """Staff their office's."""
    return within(principal, office=OwnProfile.office_id)


@rule(Sheet)
def sheets(principal: Principal) -> ColumnElement[bool]:
    """Staff those of their office; everybody those they uploaded."""
    return within(principal, office=Sheet.office_id) | (Sheet.created_by_id == principal.user_id)
