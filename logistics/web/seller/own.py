"""Under whose names the asker sends: the seller itself, then its households."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.parties import Principal, visible_to
from logistics.parties.models import Seller


def own_sellers(session: Session, principal: Principal) -> Sequence[Seller]:
    """The seller whose account it is, then a co-operative's households by name."""
    mine = select(Seller).where(visible_to(principal, Seller))
    return session.scalars(mine.order_by(Seller.cooperative_id.is_not(None), Seller.name)).all()
