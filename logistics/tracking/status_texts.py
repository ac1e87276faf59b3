"""What everybody may read about a parcel: one sentence for its status, and who does what next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from logistics.errors import Text
from logistics.shipments.models import Status


@dataclass(frozen=True, slots=True)
class StatusText:
    """`label` for a badge, `sentence` for the page, `next_step` says who does what next."""

    label: Text
    sentence: Text
    next_step: Text


def _text(label: tuple[str, str], sentence: tuple[str, str], next_step: tuple[str, str]) -> StatusText:
    return StatusText(Text(*label), Text(*sentence), Text(*next_step))


_NOTHING = ("Không cần làm gì thêm.", "Nothing more to do.")

STATUS_TEXTS: Mapping[Status, StatusText] = {
    Status.DRAFT: _text(
        ("Bản nháp", "Draft"),
        ("Bưu gửi đang được chuẩn bị.", "The parcel is being prepared."),
        ("Người gửi hoàn tất thông tin.", "The sender completes the details."),
    ),
    Status.READY: _text(
        ("Chờ lấy hàng", "Ready"),
        (
            "Người gửi đã chuẩn bị hàng, bưu điện chưa nhận.",
            "The sender has it ready; the post has not fetched it yet.",
        ),
        ("Bưu cục xếp lịch lấy hàng.", "The post office plans the pickup."),
    ),
    Status.PICKUP_ASSIGNED: _text(
        ("Đã xếp xe lấy", "Pickup planned"),
        ("Xe lấy hàng đã được xếp lịch.", "A vehicle is planned to fetch it."),
        ("Người lái xe đến lấy hàng.", "The driver comes to fetch it."),
    ),
    Status.COLLECTED: _text(
        ("Đã lấy hàng", "Collected"),
        ("Bưu gửi đã được lấy, đang về bưu cục.", "It was fetched and is on its way to the post office."),
        ("Bưu cục nhận và cân hàng.", "The post office takes it in and weighs it."),
    ),
    Status.ACCEPTED: _text(
        ("Đã nhận tại bưu cục", "At the post office"),
        ("Bưu cục đã nhận bưu gửi.", "The post office has taken it in."),
        ("Bưu cục đóng túi và chuyển đi.", "The post office bags it and sends it on."),
    ),
    Status.BAGGED: _text(
        ("Đã đóng túi", "Bagged"),
        ("Bưu gửi đã được đóng túi, chờ chuyến.", "It is in a sealed bag and waits for its trip."),
        ("Chuyến xe liên tỉnh chở túi đi.", "The line-haul takes the bag."),
    ),
    Status.IN_TRANSIT: _text(
        ("Đang vận chuyển", "In transit"),
        ("Bưu gửi đang trên đường.", "It is on the road."),
        ("Bưu cục kế tiếp nhận hàng.", "The next post office takes it in."),
    ),
    Status.AT_HUB: _text(
        ("Tại bưu cục trung chuyển", "At a hub"),
        ("Bưu gửi đã đến một bưu cục trên tuyến.", "It has arrived at a post office on its way."),
        ("Bưu cục sắp xếp chặng kế tiếp.", "The post office arranges the next leg."),
    ),
    Status.OUT_FOR_DELIVERY: _text(
        ("Đang giao", "Out for delivery"),
        ("Bưu tá đang đi giao.", "It is with the postman for delivery."),
        ("Người nhận để ý điện thoại.", "The recipient listens for the phone."),
    ),
    Status.AVAILABLE_FOR_PICKUP: _text(
        ("Chờ nhận tại bưu cục", "Waiting at the office"),
        ("Bưu gửi đang chờ tại bưu cục.", "It waits at the post office."),
        ("Người nhận đến lấy tại bưu cục.", "The recipient fetches it there."),
    ),
    Status.DELIVERED: _text(("Đã giao", "Delivered"), ("Bưu gửi đã được giao.", "It was delivered."), _NOTHING),
    Status.RETURNING: _text(
        ("Đang chuyển hoàn", "Returning"),
        ("Bưu gửi đang được chuyển hoàn về người gửi.", "It is on its way back to the sender."),
        ("Người gửi nhận lại hàng.", "The sender takes it back."),
    ),
    Status.RETURNED: _text(
        ("Đã hoàn", "Returned"), ("Bưu gửi đã được trả lại người gửi.", "It is back at the sender's."), _NOTHING
    ),
    Status.CANCELLED: _text(("Đã hủy", "Cancelled"), ("Bưu gửi đã bị hủy.", "It was cancelled."), _NOTHING),
    Status.LOST: _text(
        ("Thất lạc", "Lost"),
        ("Bưu gửi bị thất lạc, bưu điện đang xác minh.", "It was lost; the post is looking into it."),
        ("Bưu điện liên hệ người gửi.", "The post contacts the sender."),
    ),
    Status.DAMAGED: _text(
        ("Hư hỏng", "Damaged"),
        ("Bưu gửi bị hư hỏng.", "It was damaged."),
        ("Bưu điện liên hệ người gửi.", "The post contacts the sender."),
    ),
}


def text_of(status: Status) -> StatusText:
    """The words for a status; every status has them."""
    return STATUS_TEXTS[status]
