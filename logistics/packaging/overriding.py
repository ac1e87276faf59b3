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
