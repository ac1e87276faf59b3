"""The blueprint that the pages of cash hang on."""

from __future__ import annotations

from flask import Blueprint

from logistics.errors import Denied
from logistics.web.access import current_principal

blueprint = Blueprint("cash", __name__, url_prefix="/cash")


def own_office() -> int:
    """The office whose cash it is. Raises Denied for somebody without one."""
    office_id = current_principal().office_id
    if office_id is None:
        raise Denied("no_office", vi="Tài khoản chưa thuộc bưu cục nào.", en="This account belongs to no office.")
    return office_id
