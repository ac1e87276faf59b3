"""Hand-overs as an office sees them: what became of each, and where the carrier's own label is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers import visibility as _visibility  # noqa: F401  registers the rule of our table
from logistics.carriers.carrier import Carrier, CarrierError
from logistics.carriers.models import LIVE, HandOver, HandOverState
from logistics.errors import Conflict, NotFound, Text, Unavailable
from logistics.jobs import breaker
from logistics.parties import Principal, visible_to
from logistics.shipments.models import Parcel
from logistics.tracking.mapping import mapping
from logistics.tracking.models import Custody, HolderKind

_UNDER_WAY = (HandOverState.WAITING, HandOverState.WITHDRAWING)


@dataclass(frozen=True, slots=True)
class Standing:
    """One hand-over. `said` is why the carrier refused, or why the last try failed.

    `fetched` tells that the parcel has left the office; until then it is the office's, whatever the carrier knows.
    `next_try_at` is None where nothing is left to tell the carrier.
    """

    id: int
    item_number: str
    carrier: str
    carrier_name: str
    state: HandOverState
    number: str
    said: str
    created_at: dt.datetime
    next_try_at: dt.datetime | None
    fetched: bool

    @property
    def has_label(self) -> bool:
        """Whether the carrier prints a label for it."""
        return bool(self.number) and self.state in LIVE

    @property
    def may_withdraw(self) -> bool:
        """Whether it may still be taken back."""
        return self.state in (HandOverState.WAITING, HandOverState.CONFIRMED) and not self.fetched

    @property
    def may_try_again(self) -> bool:
        """Whether it came to nothing, so that it may be announced anew."""
        return self.state not in LIVE and not self.fetched


def standing(
    session: Session, principal: Principal, *narrowed: ColumnElement[bool], limit: int, newest_first: bool = False
) -> list[Standing]:
    """The hand-overs that the principal sees, in the order in which they were made, or the other way round."""
    order = HandOver.id.desc() if newest_first else HandOver.id
    rows = session.execute(
        select(HandOver, Parcel.item_number, Custody.holder, Custody.holder_id)
        .join(Parcel, Parcel.id == HandOver.parcel_id)
        .outerjoin(Custody, Custody.parcel_id == HandOver.parcel_id)
        .where(visible_to(principal, HandOver), *narrowed)
        .order_by(order)
        .limit(limit)
    )
    return [
        _standing(given, number, here=holder is HolderKind.OFFICE and holder_id == given.office_id)
        for given, number, holder, holder_id in rows
    ]


def one(session: Session, principal: Principal, hand_over_id: int) -> Standing:
    """That hand-over. Raises NotFound."""
    found = standing(session, principal, HandOver.id == hand_over_id, limit=1)
    if not found:
        raise NotFound("hand_over", vi="Không có lần bàn giao này.", en="There is no such hand-over.")
    return found[0]


def require_label(session: Session, given: Standing) -> None:
    """Nothing, where the carrier can be asked for the label. Raises Conflict without a number, Unavailable while
    the carrier does not answer anybody.
    """
    if not given.has_label:
        raise Conflict(
            "no_carrier_number",
            vi="Hãng chưa cấp mã cho bưu gửi này, nên chưa có nhãn.",
            en="The carrier has given this parcel no number yet, so there is no label.",
        )
    if given.carrier in session.scalars(breaker.resting(clock.now())).all():
        raise _silent()


def label_url(carrier: Carrier, number: str) -> str:
    """Where the carrier's own label can be fetched for a short while; asks the carrier over the network.

    Raises Unavailable where it does not answer, Conflict with its words where it has no label for the number.
    """
    try:
        return carrier.label_url(number)
    except CarrierError as error:
        if not error.permanent:
            raise _silent() from error
        told = Text(f"Hãng không in nhãn: {error}", f"The carrier prints no label: {error}")
        raise Conflict("no_carrier_label", vi=told.vi, en=told.en) from error


def _standing(given: HandOver, item_number: str, *, here: bool) -> Standing:
    return Standing(
        id=given.id,
        item_number=item_number,
        carrier=given.carrier,
        carrier_name=mapping(given.carrier).name,
        state=given.state,
        number=given.carrier_number,
        said=given.last_error,
        created_at=given.created_at,
        next_try_at=given.due_at if given.state in _UNDER_WAY else None,
        fetched=not here,
    )


def _silent() -> Unavailable:
    return Unavailable(
        "carrier_silent",
        vi="Hãng vận chuyển chưa trả lời. Thử lại sau ít phút.",
        en="The carrier does not answer. Try again in a few minutes.",
    )
