"""The carriers that this installation has an account with."""

from __future__ import annotations

from collections.abc import Mapping

from logistics.carriers.carrier import Carrier
from logistics.carriers.ghn import Ghn
from logistics.carriers.viettel_post import ViettelPost
from logistics.errors import NotFound
from logistics.settings import Settings


def carriers(settings: Settings) -> Mapping[str, Carrier]:
    """By their codes; empty where none is configured."""
    known: dict[str, Carrier] = {}
    if settings.ghn_token:
        known[Ghn.code] = Ghn(settings)
    if settings.viettel_post_username:
        known[ViettelPost.code] = ViettelPost(settings)
    return known


def carrier(settings: Settings, code: str) -> Carrier:
    """The carrier with that code. Raises NotFound where there is no account with it."""
    found = carriers(settings).get(code)
    if found is None:
        raise NotFound("carrier", vi=f"Chưa cấu hình hãng {code}.", en=f"The carrier {code} is not configured.")
    return found
