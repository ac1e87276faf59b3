"""Who sees which events, custody and bags."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select

from logistics.parties import Principal, rule, visible_to, within
from logistics.parties.models import Role
from logistics.shipments import visibility as _shipments  # noqa: F401  its rules are what ours stand on
from logistics.shipments.models import Parcel, Shipment
from logistics.tracking.models import Bag, Custody, Dispute, HandlingEvent, HolderKind


def concerning(principal: Principal) -> ColumnElement[bool]:
    """The condition on Parcel for whoever handles parcels: those one sees, and those that lie at one's office.

    A parcel of another office in our hands, or missing from a bag that came to us, is ours to look after.
    """
    if principal.office_id is None or principal.role not in (Role.CLERK, Role.DISPATCHER, Role.DRIVER):
        return visible_to(principal, Parcel)
    # Asked parcel by parcel: beside an OR, `IN (SELECT ...)` would list all that the office has ever sent.
    seen = exists().where(Shipment.id == Parcel.shipment_id, visible_to(principal, Shipment))
    held = (Custody.holder == HolderKind.OFFICE) & (Custody.holder_id == principal.office_id)
    if principal.role is Role.DRIVER:
        held |= (Custody.holder == HolderKind.DRIVER) & (Custody.holder_id == principal.user_id)
    in_hand = exists().where(Custody.parcel_id == Parcel.id, held)
    return seen.correlate(Parcel) | in_hand.correlate(Parcel)


@rule(HandlingEvent)
def events(principal: Principal) -> ColumnElement[bool]:
    """Those of the parcels one sees. The scan of a bag is part of the story of the parcels in it."""
    return HandlingEvent.parcel_id.in_(select(Parcel.id).where(visible_to(principal, Parcel)))


@rule(Custody)
def custody(principal: Principal) -> ColumnElement[bool]:
    """That of the parcels one sees."""
    return Custody.parcel_id.in_(select(Parcel.id).where(visible_to(principal, Parcel)))


@rule(Bag)
def bags(principal: Principal) -> ColumnElement[bool]:
    """Staff those that their office made, those that are for it, and those that lie there on their way."""
    ours = within(principal, office=Bag.office_id) | within(principal, office=Bag.destination_office_id)
    if principal.office_id is None or principal.role not in (Role.CLERK, Role.DISPATCHER):
        return ours
    held = (Custody.holder == HolderKind.OFFICE) & (Custody.holder_id == principal.office_id)
    return ours | Bag.id.in_(select(Custody.bag_id).where(held, Custody.bag_id.is_not(None)))


@rule(Dispute)
def disputes(principal: Principal) -> ColumnElement[bool]:
    """Those about the parcels one sees."""
    return Dispute.event_row_id.in_(select(HandlingEvent.id).where(events(principal)))
