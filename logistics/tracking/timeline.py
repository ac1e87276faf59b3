"""The story of a parcel: coarse for everybody who has its number, in full for those who may know."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from logistics import clock
from logistics.db import Reader
from logistics.errors import Text
from logistics.parties.models import Seller, SellerKind
from logistics.places import communes
from logistics.prebuilt import Prebuilt
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.tracking.fold import OVER, Turn
from logistics.tracking.reasons import EVERY, Fault
from logistics.tracking.status_texts import StatusText, text_of
from logistics.tracking.stored import turns_of

_COOPERATIVE = aliased(Seller)
_PUBLIC = Prebuilt(
    select(
        Parcel.status,
        Parcel.status_at,
        Parcel.turns,
        Shipment.promised_on,
        Shipment.lot,
        Seller.kind,
        Seller.name,
        Seller.ocop_stars,
        _COOPERATIVE.name.label("cooperative"),
    )
    .join(Shipment, Shipment.id == Parcel.shipment_id)
    .join(Seller, Seller.id == Shipment.seller_id)
    .outerjoin(_COOPERATIVE, _COOPERATIVE.id == Seller.cooperative_id)
    .where(Parcel.item_number == bindparam("number"))
)


@dataclass(slots=True)  # not frozen: eight of them are made for every look, and frozen ones take three times as long
class PublicStep:
    """One turn of the story: the status it made (or kept, for a failed attempt), when, and in which commune."""

    status: Status
    at: dt.datetime
    place: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class PublicTimeline:
    """What anybody with the number may know: no name, phone, address, position or amount is in here.

    `steps` run from the newest to the oldest. `delay` says why it waits, where nobody's privacy is touched.
    """

    item_number: str
    status: Status
    since: dt.datetime
    promised_on: dt.date | None
    late: bool
    delay: Text | None
    lot: str
    cooperative: str
    ocop_stars: int | None
    steps: tuple[PublicStep, ...]

    @property
    def text(self) -> StatusText:
        """The sentence for the status, and who does what next."""
        return text_of(self.status)

    @property
    def etag(self) -> str:
        """A value that changes with anything shown; add the language where it decides the page."""
        return hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()


def public_view(reader: Reader, item_number: str) -> PublicTimeline | None:
    """The coarse story of the parcel with that canonical item number, or None where there is none.

    One statement, one row: the turns were folded when the events were taken in.
    """
    row = _PUBLIC.one_or_none(reader, number=item_number)
    if row is None:
        return None
    turns = turns_of(row.turns)
    return PublicTimeline(
        item_number=item_number,
        status=row.status,
        since=row.status_at,
        promised_on=row.promised_on,
        late=_late(row.status, row.promised_on),
        delay=_cause(turns[-1]) if turns else None,
        lot=row.lot,
        cooperative=row.cooperative or (row.name if row.kind is SellerKind.COOPERATIVE else ""),
        ocop_stars=row.ocop_stars,
        steps=tuple(map(_step, reversed(turns))),
    )


def _step(turn: Turn) -> PublicStep:
    return PublicStep(turn.status, turn.at, _place(turn.commune_code), bool(turn.reason))


def _cause(newest: Turn) -> Text | None:
    """The cause of a delay where the newest turn is a failed attempt."""
    reason = EVERY.get(newest.reason)
    # That somebody was not at home, or did not pay, is nobody else's business.
    if reason is None or reason.fault not in (Fault.NOBODY, Fault.CARRIER):
        return None
    return reason.text


@cache
def _place(commune_code: str) -> str:
    commune = communes().get(commune_code)
    return "" if commune is None else commune.address


def _late(status: Status, promised_on: dt.date | None) -> bool:
    return promised_on is not None and status not in OVER and clock.service_day(clock.now()) > promised_on
