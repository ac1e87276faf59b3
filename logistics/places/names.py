"""Communes of today and of before 2025 by exactly their names, whatever the spacing, case and diacritics."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from logistics.places.kinds import Named, readings
from logistics.places.scopes import of_former_province, scopes
from logistics.places.units import Unit, communes, former_communes, key


def todays_named(province_text: str, text: str) -> list[Unit]:
    """The communes of 2025 of exactly this name, in the province or, for an empty one, in the country."""
    return [u for scope in scopes(province_text) for u in named(today_by_key(scope.province.code), text)]


def formers_named(province_text: str, text: str, district_text: str = "") -> list[Unit]:
    """The communes before 2025 of exactly this name, in a district where one is given; all of it for an empty name."""
    meant = scopes(province_text)
    if district_text:
        within = [u for s in meant for u in formers_of(s.province.code) if in_district(u, district_text)]
        return of_former_province(named(by_name(within), text) if key(text) else within, meant)
    return of_former_province([u for scope in meant for u in named(former_by_key(scope.province.code), text)], meant)


def is_district(province_text: str, text: str) -> bool:
    """Whether a district before 2025 bore this name, in the province or, for an empty one, in the country."""
    names = {key(reading.name) for reading in readings(text)}
    return any(names & _district_keys(scope.province.code) for scope in scopes(province_text))


def named(index: Mapping[str, Sequence[Unit]], text: str) -> list[Unit]:
    """The units of the index that bear this name, of the named kind where there are any of it."""
    for reading in readings(text):
        units = list(index.get(key(reading.name), ()))
        if not units:
            continue
        of_kind = [u for u in units if u.kind is reading.kind]
        return _as_accented(of_kind or units, reading)
    return []


def _as_accented(units: list[Unit], reading: Named) -> list[Unit]:
    """Those written exactly so, where several names differ only in their diacritics."""
    if len(units) == 1:
        return units
    exact = [u for u in units if _marks(u.name) == _marks(reading.name)]
    return exact or units


def _marks(name: str) -> str:
    """The letters and diacritics of a name regardless of where the tone sits: "Hoà" and "Hòa" are alike."""
    return "".join(sorted(unicodedata.normalize("NFD", name.casefold()).replace(" ", "")))


def in_district(former: Unit, district_text: str) -> bool:
    """Whether a former commune lay in the district that the text names."""
    district = former.parent
    if district is None:
        return False
    return any(key(reading.name) in _names_of(district) for reading in readings(district_text))


@lru_cache(maxsize=1024)
def _names_of(district: Unit) -> frozenset[str]:
    return frozenset((key(district.name), *district.aliases))


@lru_cache(maxsize=16_384)
def key_of(u: Unit) -> str:
    """The key of a unit's name, kept because every unit is asked again and again."""
    return key(u.name)


@cache
def communes_of(province_code: str) -> tuple[Unit, ...]:
    """The communes of 2025 in a province."""
    return tuple(u for u in communes().values() if u.province.code == province_code)


@cache
def formers_of(province_code: str) -> tuple[Unit, ...]:
    """The former communes of what is now this province."""
    return tuple(u for u in former_communes() if u.province.now[0].code == province_code)


@cache
def _district_keys(province_code: str) -> frozenset[str]:
    districts = {u.parent for u in formers_of(province_code) if u.parent}
    return frozenset(name for d in districts for name in (key(d.name), *d.aliases))


@cache
def today_by_key(province_code: str) -> Mapping[str, Sequence[Unit]]:
    """The communes of 2025 in a province by the keys of their names."""
    return by_name(communes_of(province_code))


@cache
def former_by_key(province_code: str) -> Mapping[str, Sequence[Unit]]:
    """The former communes of what is now this province by the keys of their names."""
    return by_name(formers_of(province_code))


def by_name(units: Iterable[Unit]) -> Mapping[str, Sequence[Unit]]:
    """The units by the keys of their names, earlier names among them."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for u in units:
        for name in {key(u.name), *u.aliases}:
            found[name].append(u)
    return found
