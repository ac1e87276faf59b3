"""The seller whom a body names."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Invalid, Problem, Text
from logistics.parties import visible_to
from logistics.parties.models import Seller
from logistics.web.access import current_principal


def seller_named(session: Session, code: str) -> Seller:
    """The seller with this code whom the asker may see. Raises Invalid at `/seller_code` where there is none."""
    sees = visible_to(current_principal(), Seller)
    seller = session.scalar(select(Seller).where(Seller.code == code, sees))
    if seller is None:
        raise Invalid([unknown_seller(code)])
    return seller


def unknown_seller(code: str) -> Problem:
    """What is wrong with a body that names a seller whom the asker does not know."""
    text = Text(f"Không có người bán mã {code}.", f"There is no seller {code}.")
    return Problem("/seller_code", "unknown_seller", text)
