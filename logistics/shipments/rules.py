"""The rules every shipment is made under: the packing standard and the services, read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TypeVar

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from logistics.packaging import Service, Standard, load_services, load_standard
from logistics.parties import Principal, visible_to
from logistics.parties.models import Seller
from logistics.prebuilt import Prebuilt
from logistics.shipments.checked import Directory, Sender
from logistics.shipments.models import OwnProfile
from logistics.shipments.new import NewShipment

_Value = TypeVar("_Value")

_TOLD = select(
    Seller.code, Seller.id, Seller.office_id, exists().where(OwnProfile.office_id == Seller.office_id).label("own")
)
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


def sender_seen(session: Session, principal: Principal, code: str) -> Sender | None:
    """The seller of that code where the principal may see it."""
    found = _senders_seen(principal).one_or_none(session.connection(), code=code)
    return None if found is None else Sender(found.id, found.office_id, bool(found.own))


@lru_cache(maxsize=256)
def _senders_seen(principal: Principal) -> Prebuilt:
    return Prebuilt(_TOLD.where(Seller.code == bindparam("code"), visible_to(principal, Seller)))


def directory(
    session: Session, shipments: Iterable[NewShipment], known: Mapping[str, Sender] | None = None
) -> Directory:
    """What these shipments are checked against; a seller's code that nobody has is simply not in it.

    The senders in `known` are not looked up again.
    """
    known = known or {}
    connection, codes = session.connection(), sorted(_codes(shipments) - known.keys())
    rows = (row for some in portions(codes) for row in connection.execute(_SENDERS, {"codes": some}))
    senders = {code: Sender(seller_id, office_id, bool(own)) for code, seller_id, office_id, own in rows}
    return Directory({**known, **senders}, standard(), services())


def _codes(shipments: Iterable[NewShipment]) -> set[str]:
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
