"""The check at the counter: what the scale and the rule say, held against the standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from logistics.errors import Text
from logistics.packaging.profile import Mode, PackagingProfile
from logistics.packaging.size import Size
from logistics.packaging.standard import CartonKind, Standard
from logistics.text import counted

_TOLERANCE_G = 100
_TOLERANCE_PERCENT = 5
_BULGE_MM = 15


class FindingCode(StrEnum):
    """What can be wrong with a parcel on the counter."""

    UNKNOWN_STANDARD = "unknown_standard"
    OTHER_VERSION = "other_version"
    WRONG_CARTON = "wrong_carton"
    CARTON_OVERLOADED = "carton_overloaded"
    TOO_HEAVY = "too_heavy"
    MASS_DIFFERS = "mass_differs"
    CARTON_BULGES = "carton_bulges"
    SIZE_DIFFERS = "size_differs"
    MODE_FORBIDDEN = "mode_forbidden"
    KEEPS_TOO_SHORT = "keeps_too_short"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, how to repair it, and whether the clerk may go on with a reason that is recorded."""

    code: FindingCode
    text: Text
    repair: Text
    overridable: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What scale and rule say; the edges of the size may come in any order."""

    gross_mass_g: int
    size: Size


@dataclass(frozen=True, slots=True)
class Declared:
    """What the parcel is said to be, and its journey as far as it is known."""

    profile_code: str
    profile_version: int
    carton_code: str
    gross_mass_g: int
    journey_days: int | None = None
    mode: Mode | None = None


def check_at_counter(measured: Measured, declared: Declared, standard: Standard) -> tuple[Finding, ...]:
    """Everything wrong with the parcel as measured; empty where it may be accepted as it is."""
    profile = standard.profiles.get(declared.profile_code)
    carton = standard.cartons.get(declared.carton_code)
    if profile is None or carton is None:
        return (_unknown(declared),)
    return (
        *_standard_kept(declared, profile),
        *_mass(measured, declared, profile, carton),
        *_size(measured, carton),
        *_journey(declared, profile),
    )


def standing(findings: tuple[Finding, ...], reasons: Mapping[FindingCode, str]) -> tuple[Finding, ...]:
    """The findings that still forbid acceptance: not overridable, or without a reason in words."""
    return tuple(
        finding for finding in findings if not (finding.overridable and len(reasons.get(finding.code, "").strip()) >= 3)
    )


def _unknown(declared: Declared) -> Finding:
    return Finding(
        FindingCode.UNKNOWN_STANDARD,
        Text(
            f"Không có tiêu chuẩn {declared.profile_code} hoặc thùng {declared.carton_code}.",
            f"There is no profile {declared.profile_code} or no carton {declared.carton_code}.",
        ),
        Text("Chọn lại loại hàng và thùng.", "Choose goods and carton again."),
        overridable=False,
    )


def _standard_kept(declared: Declared, profile: PackagingProfile) -> Iterator[Finding]:
    if declared.profile_version != profile.version:
        yield Finding(
            FindingCode.OTHER_VERSION,
            Text(
                f"Đóng theo {profile.code} bản {declared.profile_version}; hiện nay là bản {profile.version}.",
                f"Packed to {profile.code} version {declared.profile_version}; version {profile.version} holds now.",
            ),
            Text("So với phiếu hướng dẫn hiện nay.", "Compare with the present instruction sheet."),
            overridable=True,
        )
    if declared.carton_code not in profile.cartons:
        yield Finding(
            FindingCode.WRONG_CARTON,
            Text(
                f"{profile.name.vi} không đóng trong thùng {declared.carton_code}.",
                f"{profile.name.en} is not packed in carton {declared.carton_code}.",
            ),
            Text(f"Đổi sang thùng {', '.join(profile.cartons)}.", f"Repack into {', '.join(profile.cartons)}."),
            overridable=True,
        )


def _mass(measured: Measured, declared: Declared, profile: PackagingProfile, carton: CartonKind) -> Iterator[Finding]:
    mass_g = measured.gross_mass_g
    if mass_g - carton.tare_g > carton.max_load_g:
        yield Finding(
            FindingCode.CARTON_OVERLOADED,
            Text(
                f"Nặng {_kg(mass_g)}; thùng {carton.code} chỉ chịu {_kg(carton.max_load_g)} hàng.",
                f"It weighs {_kg(mass_g, '.')}; carton {carton.code} carries {_kg(carton.max_load_g, '.')}.",
            ),
            Text("Đổi thùng chắc hơn hoặc chia làm hai.", "Use a stronger carton or split it in two."),
            overridable=False,
        )
    if mass_g > profile.max_gross_mass_g:
        yield Finding(
            FindingCode.TOO_HEAVY,
            Text(
                f"Nặng {_kg(mass_g)}; {profile.name.vi} tối đa {_kg(profile.max_gross_mass_g)} một thùng.",
                f"It weighs {_kg(mass_g, '.')}; {profile.name.en}: at most {_kg(profile.max_gross_mass_g, '.')}.",
            ),
            Text("Chia làm hai thùng.", "Split it into two cartons."),
            overridable=True,
        )
    if abs(mass_g - declared.gross_mass_g) > max(_TOLERANCE_G, declared.gross_mass_g * _TOLERANCE_PERCENT // 100):
        yield Finding(
            FindingCode.MASS_DIFFERS,
            Text(
                f"Cân được {_kg(mass_g)}, khai {_kg(declared.gross_mass_g)}.",
                f"The scale says {_kg(mass_g, '.')}, declared were {_kg(declared.gross_mass_g, '.')}.",
            ),
            Text(
                "Đếm lại hàng; nếu đúng, ghi khối lượng cân được.",
                "Count the goods; if right, take the scale's mass.",
            ),
            overridable=True,
        )


def _kg(mass_g: int, point: str = ",") -> str:
    """The mass as a scale shows it, to the gram: "3,9 kg"."""
    return f"{mass_g / 1000:.3f}".rstrip("0").rstrip(".").replace(".", point) + " kg"


def _size(measured: Measured, carton: CartonKind) -> Iterator[Finding]:
    found, meant = sorted(measured.size.extents), sorted(carton.outer.extents)
    difference = [one - other for one, other in zip(found, meant, strict=True)]
    text = Text(
        f"Đo được {measured.size}; thùng {carton.code} là {carton.outer}.",
        f"It measures {measured.size}; carton {carton.code} is {carton.outer}.",
    )
    if any(_BULGE_MM < more <= 4 * _BULGE_MM for more in difference) and min(difference) >= -_BULGE_MM:
        repair = Text("Thùng phồng: bớt hàng hoặc đổi thùng.", "It bulges: take goods out or use a larger one.")
        yield Finding(FindingCode.CARTON_BULGES, text, repair, overridable=True)
    elif any(abs(each) > _BULGE_MM for each in difference):
        repair = Text("Đây là thùng khác: chọn đúng mã thùng.", "This is another carton: choose its code.")
        yield Finding(FindingCode.SIZE_DIFFERS, text, repair, overridable=True)


def _journey(declared: Declared, profile: PackagingProfile) -> Iterator[Finding]:
    if declared.mode is not None and declared.mode not in profile.modes:
        yield Finding(
            FindingCode.MODE_FORBIDDEN,
            Text(
                f"{profile.name.vi} không được gửi bằng đường {_MODES[declared.mode].vi}.",
                f"{profile.name.en} may not travel by {_MODES[declared.mode].en}.",
            ),
            Text("Chọn dịch vụ khác.", "Choose another service."),
            overridable=False,
        )
    if declared.journey_days is not None and declared.journey_days > profile.keep_by_days:
        yield Finding(
            FindingCode.KEEPS_TOO_SHORT,
            Text(
                f"{profile.name.vi} giữ được {profile.keep_by_days} ngày; hành trình {declared.journey_days} ngày.",
                f"{profile.name.en} keeps {counted(profile.keep_by_days, 'day')}, "
                f"the journey takes {counted(declared.journey_days, 'day')}.",
            ),
            Text("Chọn dịch vụ nhanh hơn hoặc hỏi người gửi.", "Choose a faster service or ask the sender."),
            overridable=True,
        )


_MODES = {Mode.ROAD: Text("bộ", "road"), Mode.AIR: Text("hàng không", "air")}
