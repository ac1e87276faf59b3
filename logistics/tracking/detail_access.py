"""Who may see the detail behind a number without signing in: by a signed link, or by the end of the phone number."""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Denied, TooMany
from logistics.parties import throttle
from logistics.shipments.models import Consignee, Parcel, Shipment

DIGITS = 4
TRIES = 5
WINDOW_S = 3600
LINK_LIFETIME = dt.timedelta(days=60)

_SALT = "parcel detail"


@dataclass(frozen=True, slots=True)
class Opened:
    """The digits were right: the id of the parcel whose detail may be shown."""

    parcel_id: int


@dataclass(frozen=True, slots=True)
class Shut:
    """Why not. Raise `failure` after the transaction, so that the counted try stays counted."""

    failure: Denied | TooMany


def open_with_digits(session: Session, item_number: str, digits: str) -> Opened | Shut:
    """Whether these are the last four digits of the consignee's phone number.

    Five tries an hour for a parcel, from however many addresses they come. A number that does not exist is
    answered like a wrong guess.
    """
    found = session.execute(
        select(Parcel.id, Consignee.phone)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Consignee, Consignee.id == Shipment.consignee_id)
        .where(Parcel.item_number == item_number)
    ).first()
    if found is None:
        return Shut(_wrong())
    tries = throttle.count(session, f"digits:{found.id}", limit=TRIES, window_s=WINDOW_S)
    if not tries.allowed:
        return Shut(TooMany(tries.retry_after_s))
    end = found.phone[-DIGITS:]
    # An erased consignee has no phone any more: then nothing opens.
    if len(end) < DIGITS or not hmac.compare_digest(end.encode(), digits.strip().encode()):
        return Shut(_wrong())
    throttle.take_back(session, f"digits:{found.id}")
    return Opened(found.id)


def link_token(item_number: str, secret_key: str) -> str:
    """The signed end of a link that opens this parcel's detail."""
    return _signer(secret_key).dumps(item_number)


def read_token(token: str, secret_key: str) -> str | None:
    """The item number that the token opens, or None where it is forged or older than its lifetime."""
    try:
        number = _signer(secret_key).loads(token, max_age=int(LINK_LIFETIME.total_seconds()))
    except BadSignature:
        return None
    return number if isinstance(number, str) else None


def _signer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt=_SALT)


def _wrong() -> Denied:
    return Denied(
        "wrong_digits",
        vi="Bốn số cuối không khớp. Kiểm tra số điện thoại người nhận.",
        en="These are not the last four digits. Check the recipient's phone number.",
    )
