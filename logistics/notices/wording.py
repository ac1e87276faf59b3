"""What a seller reads on a basic phone: one short sentence a turn, which fits one message without diacritics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from logistics import clock
from logistics.shipments.models import Status
from logistics.tracking.models import EventCode
from logistics.tracking.reasons import reasons_for

_MOST_NUMBERS = 3

_SENTENCES: Mapping[Status, str] = {
    Status.PICKUP_ASSIGNED: "Đã xếp xe lấy {what}.",
    Status.COLLECTED: "Xe đã lấy {what}.",
    Status.ACCEPTED: "Bưu cục đã nhận {what}.",
    Status.IN_TRANSIT: "Đã chuyển đi {what}.",
    Status.AVAILABLE_FOR_PICKUP: "Chờ người nhận đến lấy tại bưu cục: {what}.",
    Status.DELIVERED: "Đã giao {what}.",
    Status.RETURNING: "Đang chuyển hoàn {what}.",
    Status.RETURNED: "Đã trả lại người gửi {what}.",
    Status.CANCELLED: "Đã hủy {what}.",
    Status.LOST: "Thất lạc {what}. Bưu điện đang xác minh.",
    Status.DAMAGED: "Hư hỏng {what}. Bưu điện sẽ liên hệ.",
}
"""The turns of the seller's story. What is not here is the post's own work (bags, hubs), or was the seller's doing."""

_ONCE = frozenset({Status.ACCEPTED, Status.IN_TRANSIT})
"""A parcel may be accepted again and depart from every hub: that is told the first time only."""

_IN_VAIN: Mapping[EventCode, str] = {
    EventCode.PICKUP_FAILED: "Chưa lấy được {what}: {reason}.",
    EventCode.DELIVERY_FAILED: "Chưa giao được {what}: {reason}.",
}
_DISPUTE = " Nếu không đúng, hãy báo bưu cục."


def is_told(status: Status, *, first: bool) -> bool:
    """Whether a seller is told that a parcel now has this status."""
    return status in _SENTENCES and (first or status not in _ONCE)


def of_status(status: Status, numbers: Sequence[str]) -> str:
    """The sentence for parcels that now have this status; one that is told, see `is_told`."""
    return _SENTENCES[status].format(what=parcels(numbers))


def of_failure(code: EventCode, reason: str, numbers: Sequence[str], *, verified: bool) -> str:
    """The sentence for an attempt in vain; one that nobody proved asks the seller to object."""
    known = reasons_for(code).get(reason)
    said = known.text.vi.lower() if known else reason
    return _IN_VAIN[code].format(what=parcels(numbers), reason=said) + ("" if verified else _DISPUTE)


def of_coming(at: dt.datetime, meeting_point: str, numbers: Sequence[str]) -> str:
    """When the vehicle comes, by the published plan, and where to wait if not at the house."""
    local = clock.local(at)
    where = f" tại điểm hẹn {meeting_point}" if meeting_point else ""
    return f"Xe đến lấy {parcels(numbers)} khoảng {local:%H:%M} ngày {local:%d/%m}{where}."


def parcels(numbers: Sequence[str]) -> str:
    """ "bưu gửi HP1" or "5 bưu gửi HP1, HP2, HP3..."."""
    if len(numbers) == 1:
        return f"bưu gửi {numbers[0]}"
    more = "..." if len(numbers) > _MOST_NUMBERS else ""
    return f"{len(numbers)} bưu gửi {', '.join(numbers[:_MOST_NUMBERS])}{more}"
