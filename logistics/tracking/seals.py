"""The seal and the weight of a bag: as told by the office that closed it, and as found by the one that opens it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.parties import Principal, audit
from logistics.parties.models import Office
from logistics.tracking.models import Bag

TOLERANCE_G = 200
"""Two scales up to 100 kg in steps of 50 g may each be 100 g off in service (OIML R 76, class III)."""
BAG_CAME = "bag_came"
"""In the evidence of the scan that opened a bag: the words of Mismatch."""
NAMED_D = 7
"""So many days a bag that came otherwise than it was sealed stands on the board."""


class Mismatch(StrEnum):
    """How a bag came otherwise than it was sealed."""

    SEAL_BROKEN = "seal_broken"
    SEAL_DIFFERS = "seal_differs"
    MASS_DIFFERS = "mass_differs"


@dataclass(frozen=True, slots=True)
class Found:
    """What the opening office saw before it broke the seal; empty where it did not look, None where not weighed."""

    seal: str = ""
    broken: bool = False
    gross_mass_g: int | None = None


def write_found(session: Session, bag: Bag, found: Found, principal: Principal | None) -> tuple[Mismatch, ...]:
    """Write down what was found; what differs, which is also noted for the audit."""
    bag.found_seal, bag.found_broken, bag.found_mass_g = found.seal, found.broken, found.gross_mass_g
    differs = mismatches(bag)
    if differs:
        told = f"seal {bag.seal}, {bag.gross_mass_g} g; found {found.seal or '-'}, {found.gross_mass_g or '-'} g"
        audit.note(session, principal, "bag.mismatch", f"bag {bag.sscc}", f"{', '.join(differs)}: {told}")
    return differs


def mismatches(bag: Bag) -> tuple[Mismatch, ...]:
    """How the bag came otherwise than it was sealed; what nobody looked at does not differ."""
    mass_g = None if bag.found_mass_g is None or bag.gross_mass_g is None else bag.found_mass_g - bag.gross_mass_g
    differs = {
        Mismatch.SEAL_BROKEN: bag.found_broken,
        Mismatch.SEAL_DIFFERS: bool(bag.found_seal) and _read(bag.found_seal) != _read(bag.seal),
        Mismatch.MASS_DIFFERS: mass_g is not None and abs(mass_g) > TOLERANCE_G,
    }
    return tuple(mismatch for mismatch, is_so in differs.items() if is_so)


def mismatches_told(evidence: Mapping[str, Any]) -> tuple[Mismatch, ...]:
    """What the scan that opened a bag says of it; empty for any other event."""
    told = evidence.get(BAG_CAME)
    return tuple(mismatch for mismatch in Mismatch if isinstance(told, list) and mismatch.value in told)


def _read(seal: str) -> str:
    """The number without what people write differently: capitals, blanks and dashes."""
    return "".join(sign for sign in seal.casefold() if sign.isalnum())


@dataclass(frozen=True, slots=True)
class DifferingBag:
    """A bag that came otherwise than it was sealed, for the board."""

    sscc: str
    from_office: str
    destination: str
    opened_at: dt.datetime
    mismatches: tuple[Mismatch, ...]


def differing_bags(session: Session, sees: ColumnElement[bool], limit: int = 200) -> list[DifferingBag]:
    """The bags under the condition that came otherwise than they were sealed in the last days, newest first."""
    since = clock.now() - dt.timedelta(days=NAMED_D)
    rows = session.execute(
        select(Bag, Office.name)
        .join(Office, Office.id == Bag.office_id)
        .where(sees, Bag.opened_at >= since)
        .order_by(Bag.opened_at.desc(), Bag.id.desc())
    )
    found = [
        DifferingBag(bag.sscc, office, bag.destination, bag.opened_at, differs)
        for bag, office in rows
        if bag.opened_at is not None and (differs := mismatches(bag))
    ]
    return found[:limit]
