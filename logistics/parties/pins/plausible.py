"""Whether a household can be where somebody says it is."""

from __future__ import annotations

from geopy.distance import geodesic
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.parties.models import Seller
from logistics.parties.pins.models import Doubt, HouseholdPin
from logistics.parties.pins.told import ToldPin
from logistics.places.knowledge import knowledge
from logistics.places.locate import locate
from logistics.places.plus_codes import Position

_VAGUE_M = 100
"""A phone under open sky is sure to 5-20 m; beyond this it has only heard a mast."""
_NEAR_M = 2_000
"""Gazetteers round to a kilometre, so a pin this near to what was known is no surprise, whatever the commune."""
_LEAST_SURE = 0.4
"""Below this, `locate` had neither outline nor villages to go by."""


def doubt(session: Session, seller: Seller, told: ToldPin, known: Position) -> Doubt | None:
    """Why staff should look at the pin first; None where it may count at once. `known` is where the place was so far.

    Vague: the phone was not sure. Far: kilometres from what was known, and not in the household's commune.
    Late: somebody else's pin is younger than this one, which has only now come in.
    """
    if told.accuracy_m is not None and told.accuracy_m > _VAGUE_M:
        return Doubt.VAGUE
    if geodesic(known, told.to).m > _NEAR_M and not _in_commune(session, seller.commune_code, told.to):
        return Doubt.FAR
    if _has_younger(session, seller.id, told):
        return Doubt.LATE
    return None


def _in_commune(session: Session, commune_code: str, position: Position) -> bool:
    everywhere = knowledge(session, "")
    units, sureness = locate(*position, everywhere.outlines, everywhere.gazetteer)
    return sureness >= _LEAST_SURE and commune_code in {unit.code for unit in units}


def _has_younger(session: Session, seller_id: int, told: ToldPin) -> bool:
    younger = select(HouseholdPin.id).where(
        HouseholdPin.seller_id == seller_id,
        HouseholdPin.place == told.place,
        HouseholdPin.accepted.is_(True),
        HouseholdPin.pinned_at > told.pinned_at,
    )
    return session.scalar(younger.limit(1)) is not None
