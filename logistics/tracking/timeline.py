"""The story of a parcel: coarse for everybody who has its number, in full for those who may know."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from logistics import clock
from logistics.db import Reader
from logistics.errors import Text
from logistics.parties.models import Office, Seller, SellerKind
from logistics.places import communes
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.tracking.fold import OVER, Fact, history
from logistics.tracking.models import EventCode, HandlingEvent
from logistics.tracking.reasons import Fault, reasons_for
from logistics.tracking.status_texts import StatusText, text_of

_EVENT = HandlingEvent.__table__
_COOPERATIVE = aliased(Seller)

_EVENT_COLUMNS = (
    _EVENT.c.id.label("row_id"),
    _EVENT.c.event_id,
    _EVENT.c.parcel_id,
    _EVENT.c.code,
    _EVENT.c.happened_at,
    _EVENT.c.office_id,
    _EVENT.c.container_id,
    _EVENT.c.annuls,
    _EVENT.c.reason,
    Office.commune_code,
)
_PUBLIC = (
    select(
        Parcel.status,
        Parcel.status_at,
        Shipment.promised_on,
        Shipment.lot,
        Seller.kind,
        Seller.name,
        Seller.ocop_stars,
        _COOPERATIVE.name.label("cooperative"),
        *_EVENT_COLUMNS,
    )
    .join(Shipment, Shipment.id == Parcel.shipment_id)
    .join(Seller, Seller.id == Shipment.seller_id)
    .outerjoin(_COOPERATIVE, _COOPERATIVE.id == Seller.cooperative_id)
    .outerjoin(_EVENT, _EVENT.c.parcel_id == Parcel.id)
    .outerjoin(Office, Office.id == _EVENT.c.office_id)
    .where(Parcel.item_number == bindparam("number"))
)
_BAG_SCANS = (
    select(*_EVENT_COLUMNS)
    .outerjoin(Office, Office.id == _EVENT.c.office_id)
    .where(_EVENT.c.container_id.in_(bindparam("bags", expanding=True)), _EVENT.c.parcel_id.is_(None))
)


@dataclass(frozen=True, slots=True)
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

    One statement; one more where it travelled in a bag.
    """
    rows = reader.execute(_PUBLIC, {"number": item_number}).all()
    if not rows:
        return None
    head = rows[0]
    events = [row for row in rows if row.row_id is not None]
    bags = {row.container_id for row in events if row.code is EventCode.BAGGED}
    if bags:
        events += reader.execute(_BAG_SCANS, {"bags": sorted(bags)}).all()
    steps, delay = _steps(events)
    return PublicTimeline(
        item_number=item_number,
        status=head.status,
        since=head.status_at,
        promised_on=head.promised_on,
        late=_late(head.status, head.promised_on),
        delay=delay,
        lot=head.lot,
        cooperative=head.cooperative or (head.name if head.kind is SellerKind.COOPERATIVE else ""),
        ocop_stars=head.ocop_stars,
        steps=steps,
    )


def _steps(rows: Sequence[Any]) -> tuple[tuple[PublicStep, ...], Text | None]:
    """The turns of the story, newest first, and the cause of a delay where the newest is a failed attempt."""
    communes_of = {row.row_id: row.commune_code for row in rows}
    steps: list[PublicStep] = []
    delay: Text | None = None
    for fact, state in history([_fact(row) for row in rows]):
        failed = bool(reasons_for(fact.code))
        if failed or state.row_id == fact.row_id:
            steps.append(PublicStep(state.status, fact.happened_at, _place(communes_of[fact.row_id]), failed))
            delay = _cause(fact) if failed else None
    return tuple(reversed(steps)), delay


def _cause(fact: Fact) -> Text | None:
    reason = reasons_for(fact.code).get(fact.reason)
    # That somebody was not at home, or did not pay, is nobody else's business.
    if reason is None or reason.fault not in (Fault.NOBODY, Fault.CARRIER):
        return None
    return reason.text


def _place(commune_code: str | None) -> str:
    commune = None if commune_code is None else communes().get(commune_code)
    return "" if commune is None else commune.address


def _late(status: Status, promised_on: dt.date | None) -> bool:
    return promised_on is not None and status not in OVER and clock.service_day(clock.now()) > promised_on


def _fact(row: Any) -> Fact:
    return Fact(
        event_id=row.event_id,
        code=row.code,
        happened_at=row.happened_at,
        office_id=row.office_id,
        bag_id=row.container_id,
        annuls=row.annuls,
        of_bag=row.parcel_id is None,
        row_id=row.row_id,
        reason=row.reason,
    )
