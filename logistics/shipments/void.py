"""Ending a number for ever: the label of a parcel that never should have been, or never will travel."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from logistics.errors import Conflict, NotFound
from logistics.shipments.models import Parcel, Status

VOIDABLE = frozenset({Status.DRAFT, Status.READY, Status.PICKUP_ASSIGNED, Status.COLLECTED, Status.ACCEPTED})
"""Until it leaves in a bag: afterwards people further on hold the number, and it is cancelled or sent back."""


def end_number(session: Session, item_number: str, seen: ColumnElement[bool], now: dt.datetime) -> int:
    """The id of the parcel whose number is void from now on; it is never printed and never given out again.

    Only half of it: tracking.void also tells what happened. Raises NotFound for a number that is not seen,
    Conflict for one that is void already or has left.
    """
    ended = session.scalar(
        update(Parcel)
        .where(Parcel.item_number == item_number, Parcel.voided_at.is_(None), Parcel.status.in_(VOIDABLE), seen)
        .values(voided_at=now)
        .returning(Parcel.id)
        .execution_options(synchronize_session=False)
    )
    if ended is not None:
        return ended
    found = session.execute(select(Parcel.voided_at).where(Parcel.item_number == item_number, seen)).first()
    if found is None:
        raise NotFound("parcel", vi=f"Không có bưu gửi {item_number}.", en=f"There is no parcel {item_number}.")
    raise _void_already(item_number) if found.voided_at else _has_left(item_number)


def _void_already(number: str) -> Conflict:
    return Conflict(
        "void_already",
        vi=f"Mã {number} đã bị hủy trước đó. Không cần làm gì thêm.",
        en=f"The number {number} is void already. Nothing is left to do.",
    )


def _has_left(number: str) -> Conflict:
    return Conflict(
        "void_too_late",
        vi=f"Bưu gửi {number} đã lên đường. Báo hủy hoặc chuyển hoàn thay vì hủy mã.",
        en=f"Parcel {number} is on its way. Cancel it or send it back instead of voiding its number.",
    )
