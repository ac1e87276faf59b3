"""Why an attempt failed, and whose fault that was. Reasons are data; their words are stable.

Source: the sixteen reasons and their parties follow what carriers publish (X12 1651 codes where one exists)
and the press on pickups that were reported as failed without anybody having come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from logistics.errors import Text
from logistics.tracking.models import EventCode


class Fault(StrEnum):
    """Whose doing it was; nobody's for roads and weather."""

    SENDER = "sender"
    CONSIGNEE = "consignee"
    CARRIER = "carrier"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its stable word, whose fault, its words for people, and the X12 1651 code where there is one."""

    code: str
    fault: Fault
    text: Text
    x12: str = ""


def _listed(*reasons: Reason) -> Mapping[str, Reason]:
    return {reason.code: reason for reason in reasons}


_S, _C, _H, _N = Fault.SENDER, Fault.CONSIGNEE, Fault.CARRIER, Fault.NOBODY

PICKUP = _listed(
    Reason("not_ready", _S, Text("Hàng chưa sẵn sàng", "The goods were not ready")),
    Reason("sender_absent", _S, Text("Người gửi vắng mặt", "The sender was absent")),
    Reason("sender_unreachable", _S, Text("Không liên lạc được người gửi", "The sender could not be reached")),
    Reason("wrong_meeting_point", _S, Text("Sai điểm hẹn", "Wrong meeting point")),
    Reason("packaging_rejected", _S, Text("Đóng gói không đạt", "The packaging was not good enough")),
    Reason("overweight", _S, Text("Quá khối lượng đã báo", "Heavier than announced"), x12="BQ"),
    Reason("quality_rejected", _S, Text("Hàng không đạt chất lượng", "The goods were not good enough")),
    Reason("prohibited", _S, Text("Hàng không được phép gửi", "The goods may not be sent")),
    Reason("cancelled", _S, Text("Người gửi đã hủy", "The sender cancelled")),
    Reason("language_barrier", _H, Text("Bất đồng ngôn ngữ", "No common language")),
    Reason("road_blocked", _N, Text("Đường bị chặn", "The road was blocked"), x12="BE"),
    Reason("weather", _N, Text("Thời tiết xấu", "Bad weather"), x12="AO"),
    Reason("vehicle_breakdown", _H, Text("Xe hỏng", "The vehicle broke down"), x12="AI"),
    Reason("vehicle_full", _H, Text("Xe đã đầy", "The vehicle was full")),
    Reason("out_of_time", _H, Text("Hết giờ làm việc", "The shift was over"), x12="AX"),
    Reason("office_overload", _H, Text("Bưu cục quá tải", "The post office was overloaded")),
)
"""Why a pickup failed."""

DELIVERY = _listed(
    Reason("consignee_absent", _C, Text("Người nhận vắng mặt", "The recipient was absent")),
    Reason("consignee_unreachable", _C, Text("Không liên lạc được người nhận", "The recipient could not be reached")),
    Reason("consignee_postponed", _C, Text("Người nhận hẹn ngày khác", "The recipient asked for another day")),
    Reason("refused", _C, Text("Người nhận từ chối", "The recipient refused")),
    Reason("cod_not_paid", _C, Text("Người nhận chưa trả tiền thu hộ", "The recipient did not pay")),
    Reason("wrong_address", _S, Text("Sai địa chỉ", "Wrong address")),
    Reason("goods_damaged", _H, Text("Hàng bị hư hỏng", "The goods were damaged")),
    Reason("not_told", _H, Text("Hãng vận chuyển không nêu lý do", "The carrier gave no reason")),
    Reason("road_blocked", _N, Text("Đường bị chặn", "The road was blocked"), x12="BE"),
    Reason("weather", _N, Text("Thời tiết xấu", "Bad weather"), x12="AO"),
    Reason("vehicle_breakdown", _H, Text("Xe hỏng", "The vehicle broke down"), x12="AI"),
    Reason("out_of_time", _H, Text("Hết giờ làm việc", "The shift was over"), x12="AX"),
)
"""Why a delivery failed."""

EVERY: Mapping[str, Reason] = DELIVERY | PICKUP  # type: ignore[operator]
"""All reasons by their word; a word that both have means the same in both."""

_OF: Mapping[EventCode, Mapping[str, Reason]] = {EventCode.PICKUP_FAILED: PICKUP, EventCode.DELIVERY_FAILED: DELIVERY}


def reasons_for(code: EventCode) -> Mapping[str, Reason]:
    """The reasons an event of this code must choose from; empty where it needs none."""
    return _OF.get(code, {})
