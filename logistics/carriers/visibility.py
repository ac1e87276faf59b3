"""Who sees hand-overs: whoever sees the parcel."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from logistics.carriers.models import HandOver
from logistics.parties import Principal, rule, visible_to
from logistics.shipments import visibility as _shipments  # noqa: F401  its rule is what ours stands on
from logistics.shipments.models import Parcel


@rule(HandOver)
def hand_overs(principal: Principal) -> ColumnElement[bool]:
    """Those of the parcels one sees."""
    return HandOver.parcel_id.in_(select(Parcel.id).where(visible_to(principal, Parcel)))
