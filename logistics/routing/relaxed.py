"""A rule relaxed, as a sentence: what a dispatcher would have to grant."""

from __future__ import annotations

from typing import assert_never

from logistics.errors import Text
from logistics.routing.reasons import Reason
from logistics.text import counted


def relaxation(reason: Reason, by: int, vehicle: str) -> Text:
    """The change that lifts this reason on a vehicle of this type, in both languages."""
    minutes, km = -(-by // 60), -(-by // 1000)
    so_long = counted(minutes, "minute")
    match reason:
        case Reason.WINDOW:
            return Text(f"Cho {vehicle} đến muộn {minutes} phút.", f"Let {vehicle} come {so_long} late.")
        case Reason.SHIFT:
            return Text(f"Kéo dài ca của {vehicle} {minutes} phút.", f"A shift {so_long} longer for {vehicle}.")
        case Reason.DURATION:
            return Text(f"Cho tuyến {vehicle} dài thêm {minutes} phút.", f"Let {vehicle} be out {so_long} longer.")
        case Reason.DISTANCE:
            return Text(f"Cho {vehicle} đi thêm {km} km.", f"Let {vehicle} drive {km} km more.")
        case Reason.RELEASE:
            return Text(f"Hàng sẵn sàng sớm hơn {minutes} phút.", f"A release {so_long} earlier.")
        case Reason.FRESHNESS:
            return Text(f"Cho hàng lên xe thêm {minutes} phút.", f"Let the goods travel {so_long} longer.")
        case Reason.BREAK:
            return Text(f"Cho nghỉ muộn {minutes} phút.", f"Let the break begin {so_long} later.")
        case Reason.TRANSFER:
            return Text("Dời giờ gặp để chuyển hàng.", "Another time for the hand-over.")
        case Reason.CAPACITY:
            return Text(f"Dùng {vehicle} lớn hơn.", f"A larger {vehicle}.")
        case Reason.FLEET | Reason.NO_VEHICLE:
            return Text(f"Thêm một {vehicle}.", f"One more {vehicle}.")
        case Reason.TRIPS:
            return Text(f"Thêm một chuyến cho {vehicle}.", f"One more trip for {vehicle}.")
        case Reason.NOT_ALLOWED:
            return Text(f"Cho {vehicle} vào điểm này.", f"Let {vehicle} come there.")
        case Reason.CLOSED_ROAD:
            return Text(f"Mở đường cho {vehicle}.", f"Open the road to {vehicle}.")
        case Reason.GOODS:
            return Text("Cho chở chung hai loại hàng.", "Let the two kinds of goods travel together.")
        case Reason.TOGETHER:
            return Text("Cho đi khác xe với nhóm.", "Let it travel apart from its group.")
        case Reason.PRECEDENCE:
            return Text("Bỏ thứ tự bắt buộc.", "Drop the order it must keep.")
        case Reason.LOCK:
            return Text("Bỏ ghim.", "Release the lock.")
        case Reason.COST:
            return Text("Tăng chi phí bỏ qua.", "A higher cost for leaving it out.")
        case Reason.UNFINISHED:
            return Text("Cho tính lâu hơn.", "Let the search run longer.")
    assert_never(reason)
