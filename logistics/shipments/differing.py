"""Where a shipment asked for again says otherwise than the one that was made under the same reference."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from logistics.errors import Conflict, Problem, Text
from logistics.shipments.checked import Checked
from logistics.shipments.models import Shipment

_NAMES = {
    "/consignee/name": Text("tên người nhận", "the recipient's name"),
    "/consignee/phone": Text("số điện thoại người nhận", "the recipient's phone"),
    "/consignee/address": Text("địa chỉ người nhận", "the recipient's address"),
    "/consignee/commune": Text("xã/phường của người nhận", "the recipient's commune"),
    "/consignee/note": Text("ghi chú giao hàng", "the note for the delivery"),
    "/lines": Text("hàng hóa", "the goods"),
    "/cod_amount_vnd": Text("tiền thu hộ", "the cash on delivery"),
    "/service": Text("dịch vụ", "the service"),
    "/lot": Text("lô hàng", "the lot"),
    "/promised_on": Text("ngày hẹn giao", "the promised day"),
}


def refuse_other_content(session: Session, shipment_id: int, checked: Checked) -> None:
    """Raises Conflict, naming every field in which `checked` differs from the stored shipment."""
    stored = session.get_one(Shipment, shipment_id)
    if not (fields := list(_differing(stored, checked))):
        return
    reference = stored.reference
    raise Conflict(
        "reference_has_other_content",
        vi=f"Mã {reference} đã đăng ký với nội dung khác: {', '.join(_NAMES[at].vi for at in fields)}. "
        "Gửi đúng như lần trước, hoặc dùng mã mới.",
        en=f"{reference} is registered with other content: {', '.join(_NAMES[at].en for at in fields)}. "
        "Send what was sent before, or use a new reference.",
        problems=[Problem(at, "differs", _differs(_NAMES[at])) for at in fields],
    )


def _differing(stored: Shipment, checked: Checked) -> Iterator[str]:
    """JSON pointers of what is not the same, in the order of a shipment's fields."""
    consignee, new = stored.consignee, checked.new
    # Personal data that was erased can be compared no more.
    if consignee.erased_at is None:
        for name in ("name", "phone", "address", "note"):
            if getattr(consignee, name) != getattr(checked, name):
                yield f"/consignee/{name}"
        if consignee.commune_code != checked.commune.code:
            yield "/consignee/commune"
    if _stored_goods(stored) != _asked_goods(checked):
        yield "/lines"
    for name in ("cod_amount_vnd", "service", "lot", "promised_on"):
        if getattr(stored, name) != getattr(new, name):
            yield f"/{name}"


_Goods = dict[str, tuple[str, str, int, int]]
"""By kind of goods: SKU and description of its first line, units and amount of all its lines."""


def _stored_goods(stored: Shipment) -> _Goods:
    return _gathered(
        (line.goods, line.sku, line.description, line.quantity, line.amount_vnd)
        for parcel in stored.parcels
        for line in parcel.lines
    )


def _asked_goods(checked: Checked) -> _Goods:
    return _gathered(
        (line.goods.code, line.sku, line.description, line.quantity, line.amount_vnd) for line in checked.lines
    )


def _gathered(lines: Iterator[tuple[str, str, str, int, int]]) -> _Goods:
    goods: _Goods = {}
    for code, sku, description, quantity, amount_vnd in lines:
        first_sku, first_description, units, sum_vnd = goods.get(code, (sku, description, 0, 0))
        goods[code] = (first_sku, first_description, units + quantity, sum_vnd + amount_vnd)
    return goods


def _differs(name: Text) -> Text:
    return Text(f"Khác với lần đăng ký trước: {name.vi}.", f"Not as registered before: {name.en}.")
