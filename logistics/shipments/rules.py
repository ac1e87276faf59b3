"""The rules every shipment is made under: the packing standard and the services, read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from logistics.packaging import Service, Standard, load_services, load_standard
from logistics.parties.models import Seller
from logistics.shipments.checked import Directory, Sender
from logistics.shipments.new import NewShipment

_Value = TypeVar("_Value")

_SENDERS = select(Seller.code, Seller.id, Seller.office_id).where(Seller.code.in_(bindparam("codes", expanding=True)))
_AT_ONCE = 500
"""Values in one IN (...): every database takes that many."""


@cache
def standard() -> Standard:
    """The packing standard of the product."""
    return load_standard()


@cache
def heaviest_g() -> int:
    """What the heaviest carton of the standard may weigh."""
    return max(profile.max_gross_mass_g for profile in standard().profiles.values())


@cache
def services() -> dict[str, Service]:
    """The services of the product by code."""
    return load_services()


def directory(session: Session, shipments: Iterable[NewShipment]) -> Directory:
    """What these shipments are checked against; a seller's code that nobody has is simply not in it."""
    senders = {
        code: Sender(seller_id, office_id)
        for some in portions(sorted(_codes(shipments)))
        for code, seller_id, office_id in session.connection().execute(_SENDERS, {"codes": some})
    }
    return Directory(senders, standard(), services())


def _codes(shipments: Iterable[NewShipment]) -> Collection[str]:
    """Every seller's code that the shipments name, also those before an SKU."""
    codes = set()
    for new in shipments:
        codes.add(new.seller_code)
        codes.update(read[0] for line in new.lines if (read := standard().read_sku(line.sku)) and read[0])
    return codes


def portions(values: list[_Value]) -> Iterator[list[_Value]]:
    """The values in portions that fit into one IN (...)."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
