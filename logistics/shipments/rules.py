"""The rules every shipment is made under: the packing standard and the services, read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from logistics.packaging import Service, Standard, load_services, load_standard
from logistics.parties.models import Seller
from logistics.prebuilt import Prebuilt
from logistics.shipments.checked import Directory, Sender
from logistics.shipments.models import OwnProfile
from logistics.shipments.new import NewShipment

_Value = TypeVar("_Value")

_TOLD = select(
    Seller.code, Seller.id, Seller.office_id, exists().where(OwnProfile.office_id == Seller.office_id).label("own")
)
_SENDER = Prebuilt(_TOLD.where(Seller.code == bindparam("code")))
_SENDERS = _TOLD.where(Seller.code.in_(bindparam("codes", expanding=True)))
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
    connection, codes = session.connection(), sorted(_codes(shipments))
    rows: Iterable[Any]
    if len(codes) == 1:
        rows = _SENDER.all(connection, code=codes[0])
    else:
        rows = (row for some in portions(codes) for row in connection.execute(_SENDERS, {"codes": some}))
    senders = {code: Sender(seller_id, office_id, bool(own)) for code, seller_id, office_id, own in rows}
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
