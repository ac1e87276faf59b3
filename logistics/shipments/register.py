"""Making one shipment: the walk-in at the counter and the API."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from logistics.errors import Invalid, Problem
from logistics.shipments.check import check
from logistics.shipments.checked import Sender
from logistics.shipments.differing import refuse_other_content
from logistics.shipments.faults import Faults
from logistics.shipments.models import Shipment
from logistics.shipments.new import NewShipment
from logistics.shipments.numbers import give_back
from logistics.shipments.own_profiles import Packers
from logistics.shipments.rules import directory
from logistics.shipments.writing import PackedShipment, ShipmentRows, Stamp, numbered_rows, packed


@dataclass(frozen=True, slots=True)
class Registered:
    """Which shipment it is; `rows` are its own where it was made now."""

    shipment_id: int
    rows: ShipmentRows | None = None

    @property
    def made(self) -> bool:
        """Whether it was made now."""
        return self.rows is not None


def register(session: Session, new: NewShipment, stamp: Stamp) -> Shipment:
    """The shipment that `registered` tells of."""
    return session.get_one(Shipment, registered(session, new, stamp).shipment_id)


def registered(session: Session, new: NewShipment, stamp: Stamp, sender: Sender | None = None) -> Registered:
    """The shipment, checked, packed and numbered; the one made before where its natural key is known.

    Raises Invalid with every fault at its JSON pointer ("/consignee/phone", "/lines/0/sku"), and Conflict where the
    known one has other content. Whoever has looked the seller up gives its `sender`.
    """
    shipment = prepare(session, new, sender)
    rows = numbered_rows(session, [shipment], stamp)
    if (known_id := rows.insert_unless_known(session)) is not None:
        give_back(session, len(rows.parcels))
        refuse_other_content(session, known_id, shipment.checked)
        return Registered(known_id)
    return Registered(rows.shipment_ids[0], rows)


def other_faults(session: Session, new: NewShipment) -> list[Problem]:
    """What is wrong beside the seller with a shipment whose seller is not known to the asker."""
    faults = Faults()
    check(new, directory(session, [new]), faults)
    return [each for each in faults if each.at != "/seller_code"]


def prepare(session: Session, new: NewShipment, sender: Sender | None = None) -> PackedShipment:
    """The shipment as it would be made, in cartons, with nothing stored: what the counter shows before saving.

    Raises Invalid as `register` does.
    """
    faults = Faults()
    checked = check(new, directory(session, [new], {new.seller_code: sender} if sender else None), faults)
    if checked is None:
        raise Invalid(tuple(faults))
    return packed(checked, Packers(session).of(checked.sender))
