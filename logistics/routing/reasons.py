"""Why a stop is left out: a closed set of words with a sentence each, in Vietnamese and English."""

from __future__ import annotations

from enum import StrEnum

from logistics.errors import Text


class Reason(StrEnum):
    """The rule that stands between a stop and every route. Values are stable for programs."""

    NO_VEHICLE = "no_vehicle"
    NOT_ALLOWED = "not_allowed"
    CLOSED_ROAD = "closed_road"
    CAPACITY = "capacity"
    WINDOW = "window"
    RELEASE = "release"
    SHIFT = "shift"
    DURATION = "duration"
    DISTANCE = "distance"
    BREAK = "break"
    FRESHNESS = "freshness"
    GOODS = "goods"
    TOGETHER = "together"
    PRECEDENCE = "precedence"
    LOCK = "lock"
    TRIPS = "trips"
    TRANSFER = "transfer"
    FLEET = "fleet"
    COST = "cost"
    UNFINISHED = "unfinished"


TEXTS: dict[Reason, Text] = {
    Reason.NO_VEHICLE: Text("Không có xe nào.", "There is no vehicle."),
    Reason.NOT_ALLOWED: Text(
        "Không loại xe nào được vào các điểm này.", "No vehicle type may come to any of its places."
    ),
    Reason.CLOSED_ROAD: Text(
        "Không có đường đi, hoặc đường đang đóng.", "There is no road to it, or the road is closed."
    ),
    Reason.CAPACITY: Text("Hàng vượt sức chở còn lại của xe.", "The load is more than the vehicles can still take."),
    Reason.WINDOW: Text("Không xe nào đến kịp khung giờ.", "No vehicle can be there inside its time windows."),
    Reason.RELEASE: Text("Hàng chỉ sẵn sàng khi đã quá muộn.", "It is released too late for any trip."),
    Reason.SHIFT: Text("Không xe nào về kịp trước khi hết ca.", "No vehicle would be back before its shift ends."),
    Reason.DURATION: Text("Tuyến sẽ kéo dài quá thời gian cho phép.", "The route would last longer than it may."),
    Reason.DISTANCE: Text("Tuyến sẽ dài quá số km cho phép.", "The route would be longer than it may."),
    Reason.BREAK: Text("Không còn thời gian nghỉ bắt buộc.", "The driver's break would have no room."),
    Reason.FRESHNESS: Text("Hàng sẽ không còn tươi khi về đến bưu cục.", "The goods would not arrive fresh."),
    Reason.GOODS: Text("Không được chở chung với hàng đã có trên xe.", "It may not travel with the goods on board."),
    Reason.TOGETHER: Text(
        "Phải đi cùng xe với điểm khác, và xe đó không nhận được.", "It must share a vehicle that cannot take it."
    ),
    Reason.PRECEDENCE: Text(
        "Thứ tự bắt buộc giữa các điểm không giữ được.", "The order it must keep with another stop cannot be kept."
    ),
    Reason.LOCK: Text(
        "Đã ghim vào xe hoặc vị trí không nhận được.", "It is locked to a vehicle or position that cannot take it."
    ),
    Reason.TRIPS: Text("Xe đã hết số chuyến cho phép.", "The vehicles have no trip left."),
    Reason.TRANSFER: Text(
        "Không có chuyến chuyển hàng nào đưa kịp hàng về bưu cục.", "No hand-over brings it to an office in time."
    ),
    Reason.FLEET: Text(
        "Mọi xe vào được đây đều đã kín việc; thêm một xe như vậy thì lấy được.",
        "Every vehicle that can come here is taken; one more would serve it.",
    ),
    Reason.COST: Text("Phục vụ điểm này đắt hơn chi phí bỏ qua.", "Serving it costs more than leaving it out."),
    Reason.UNFINISHED: Text(
        "Hết thời gian tính trước khi tìm được chỗ; hãy cho tính lâu hơn.",
        "The search ended before it found a place for it; give it longer.",
    ),
}
"""One sentence per reason."""
