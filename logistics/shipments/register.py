"""Making one shipment: the walk-in at the counter and the API."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from logistics.errors import Invalid
from logistics.shipments.check import check
from logistics.shipments.differing import refuse_other_content
from logistics.shipments.faults import Faults
from logistics.shipments.known import known_shipments
from logistics.shipments.models import Shipment
from logistics.shipments.new import NewShipment
from logistics.shipments.numbers import wait_for_turn
from logistics.shipments.own_profiles import Packers
from logistics.shipments.rules import directory
from logistics.shipments.writing import PackedShipment, Stamp, packed, write


@dataclass(frozen=True, slots=True)
class Registered:
    """Which shipment it is, and whether it was made now."""

    shipment_id: int
    made: bool


def register(session: Session, new: NewShipment, stamp: Stamp) -> Shipment:
    """The shipment that `registered` tells of."""
    return session.get_one(Shipment, registered(session, new, stamp).shipment_id)


def registered(session: Session, new: NewShipment, stamp: Stamp) -> Registered:
    """The shipment, checked, packed and numbered; the one made before where its natural key is known.

    Raises Invalid with every fault at its JSON pointer ("/consignee/phone", "/lines/0/sku"), and Conflict where the
    known one has other content.
    """
    shipment = prepare(session, new)
    sender = shipment.checked.sender
    if new.reference:
        wait_for_turn(session)
        key = (sender.seller_id, new.reference)
        if shipment_id := known_shipments(session, new.channel, [key]).get(key):
            refuse_other_content(session, shipment_id, shipment.checked)
            return Registered(shipment_id, made=False)
    (shipment_id,) = write(session, [shipment], stamp)
    return Registered(shipment_id, made=True)


def prepare(session: Session, new: NewShipment) -> PackedShipment:
    """The shipment as it would be made, in cartons, with nothing stored: what the counter shows before saving.

    Raises Invalid as `register` does.
    """
    faults = Faults()
    checked = check(new, directory(session, [new]), faults)
    if checked is None:
        raise Invalid(tuple(faults))
    return packed(checked, Packers(session).of(checked.sender.office_id))
