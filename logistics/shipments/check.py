"""Whether a new shipment can be made, with every fault at once; and what its words mean, looked up."""

from __future__ import annotations

import re

from logistics.errors import Text
from logistics.labels.printable import legible
from logistics.packaging import Service
from logistics.parties.phones import e164
from logistics.places import Match, Unit, communes, find_unit
from logistics.shipments.checked import Checked, CheckedLine, Directory
from logistics.shipments.faults import (
    MOST_UNITS,
    MOST_VND,
    Faults,
    bad_amount,
    bad_quantity,
    too_long,
    unknown_seller,
    unknown_sku,
    unprintable,
)
from logistics.shipments.new import NewConsignee, NewLine, NewShipment
from logistics.text import clean

_LENGTHS = {"name": 160, "address": 400, "note": 400}
_COMMUNE_CODE = re.compile(r"[0-9]{5}")


def check(new: NewShipment, directory: Directory, faults: Faults) -> Checked | None:
    """The checked shipment, or None with every fault in `faults`, which may hold some already."""
    lines = [_line(line, at, directory, faults) for at, line in enumerate(new.lines)]
    sender = directory.senders.get(new.seller_code)
    # An SKU that nobody can read says already what is wrong; its household would say it twice.
    if sender is None and all(lines):
        faults.add("/seller_code", "unknown_seller", unknown_seller(new.seller_code))
    if not new.lines:
        faults.add("/lines", "no_lines", Text("Chưa có hàng nào. Thêm ít nhất một dòng.", "No goods. Add a line."))
    _check_terms(new, faults)
    name, address, note = (_text(new.consignee, part, faults) for part in ("name", "address", "note"))
    phone, commune = _phone(new.consignee.phone, faults), _commune(new.consignee, faults)
    service = _service(new.service, directory, faults)
    if faults or sender is None or phone is None or commune is None or service is None:
        return None
    return Checked(
        new=new,
        sender=sender,
        name=name,
        phone=phone,
        address=address,
        commune=commune,
        note=note,
        service=service,
        lines=tuple(line for line in lines if line),
    )


def _line(line: NewLine, place: int, directory: Directory, faults: Faults) -> CheckedLine | None:
    at = f"/lines/{place}"
    sku, description = clean(line.sku), clean(line.description)
    if line.quantity == 0:
        faults.add(f"{at}/quantity", "zero_quantity", bad_quantity("0"))
    elif not 0 < line.quantity <= MOST_UNITS:
        faults.add(f"{at}/quantity", "bad_quantity", bad_quantity(str(line.quantity)))
    if not 0 <= line.amount_vnd <= MOST_VND:
        faults.add(f"{at}/amount_vnd", "bad_amount", bad_amount(line.amount_vnd))
    if len(description) > 200:
        faults.add(f"{at}/description", "too_long", too_long(200))
    if (read := directory.standard.read_sku(sku)) is None or len(sku) > 40:
        faults.add(f"{at}/sku", "unknown_sku", unknown_sku(sku))
        return None
    household, goods = read
    if household and household not in directory.senders:
        faults.add(f"{at}/sku", "unknown_seller", unknown_seller(household))
        return None
    return CheckedLine(
        sku=sku,
        description=description or goods.name.vi,
        goods=goods,
        quantity=line.quantity,
        amount_vnd=line.amount_vnd,
    )


def _check_terms(new: NewShipment, faults: Faults) -> None:
    if not 0 <= new.cod_amount_vnd <= MOST_VND:
        faults.add("/cod_amount_vnd", "bad_amount", bad_amount(new.cod_amount_vnd))
    for part, most in (("reference", 64), ("channel", 24), ("lot", 40)):
        if len(getattr(new, part)) > most:
            faults.add(f"/{part}", "too_long", too_long(most))


def _service(code: str, directory: Directory, faults: Faults) -> Service | None:
    if (service := directory.services.get(code)) is None:
        known = ", ".join(directory.services)
        faults.add(
            "/service",
            "unknown_service",
            Text(
                f"Không có dịch vụ {code[:40]!r}. Chọn một trong: {known}.",
                f"There is no service {code[:40]!r}. Choose one of: {known}.",
            ),
        )
    return service


def _text(consignee: NewConsignee, part: str, faults: Faults) -> str:
    written = clean(getattr(consignee, part))
    text, lost = (written, "") if part == "note" else legible(written)
    if lost or (written and not text):
        faults.add(f"/consignee/{part}", "unprintable", unprintable(lost))
    # Without a commune the whole address is missing: the buyer is asked once.
    needed = part == "name" or (part == "address" and consignee.commune.strip())
    if not text and needed:
        faults.add(
            f"/consignee/{part}",
            f"missing_{part}",
            Text(
                "Thiếu tên hoặc địa chỉ người nhận. Hỏi người mua rồi điền.",
                "The recipient's name or address is missing. Ask the buyer and fill it in.",
            ),
        )
    if len(text) > _LENGTHS[part]:
        faults.add(f"/consignee/{part}", "too_long", too_long(_LENGTHS[part]))
    return text


def _phone(raw: str, faults: Faults) -> str | None:
    if not raw.strip():
        faults.add(
            "/consignee/phone",
            "missing_phone",
            Text(
                "Thiếu số điện thoại người nhận. Hỏi người mua rồi điền.",
                "The recipient's phone number is missing. Ask the buyer and fill it in.",
            ),
        )
        return None
    if (phone := e164(raw)) is None:
        faults.add(
            "/consignee/phone",
            "bad_phone",
            Text(
                f"{raw[:40]!r} không phải số điện thoại. Hỏi lại người mua.",
                f"{raw[:40]!r} is no phone number. Ask the buyer again.",
            ),
        )
    return phone


def _commune(consignee: NewConsignee, faults: Faults) -> Unit | None:
    raw = consignee.commune.strip()
    if _COMMUNE_CODE.fullmatch(raw) and raw in communes():
        return communes()[raw]
    match = find_unit(consignee.province, raw, consignee.district)
    if match.unit is None:
        at = "/consignee/province" if match.via == "no_province" else "/consignee/commune"
        code, text = _unmatched(match, consignee)
        faults.add(at, code, text)
    return match.unit


def _unmatched(match: Match, consignee: NewConsignee) -> tuple[str, Text]:
    written = clean(f"{consignee.commune}, {consignee.province}")[:80]
    if match.via == "no_commune":
        return "no_commune", Text(
            "Thiếu xã/phường của người nhận. Hỏi người mua: xã hoặc phường nào (theo tên từ 07/2025)?",
            "The recipient's commune is missing. Ask the buyer for the commune or ward (as named since July 2025).",
        )
    if match.via == "no_province":
        return "unknown_province", Text(
            f"Không có tỉnh/thành phố {consignee.province[:60]!r}. Sửa tên tỉnh.",
            f"There is no province {consignee.province[:60]!r}. Correct its name.",
        )
    if match.candidates:
        offered = "; ".join(unit.full_name for unit in match.candidates[:5])
        return "ambiguous_commune", Text(
            f"{written!r} có thể là: {offered}. Chọn một.", f"{written!r} may mean: {offered}. Choose one."
        )
    return "unknown_commune", Text(
        f"Không tìm thấy xã/phường {written!r}. Hỏi lại người mua địa chỉ từ 07/2025.",
        f"No commune {written!r} is known. Ask the buyer for the address as it is since July 2025.",
    )
