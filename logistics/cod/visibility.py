"""Who sees which movements of money."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from logistics.cod.models import CashUp, CodEntry
from logistics.parties import Principal, rule, visible_to, within
from logistics.parties.models import Role
from logistics.shipments import visibility as _shipments  # noqa: F401  its rules are what ours stand on
from logistics.shipments.models import Shipment


@rule(CodEntry)
def entries(principal: Principal) -> ColumnElement[bool]:
    """Those of the shipments one sees; a driver only the cash in their own hands."""
    if principal.role is Role.DRIVER:
        return CodEntry.driver_id == principal.user_id
    return CodEntry.shipment_id.in_(select(Shipment.id).where(visible_to(principal, Shipment)))


@rule(CashUp)
def cash_ups(principal: Principal) -> ColumnElement[bool]:
    """Staff their office's; a driver their own."""
    if principal.role is Role.DRIVER:
        return CashUp.driver_id == principal.user_id
    return within(principal, office=CashUp.office_id)
