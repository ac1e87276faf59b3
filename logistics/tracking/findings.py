"""What the scan of a code can find, and in words what to do then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from logistics.errors import Text
from logistics.shipments.models import Status


class Finding(StrEnum):
    """What a scan found; only FINE, BAG_ARRIVED and BAG_HERE need no second look."""

    FINE = "fine"
    BAG_ARRIVED = "bag_arrived"
    BAG_PASSES = "bag_passes"
    BAG_FOR_A_PLACE = "bag_for_a_place"
    BAG_HERE = "bag_here"
    BAG_OPEN = "bag_open"
    BAG_OPENED = "bag_opened"
    NEVER_COLLECTED = "never_collected"
    ALREADY_HERE = "already_here"
    WRONG_OFFICE = "wrong_office"
    IN_A_BAG = "in_a_bag"
    VOID = "void"
    CANCELLED = "cancelled"
    RETURNING = "returning"
    FOUND_AGAIN = "found_again"
    OVER = "over"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


KEPT = frozenset(Finding) - {
    Finding.BAG_HERE,
    Finding.BAG_OPEN,
    Finding.BAG_OPENED,
    Finding.ALREADY_HERE,
    Finding.IN_A_BAG,
    Finding.OVER,
    Finding.UNREADABLE,
    Finding.UNKNOWN,
}
"""The findings with which the scan is a fact worth keeping: the parcel or the bag came into our hands."""

ADVICE: Mapping[Finding, Text] = {
    Finding.FINE: Text("Đã nhận. Cân và đóng túi.", "Taken in. Weigh it and bag it."),
    Finding.BAG_ARRIVED: Text("Túi đã đến. Mở niêm phong và quét từng bưu gửi.", "The bag is in. Open it and scan."),
    Finding.BAG_PASSES: Text(
        "Túi đi {office}. Không mở, chuyển tiếp.", "The bag is for {office}. Send it on unopened."
    ),
    Finding.BAG_FOR_A_PLACE: Text(
        "Túi đi {office}. Nếu không phải nơi này: không mở, chuyển tiếp.",
        "The bag is for {office}. If that is not here: send it on unopened.",
    ),
    Finding.BAG_HERE: Text(
        "Túi đang ở đây, đi {office}. Xếp lên chuyến xe.", "The bag is here and goes to {office}. Load it on a trip."
    ),
    Finding.BAG_OPEN: Text(
        "Túi đang đóng, đi {office}. Quét bưu gửi vào rồi niêm phong.",
        "The bag is being filled for {office}. Scan parcels in, then seal it.",
    ),
    Finding.BAG_OPENED: Text("Túi đã mở. Xem bảng kiểm của túi.", "The bag has been opened. Look at its count."),
    Finding.NEVER_COLLECTED: Text(
        "Đã nhận, nhưng chưa ai quét lúc lấy hàng. Hỏi người lái xe.",
        "Taken in, though nobody scanned it at the pickup. Ask the driver.",
    ),
    Finding.ALREADY_HERE: Text("Đã nhận trước đó. Không cần quét lại.", "It is here already. No need to scan again."),
    Finding.WRONG_OFFICE: Text("Bưu gửi của {office}. Chuyển về đó.", "It belongs to {office}. Send it there."),
    Finding.IN_A_BAG: Text("Đang nằm trong túi {bag}. Mở túi trước.", "It is in bag {bag}. Open the bag first."),
    Finding.VOID: Text(
        "Mã này đã bị hủy vĩnh viễn. Gỡ nhãn; nếu gửi lại thì đăng ký mới.",
        "This number is void for ever. Take the label off; register it anew to send it.",
    ),
    Finding.CANCELLED: Text(
        "Đã hủy. Không gửi đi, trả lại người gửi.", "Cancelled. Do not send it; give it back to the sender."
    ),
    Finding.RETURNING: Text("Đang chuyển hoàn. Trả về người gửi.", "It is going back. Send it to the sender."),
    Finding.FOUND_AGAIN: Text(
        "Đã báo thất lạc hoặc hư hỏng. Báo điều phối viên.", "It was reported lost or damaged. Tell the dispatcher."
    ),
    Finding.OVER: Text("Đã giao hoặc đã hoàn. Kiểm tra nhãn.", "Delivered or returned already. Check the label."),
    Finding.UNREADABLE: Text("{why}", "{why}"),
    Finding.UNKNOWN: Text("Không có bưu gửi này. Kiểm tra nhãn.", "There is no such parcel. Check the label."),
}


@dataclass(frozen=True, slots=True)
class Scan:
    """The answer to one scanned code: what it is, what was found, and in words what to do now.

    `kept` says whether the scan was recorded; `status` is the parcel's status after it.
    """

    code: str
    number: str
    finding: Finding
    advice: Text
    status: Status | None = None

    @property
    def kept(self) -> bool:
        """Whether the scan became an event."""
        return self.finding in KEPT
