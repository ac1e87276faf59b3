"""The blueprint that the pages of scans and bags hang on, and what they share."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from logistics.codes import check
from logistics.errors import Denied, NotFound
from logistics.parties import visible_to
from logistics.tracking.models import Bag
from logistics.tracking.new_event import Sender
from logistics.tracking.signature import strokes
from logistics.web.access import current_principal

blueprint = Blueprint("custody", __name__, url_prefix="/custody")
blueprint.add_app_template_filter(strokes)


def own_office() -> int:
    """The office at which the asker scans. Raises Denied for somebody without one."""
    office_id = current_principal().office_id
    if office_id is None:
        raise Denied("no_office", vi="Tài khoản chưa thuộc bưu cục nào.", en="This account belongs to no office.")
    return office_id


def sender() -> Sender:
    """Who scans. Whoever holds a parcel has its number: what they may look up elsewhere does not matter here."""
    return Sender(principal=current_principal(), device="counter", sees=true())


def visible_bag(session: Session, code: str) -> Bag:
    """The bag with this SSCC in any dress. Raises NotFound for one not of, for or at the office."""
    number = check(code).canonical or code
    bag = session.scalar(select(Bag).where(Bag.sscc == number, visible_to(current_principal(), Bag)))
    if bag is None:
        raise NotFound("bag", vi=f"Không có túi {code[:40]}.", en=f"There is no bag {code[:40]}.")
    return bag
