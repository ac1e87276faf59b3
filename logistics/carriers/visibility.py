"""Who sees hand-overs: whoever sees the parcel, and the office that handed it over."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from logistics.carriers.models import HandOver
from logistics.parties import Principal, rule, visible_to, within
from logistics.shipments import visibility as _shipments  # noqa: F401  its rule is what ours stands on
from logistics.shipments.models import Parcel


@rule(HandOver)
def hand_overs(principal: Principal) -> ColumnElement[bool]:
    """Those of the parcels one sees, and those that one's office made."""
    of_parcels = HandOver.parcel_id.in_(select(Parcel.id).where(visible_to(principal, Parcel)))
    return of_parcels | within(principal, office=HandOver.office_id)
