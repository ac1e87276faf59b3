"""One row of the sellers' sheet, read into the values of a Seller, with every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from logistics.errors import Text
from logistics.parties.models import SellerKind, VehicleKind
from logistics.parties.phones import e164
from logistics.places import communes, find_unit
from logistics.places.positions import VIETNAM_LAT, VIETNAM_LON
from logistics.text import clean, fold

HEADINGS = {
    "seller_code": Text("Mã người bán", "Seller code"),
    "kind": Text("Loại", "Kind"),
    "name": Text("Tên", "Name"),
    "contact": Text("Người liên hệ", "Contact"),
    "phone": Text("Điện thoại", "Phone"),
    "language": Text("Ngôn ngữ", "Language"),
    "village": Text("Bản", "Village"),
    "commune_code": Text("Mã xã", "Commune code"),
    "commune": Text("Xã/phường", "Commune"),
    "lat": Text("Vĩ độ", "Latitude"),
    "lon": Text("Kinh độ", "Longitude"),
    "elevation_m": Text("Độ cao (m)", "Elevation (m)"),
    "access": Text("Xe vào được", "Access"),
    "meeting_point": Text("Điểm hẹn", "Meeting point"),
    "meeting_lat": Text("Vĩ độ điểm hẹn", "Meeting latitude"),
    "meeting_lon": Text("Kinh độ điểm hẹn", "Meeting longitude"),
    "meeting_walk_min": Text("Đi bộ (phút)", "Walk (min)"),
    "ocop_stars": Text("Sao OCOP", "OCOP stars"),
}
"""What a sheet may call its columns, beside the words themselves."""
REQUIRED = ("seller_code", "kind", "name", "phone", "village", "lat", "lon", "access")
_LENGTHS = {"seller_code": 16, "name": 160, "contact": 120, "village": 120, "language": 40, "meeting_point": 160}
_SAID = {
    "ho": SellerKind.HOUSEHOLD,
    "ho gia dinh": SellerKind.HOUSEHOLD,
    "htx": SellerKind.COOPERATIVE,
    "hop tac xa": SellerKind.COOPERATIVE,
    "cooperative": SellerKind.COOPERATIVE,
    "xe tai": VehicleKind.TRUCK,
    "xe van": VehicleKind.VAN,
    "xe may": VehicleKind.MOTORBIKE,
}
"""How people write the words of closed sets, folded."""
_NAMES: dict[StrEnum, str] = {
    SellerKind.HOUSEHOLD: "hộ",
    SellerKind.COOPERATIVE: "HTX",
    VehicleKind.TRUCK: "xe tải",
    VehicleKind.VAN: "xe van",
    VehicleKind.MOTORBIKE: "xe máy",
}
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one cell, as a stable word and as advice."""

    field: str
    reason: str
    advice: Text


@lru_cache(1000)
def field_of(heading: str) -> str:
    """The field that a heading means, in Vietnamese, English or as the field's own word; else the heading."""
    bare = fold(heading).strip("*: ")
    return next(
        (word for word, name in HEADINGS.items() if bare in (word, fold(name.vi), fold(name.en))), heading.strip()
    )


