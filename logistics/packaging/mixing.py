"""What may lie together in one carton, and which rules then hold for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from logistics.errors import Text
from logistics.packaging.profile import Mark, Mode, PackagingProfile, Ventilation
from logistics.packaging.standard import CartonKind, Standard


@dataclass(frozen=True, slots=True)
class Mix:
    """The rules of a carton with goods of these profiles: of every rule the strictest."""

    profiles: tuple[PackagingProfile, ...]
    cartons: tuple[CartonKind, ...]
    """Those that every profile may use, smallest outer volume first."""
    max_gross_mass_g: int
    clearance_mm: int
    fill_g_per_l: int
    keep_by_days: int
    max_stack: int
    temperature_c: tuple[int, int]
    marks: tuple[Mark, ...]
    modes: tuple[Mode, ...]


def why_parted(one: PackagingProfile, other: PackagingProfile) -> Text | None:
    """The reason why goods of the two profiles may not share a carton; None where they may."""
    vi, en = f"{one.name.vi} và {other.name.vi}", f"{one.name.en} and {other.name.en}"
    if other.code in one.not_with or one.code in other.not_with:
        return Text(f"{vi} không được để chung thùng.", f"{en} may not share a carton.")
    if one.ventilation is not other.ventilation:
        airy = one if one.ventilation is Ventilation.REQUIRED else other
        return Text(f"{vi}: chỉ {airy.name.vi} cần thoáng khí.", f"{en}: only {airy.name.en} needs air.")
    if _coolest(one, other) < _warmest(one, other):
        return Text(f"{vi}: khác nhiệt độ.", f"{en}: their temperatures do not meet.")
    if not set(one.cartons) & set(other.cartons):
        return Text(f"{vi}: không có loại thùng chung.", f"{en}: no carton suits both.")
    if not set(one.modes) & set(other.modes):
        return Text(f"{vi}: không đi chung phương tiện.", f"{en}: no way to travel suits both.")
    return None


def mix(profiles: Sequence[PackagingProfile], standard: Standard) -> Mix | None:
    """The rules for one carton with goods of all these profiles; None where they may not share one."""
    if any(why_parted(one, other) for one, other in combinations(profiles, 2)):
        return None
    codes = set.intersection(*(set(profile.cartons) for profile in profiles))
    modes = tuple(mode for mode in Mode if all(mode in profile.modes for profile in profiles))
    coolest, warmest = _coolest(*profiles), _warmest(*profiles)
    if not codes or not modes or coolest < warmest:
        return None
    cartons = sorted((standard.cartons[code] for code in codes), key=_smallest_first)
    return Mix(
        profiles=tuple(profiles),
        cartons=tuple(cartons),
        max_gross_mass_g=min(profile.max_gross_mass_g for profile in profiles),
        clearance_mm=max(profile.clearance_mm for profile in profiles),
        fill_g_per_l=max(profile.fill_g_per_l for profile in profiles),
        keep_by_days=min(profile.keep_by_days for profile in profiles),
        max_stack=min(profile.max_stack for profile in profiles),
        temperature_c=(warmest, coolest),
        marks=_marks(profiles, modes),
        modes=modes,
    )


def _marks(profiles: Sequence[PackagingProfile], modes: Sequence[Mode]) -> tuple[Mark, ...]:
    """Every mark that one of the goods needs, in the order of Mark, and what follows from the ways to travel."""
    needed = {mark for profile in profiles for mark in profile.marks}
    if Mode.AIR not in modes:
        needed.add(Mark.NOT_BY_AIR)
    return tuple(mark for mark in Mark if mark in needed)


def _coolest(*profiles: PackagingProfile) -> int:
    return min(profile.temperature_max_c for profile in profiles)


def _warmest(*profiles: PackagingProfile) -> int:
    return max(profile.temperature_min_c for profile in profiles)


def _smallest_first(carton: CartonKind) -> tuple[int, str]:
    return carton.outer.volume_mm3, carton.code
