"""Papers of the demonstration bag, route and carton, for the tests of documents and their golden pages."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from logistics.cli.bench.label_samples import sample_labels
from logistics.codes import sscc
from logistics.labels.content import BagLabelContent, LabelContent, Mark
from logistics.labels.document_content import (
    ManifestContent,
    ManifestLine,
    PackedGoods,
    PackedLayer,
    PackingInstructionContent,
    PackingSlipContent,
    PackingStep,
    RouteSheetContent,
    RouteSheetStop,
    SlipLine,
)
from logistics.labels.documents import (
    write_bag_labels,
    write_manifest,
    write_packing_instruction,
    write_packing_slips,
    write_route_sheet,
)

SSCC = sscc("8931234", 1, 42)
CLOSED_AT = dt.datetime(2026, 11, 22, 11, 30, tzinfo=dt.UTC)
BAG = BagLabelContent(
    SSCC,
    "Bưu cục Tam Đường",
    "Trung tâm khai thác Hà Nội",
    "HNI-HUB-1",
    48,
    18450,
    CLOSED_AT,
    "NP-00817",
    "Đường bộ",
    (Mark.KEEP_DRY,),
)
STOP = RouteSheetStop(
    "STOP-001-A7",
    "07:30",
    "Điểm hẹn bản Thẳm",
    "nhà văn hóa bản",
    (("Lò Thị Mai", "0912345678"),),
    3,
    4200,
    350000,
    "06:30–09:00",
    "Gọi trước 15 phút",
)


def written(write: Callable[..., int], content: Any) -> tuple[bytes, int]:
    buffer = io.BytesIO()
    count = write(content, buffer)
    return buffer.getvalue(), count


def a_manifest(count: int) -> ManifestContent:
    lines = tuple(
        ManifestLine(label.item_number, label.consignee.name, label.consignee.address.commune, label.gross_mass_g, 1000)
        for label in sample_labels(count)
    )
    return ManifestContent("Túi HNI-HUB-1", SSCC, BAG.from_office, BAG.to_office, CLOSED_AT, lines, "25C-012.34")


def a_route_sheet(stops: int) -> RouteSheetContent:
    return RouteSheetContent(
        "TĐ-03 Hô Thầu",
        "PLAN-20261123-V2",
        dt.date(2026, 11, 23),
        "Bưu cục Tam Đường",
        "25C-012.34",
        "Giàng A Páo",
        "0912000111",
        "0213888113",
        "06:30",
        "15:40",
        86400,
        tuple(replace(STOP, code=f"STOP-{number:03d}", place=f"Bản số {number}") for number in range(1, stops + 1)),
        ("Sạt lở Km 12",),
    )


def a_slip(label: LabelContent) -> PackingSlipContent:
    layer = PackedLayer(
        "Lớp 1", 380, 280, (PackedGoods("Trà Shan", 0, 0, 190, 280), PackedGoods("Mắc ca", 190, 0, 190, 280))
    )
    lines = (SlipLine("Trà Shan tuyết 200 g", 6, "hộp", 1320, "TS-2611", dt.date(2027, 11, 1)),)
    return PackingSlipContent(label, "Thùng C3", lines, (layer,), ("Dán kín băng keo chữ H.",), "HTX Chè Tam Đường")


def an_instruction(steps: int) -> PackingInstructionContent:
    return PackingInstructionContent(
        profile="honey_glass",
        version="3",
        valid_from=dt.date(2026, 11, 1),
        goods="Mật ong – lọ thủy tinh",
        steps=tuple(PackingStep(f"Bước số {number}.", "làm kỹ", Mark.FRAGILE) for number in range(1, steps + 1)),
        limits=(("Nặng nhất", "10 kg"), ("Nhiệt độ", "≤ 30 °C")),
        marks=tuple(Mark),
        temperature_c=(13, 14),
        stacking_limit=3,
        never_with=("gạo Séng Cù",),
        evidence="đề xuất",
        office_phone="0213 3876 543",
    )


DOCUMENTS: dict[str, Callable[[LabelContent], bytes]] = {
    "bag-label": lambda _: written(write_bag_labels, [BAG])[0],
    "manifest": lambda _: written(write_manifest, a_manifest(12))[0],
    "route-sheet": lambda _: written(write_route_sheet, a_route_sheet(5))[0],
    "packing-slip": lambda label: written(write_packing_slips, [a_slip(label)])[0],
    "packing-instruction": lambda _: written(write_packing_instruction, an_instruction(6))[0],
}
"""One paper of each kind, by its name."""