def read_seller(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[RowFault]]:
    """Values for a Seller without its office, and the faults; the values are good only where there are none."""
    reader = _Reader(cells, [])
    name = reader.text("name", needed=True)
    walk_min = reader.number("meeting_walk_min", 0, 24 * 60)
    meeting_lat = reader.number("meeting_lat", *VIETNAM_LAT)
    meeting_lon = reader.number("meeting_lon", *VIETNAM_LON)
    values = {
        "code": reader.text("seller_code", needed=True).upper(),
        "kind": reader.word("kind", SellerKind),
        "name": name,
        "name_folded": fold(name),
        "contact": reader.text("contact") or name[:120],
        "phone": reader.phone(),
        "village": reader.text("village", needed=True),
        "commune_code": reader.commune_code(),
        "lat": reader.number("lat", *VIETNAM_LAT, needed=True),
        "lon": reader.number("lon", *VIETNAM_LON, needed=True),
        "access": reader.word("access", VehicleKind),
        "elevation_m": _whole(reader.number("elevation_m", -10, 4000)),
        "language": reader.text("language"),
        "meeting_point": reader.text("meeting_point"),
        "meeting_lat": meeting_lat,
        "meeting_lon": meeting_lon,
        "meeting_walk_s": None if walk_min is None else round(walk_min * 60),
        "ocop_stars": _whole(reader.number("ocop_stars", 1, 5)),
    }
    if (meeting_lat is None) != (meeting_lon is None):
        reader.fault(
            "meeting_lat",
            "half_a_point",
            Text("Điểm hẹn cần cả vĩ độ và kinh độ.", "A meeting point needs both latitude and longitude."),
        )
    return values, reader.faults


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads cells by heading and notes what is wrong with them."""

    cells: Mapping[str, str]
    faults: list[RowFault]

    def fault(self, field: str, reason: str, advice: Text) -> None:
        self.faults.append(RowFault(field, reason, advice))

    def text(self, field: str, *, needed: bool = False) -> str:
        text = clean(self.cells.get(field, "").removeprefix("'"))
        if text.startswith("="):
            advice = Text("Ô chứa công thức. Thay bằng giá trị.", "The cell holds a formula. Replace it by its value.")
            self.fault(field, "formula", advice)
            return ""
        if needed and not text:
            self.fault(field, "missing", Text("Ô trống. Điền giá trị.", "The cell is empty. Fill it in."))
        if len(text) > (most := _LENGTHS.get(field, 400)):
            self.fault(field, "too_long", Text(f"Tối đa {most} ký tự. Rút ngắn.", f"At most {most} characters."))
        return text

    def word(self, field: str, kind: type[StrEnum]) -> StrEnum | None:
        text = self.text(field).lower()
        meant = _SAID.get(fold(text), text)
        if meant in set(kind):
            return kind(meant)
        said = ", ".join(_NAMES[word] for word in kind)
        self.fault(
            field,
            "unknown_word",
            Text(f"{text[:40]!r} phải là một trong: {said}.", f"{text[:40]!r} must be one of: {', '.join(kind)}."),
        )
        return None

    def number(self, field: str, low: float, high: float, *, needed: bool = False) -> float | None:
        text = self.text(field, needed=needed)
        if not text:
            return None
        value = _tried(float, text.replace(",", "."))
        if value is None or not low <= value <= high:
            self.fault(
                field,
                "bad_number",
                Text(
                    f"{text[:40]!r} phải là số từ {low:g} đến {high:g}. Sửa lại.",
                    f"{text[:40]!r} must be a number from {low:g} to {high:g}. Correct it.",
                ),
            )
        return value

    def phone(self) -> str:
        raw = self.text("phone", needed=True)
        phone = e164(raw)
        if raw and phone is None:
            self.fault(
                "phone",
                "bad_phone",
                Text(
                    f"{raw[:40]!r} không phải số điện thoại. Sửa lại.",
                    f"{raw[:40]!r} is no phone number. Correct it.",
                ),
            )
        return phone or ""

    def commune_code(self) -> str:
        code, name = self.text("commune_code"), self.text("commune")
        if code in communes():
            return code
        unit = find_unit("", name).unit if name and not code else None
        if unit is None:
            self.fault(
                "commune_code",
                "unknown_commune",
                Text(
                    f"Không có xã/phường {(code or name)[:60]!r} (mã 2025). Sửa mã.",
                    f"There is no commune {(code or name)[:60]!r} (code of 2025). Correct the code.",
                ),
            )
            return ""
        return unit.code


def _tried(read: Callable[[str], _Value], text: str) -> _Value | None:
    try:
        return read(text)
    except ValueError:
        return None
