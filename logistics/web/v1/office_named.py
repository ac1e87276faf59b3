"""The office whose code a body or query names."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Invalid
from logistics.parties import visible_to
from logistics.parties.models import Office
from logistics.web.access import current_principal


def office_named(session: Session, code: str) -> Office:
    """The office with this code, if one may know of it. Raises Invalid at `/office_code`."""
    office = session.scalar(select(Office).where(Office.code == code, visible_to(current_principal(), Office)))
    if office is None:
        raise Invalid.one(
            "/office_code",
            "unknown_office",
            vi=f"Không có bưu cục mã {code}.",
            en=f"There is no office {code}.",
        )
    return office
