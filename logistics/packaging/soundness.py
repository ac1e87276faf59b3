"""What makes a standard sound: every value of its kind, every code that is named known, every limit positive."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from enum import Enum

from logistics.errors import Text
from logistics.packaging.profile import PackagingProfile
from logistics.packaging.standard import Standard

MOST_CARTONS = 15
_FIXED = ("code", "version", "name", "evidence")
_KINDS = typing.get_type_hints(PackagingProfile)
LEAST = {
    **dict.fromkeys(("max_gross_mass_g", "shelf_life_days", "keep_by_days", "max_stack", "humidity_max_percent"), 1),
    **dict.fromkeys(("wrap_mm", "clearance_mm", "inner_tare_g", "fill_g_per_l"), 0),
}
"""The smallest that a value may be, by its name."""
VALUES = tuple(name for name in _KINDS if name not in _FIXED)
"""The names of the values a profile's file gives and an office may override."""


def read_value(name: str, raw: object) -> object:
    """The plain value as the profile's field holds it. Raises ValueError where it is not of its kind."""
    kind = _KINDS[name]
    if typing.get_origin(kind) is tuple:
        member = typing.get_args(kind)[0]
        if not isinstance(raw, list | tuple):
            raise ValueError(f"{name} must be a list")
        return tuple(_scalar(name, member, each) for each in raw)
    return _scalar(name, kind, raw)


def _scalar(name: str, kind: type, raw: object) -> object:
    if kind is Text and isinstance(raw, Mapping):
        return Text(**raw)
    if issubclass(kind, Enum) and isinstance(raw, str):
        return kind(raw)
    if kind is int and isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if kind is str and isinstance(raw, str):
        return raw
    raise ValueError(f"{name} = {raw!r} is not of kind {kind.__name__}")


def verify(standard: Standard) -> None:
    """Raises ValueError, naming the culprit, where the parts of the standard do not agree with one another."""
    if len(standard.cartons) > MOST_CARTONS:
        raise ValueError(f"{len(standard.cartons)} carton kinds; at most {MOST_CARTONS}")
    for profile in standard.profiles.values():
        if unknown := set(profile.cartons) - standard.cartons.keys():
            raise ValueError(f"{profile.code}: unknown cartons {', '.join(sorted(unknown))}")
        if unknown := set(profile.not_with) - standard.profiles.keys():
            raise ValueError(f"{profile.code}: not_with names unknown profiles {', '.join(sorted(unknown))}")
        if not profile.cartons or not profile.modes:
            raise ValueError(f"{profile.code}: one of the cartons and of the modes is needed at least")
        if profile.temperature_min_c > profile.temperature_max_c:
            raise ValueError(f"{profile.code}: temperature_min_c is above temperature_max_c")
        for name, least in LEAST.items():
            if getattr(profile, name) < least:
                raise ValueError(f"{profile.code}: {name} is {getattr(profile, name)}, below {least}")
    for goods in standard.goods.values():
        if goods.profile not in standard.profiles:
            raise ValueError(f"{goods.code}: unknown profile {goods.profile}")
    for carton in standard.cartons.values():
        if any(inside >= outside for inside, outside in zip(carton.inner.extents, carton.outer.extents, strict=True)):
            raise ValueError(f"{carton.code}: the inside must be smaller than the outside")
