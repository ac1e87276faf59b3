"""The sheet that hangs on a household's wall, from the packaging profile it follows."""

from __future__ import annotations

from collections.abc import Iterator

from logistics.labels.content import Mark
from logistics.labels.document_content import PackingInstructionContent, PackingStep
from logistics.packaging import Barrier, CartonKind, Mode, Orientation, PackagingProfile, Standard, Ventilation
from logistics.shipments.own_profiles import version_words

NONE_NEEDED = "Không cần"
"""What a profile says where goods need no absorbent."""

_BARRIERS = {Barrier.LOW: "thường", Barrier.MEDIUM: "chống ẩm vừa", Barrier.HIGH: "chống ẩm cao"}


def packing_instruction(
    profile: PackagingProfile, rules: Standard, office_phone: str = ""
) -> PackingInstructionContent:
    """How goods of the profile are packed, in Vietnamese: what to do in order, limits, marks, and what to part."""
    return PackingInstructionContent(
        profile=profile.code,
        version=version_words(profile.version).vi,
        valid_from=max(evidence.date for evidence in profile.evidence.values()),
        goods=profile.name.vi,
        steps=tuple(_steps(profile, rules)),
        limits=tuple(_limits(profile)),
        marks=_marks(profile),
        temperature_c=(profile.temperature_min_c, profile.temperature_max_c),
        stacking_limit=profile.max_stack - 1,
        never_with=tuple(rules.profiles[code].name.vi for code in profile.not_with),
        evidence="đề xuất, chưa xác nhận" if _proposed(profile) else "",
        office_phone=office_phone,
    )


def _steps(profile: PackagingProfile, rules: Standard) -> Iterator[PackingStep]:
    airy = profile.ventilation is Ventilation.REQUIRED
    yield PackingStep("Gói trong", profile.inner_packing.vi, Mark.VENTILATE if airy else Mark.KEEP_DRY)
    if profile.absorbent.vi != NONE_NEEDED:
        yield PackingStep("Lót thấm", profile.absorbent.vi, Mark.LIQUID)
    cartons = "; ".join(_carton(rules.cartons[code]) for code in profile.cartons)
    upright = profile.orientation is Orientation.UP
    yield PackingStep("Xếp vào thùng", cartons, Mark.THIS_WAY_UP if upright else None)
    yield PackingStep("Chèn kín", profile.cushioning.vi, Mark.FRAGILE if Mark.FRAGILE in _marks(profile) else None)
    heaviest = _kilograms(profile.max_gross_mass_g)
    yield PackingStep(
        "Cân và dán kín", f"Cả thùng không quá {heaviest}. Băng keo chữ H hai mặt, không buộc dây; nhãn lên mặt phẳng."
    )
    yield PackingStep(
        "Chồng thùng", f"Chồng cao nhất {profile.max_stack} thùng, thùng nặng ở dưới.", Mark.STACKING_LIMIT
    )


def _carton(carton: CartonKind) -> str:
    length, width, height = (extent // 10 for extent in carton.inner.extents)
    return f"{carton.code} {length}×{width}×{height} cm"


def _limits(profile: PackagingProfile) -> Iterator[tuple[str, str]]:
    yield "Nặng nhất", _kilograms(profile.max_gross_mass_g)
    yield "Nhiệt độ", f"{profile.temperature_min_c}–{profile.temperature_max_c} °C"
    yield "Độ ẩm", f"≤ {profile.humidity_max_percent} %"
    yield "Giữ được", f"{profile.shelf_life_days} ngày"
    yield "Phải giao trong", f"{profile.keep_by_days} ngày"
    yield "Bao gói", _BARRIERS[profile.moisture_barrier]
    yield "Đi bằng", "đường bộ, máy bay" if Mode.AIR in profile.modes else "chỉ đường bộ"


def _marks(profile: PackagingProfile) -> tuple[Mark, ...]:
    marks = [Mark(mark.value) for mark in profile.marks]
    return tuple(marks if Mode.AIR in profile.modes else dict.fromkeys([*marks, Mark.NOT_BY_AIR]))


def _proposed(profile: PackagingProfile) -> bool:
    """Whether any of its values is ours alone."""
    return any(evidence.source.startswith("proposal") for evidence in profile.evidence.values())


def _kilograms(mass_g: int) -> str:
    return f"{mass_g / 1000:g} kg".replace(".", ",")
