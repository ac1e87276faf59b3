"""An office's own values over the standard of the house."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping

from logistics.packaging.profile import Evidence, PackagingProfile
from logistics.packaging.soundness import VALUES, read_value, verify
from logistics.packaging.standard import Standard


def with_overrides(
    standard: Standard, changes: Mapping[str, Mapping[str, object]], *, version: int, on: dt.date
) -> Standard:
    """The standard with an office's own values: {profile code: {value name: plain value}}, as JSON holds them.

    A changed profile takes `version`, which must be above its own, so that every parcel's (code, version) names
    exactly the rules it was packed to. Raises ValueError, naming profile and value, where a change is not sound.
    """
    profiles = dict(standard.profiles)
    for code, values in changes.items():
        profiles[code] = _changed(profiles, code, values, version, Evidence("office", on))
    merged = Standard(version, profiles, standard.cartons, standard.goods)
    verify(merged)
    return merged


def surviving(standard: Standard, values: Mapping[str, object]) -> dict[str, object]:
    """Of values that were sound once, what a later standard can still hold.

    Cartons, profiles and values that are no longer known are left out; a list of cartons of which none is left gives
    way to the house's.
    """
    kept = {name: value for name, value in values.items() if name in VALUES}
    for name, known in (("cartons", standard.cartons), ("not_with", standard.profiles)):
        if isinstance(codes := kept.get(name), list | tuple):
            kept[name] = [code for code in codes if code in known]
    if kept.get("cartons") == []:
        del kept["cartons"]
    return kept


def _changed(
    profiles: Mapping[str, PackagingProfile],
    code: str,
    values: Mapping[str, object],
    version: int,
    evidence: Evidence,
) -> PackagingProfile:
    if (profile := profiles.get(code)) is None:
        raise ValueError(f"there is no profile {code}")
    if version <= profile.version:
        raise ValueError(f"{code}: version {version} must be above {profile.version}")
    if unknown := values.keys() - set(VALUES):
        raise ValueError(f"{code}: no such value: {', '.join(sorted(unknown))}")
    given = {name: getattr(profile, name) for name in VALUES}
    given |= {name: read_value(name, raw) for name, raw in values.items()}
    sources = types.MappingProxyType({**profile.evidence, **dict.fromkeys(values, evidence)})
    return PackagingProfile(code=code, version=version, name=profile.name, evidence=sources, **given)
