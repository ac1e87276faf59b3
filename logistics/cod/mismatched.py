"""Cash that does not match the delivery: less was paid than was due, or it was kept for a parcel nobody has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod.models import Account, CodEntry
from logistics.parties.models import Seller
from logistics.shipments.models import Consignee, Parcel, Shipment, Status

SHORT_D = 90
"""For so many days after the delivery the rest is asked for; what is older is a matter for the books."""
_TAKEN = (Account.COLLECTED, Account.HANDED_IN, Account.RECONCILED, Account.PAID_OUT)


class Mismatch(StrEnum):
    """What is wrong with the cash of a shipment."""

    SHORT = "short_paid"
    UNDELIVERED = "paid_but_not_delivered"


@dataclass(frozen=True, slots=True)
class Mismatched:
    """A shipment, by its first parcel, whose cash people have to settle: `amount_vnd` of `whole_vnd`.

    SHORT: delivered, and that much is still due. UNDELIVERED: that much was taken, and the parcel came back or is
    on its way again: what was handed in is never moved by a scan.
    """

    item_number: str
    kind: Mismatch
    status: Status
    since: dt.datetime
    amount_vnd: int
    whole_vnd: int
    seller: str
    consignee: str
    consignee_phone: str


def mismatched_cash(session: Session, sees: ColumnElement[bool], limit: int = 200) -> list[Mismatched]:
    """The shipments under the condition (visible_to(principal, Shipment)) whose cash does not match, oldest first.

    What was paid short more than SHORT_D days ago is left out.
    """
    due, taken = _standing(Account.DUE), _standing(*_TAKEN)
    delivered = Parcel.status == Status.DELIVERED
    since = clock.now() - dt.timedelta(days=SHORT_D)
    # Nearly everything was delivered long ago: with the other statuses named, an index finds the few that matter.
    lately = and_(delivered, Parcel.status_at >= since)
    elsewhere = Parcel.status.in_(set(Status) - {Status.DELIVERED})
    rows = session.execute(
        select(
            *(Parcel.item_number, Parcel.status, Parcel.status_at, Shipment.cod_amount_vnd),
            *(Seller.name.label("seller"), Consignee.name.label("consignee"), Consignee.phone),
            *(due.label("due_vnd"), taken.label("taken_vnd")),
        )
        .join(Shipment, Shipment.id == CodEntry.shipment_id)
        .join(Parcel, and_(Parcel.shipment_id == Shipment.id, Parcel.sequence == 1))
        .join(Seller, Seller.id == Shipment.seller_id)
        .join(Consignee, Consignee.id == Shipment.consignee_id)
        .where(sees, or_(lately, elsewhere))
        .group_by(Shipment.id, Parcel.id, Seller.id, Consignee.id)
        .having(or_(and_(delivered, due > 0), and_(~delivered, taken > 0)))
        .order_by(Parcel.status_at, Parcel.id)
        .limit(limit)
    )
    return [
        Mismatched(
            item_number=row.item_number,
            kind=Mismatch.SHORT if row.status is Status.DELIVERED else Mismatch.UNDELIVERED,
            status=row.status,
            since=row.status_at,
            amount_vnd=int(row.due_vnd if row.status is Status.DELIVERED else row.taken_vnd),
            whole_vnd=row.cod_amount_vnd,
            seller=row.seller,
            consignee=row.consignee,
            consignee_phone=row.phone,
        )
        for row in rows
    ]


def _standing(*accounts: Account) -> ColumnElement[int]:
    """What stands in these accounts together; a movement between two of them changes nothing."""
    came = case((CodEntry.debit.in_(accounts), CodEntry.amount_vnd), else_=0)
    went = case((CodEntry.credit.in_(accounts), CodEntry.amount_vnd), else_=0)
    return func.sum(came - went)
