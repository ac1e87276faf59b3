"""Which province a text speaks of, by its name of today or of before 2025."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from logistics.places.kinds import readings
from logistics.places.units import Kind, Unit, former_provinces, key, provinces

_SURE = 85.0
_LEAD = 8.0
"""Scores of rapidfuzz (0-100): a misspelt province is taken from _SURE on if _LEAD ahead of the next."""

_PROVINCE_ALIASES = {
    "hn": "hanoi",
    "hcm": "hochiminh",
    "tphcm": "hochiminh",
    "saigon": "hochiminh",
    "thuathienhue": "hue",
    "brvt": "bariavungtau",
    "vungtau": "bariavungtau",
    "daclac": "daklak",
    "dacnong": "daknong",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The province a text speaks of: today's, and the former one where the name is that of a former one."""

    province: Unit
    former: Unit | None


def scopes(text: str) -> tuple[Scope, ...]:
    """The provinces a text may mean; all 34 for an empty one, none where nothing resembles it."""
    if not key(text):
        return tuple(Scope(p, None) for p in provinces().values())
    if text in provinces():
        return (Scope(provinces()[text], None),)
    if scope := province_called(text):
        return (scope,)
    index = province_names()
    best = process.extract(key(readings(text)[0].name), list(index), scorer=fuzz.ratio, score_cutoff=_SURE, limit=2)
    if not best or (len(best) == 2 and best[0][1] - best[1][1] < _LEAD):
        return ()
    return (index[best[0][0]],)


def province_called(text: str) -> Scope | None:
    """The province of exactly this name, today's or former; "TP.HCM" and "Sài Gòn" are names too."""
    index = province_names()
    for reading in readings(text):
        written = key(reading.name)
        if scope := index.get(_PROVINCE_ALIASES.get(written, written)):
            # "TP Lai Châu" is a city inside the province of that name, not the province.
            city = reading.kind is Kind.CITY and Kind.CITY not in (
                scope.province.kind,
                scope.former and scope.former.kind,
            )
            if reading.kind in (None, Kind.PROVINCE) or (reading.kind is Kind.CITY and not city):
                return scope
    return None


@cache
def province_names() -> Mapping[str, Scope]:
    """Every province name of today and before, by key."""
    index = {key(p.name): Scope(p.now[0], p) for p in former_provinces().values()}
    for province in provinces().values():
        same = index.get(key(province.name))
        index[key(province.name)] = Scope(province, same.former if same else None)
    return index


def of_former_province(units: list[Unit], scopes: Sequence[Scope]) -> list[Unit]:
    """Those of the former province that bore the name, where there are any: "Bến Tre" was not all Vĩnh Long."""
    wanted = {s.former.code for s in scopes if s.former}
    return [u for u in units if u.province.code in wanted] or units
