"""The ways to read the parts of an address: as commune and province (2025), or with a district between (before)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from logistics.places.find_unit import Match, find_unit
from logistics.places.kinds import named_kind, readings
from logistics.places.names import formers_named, is_district, todays_named
from logistics.places.scopes import province_called
from logistics.places.units import Kind, Unit, key

_DISTRICT_KINDS = {Kind.DISTRICT, Kind.URBAN_DISTRICT, Kind.DISTRICT_TOWN, Kind.CITY}
_COMMUNE_KINDS = {Kind.COMMUNE, Kind.WARD, Kind.TOWN, Kind.SPECIAL_ZONE}
_ALL_OF_A_DISTRICT = 0.3
_ALL_OF_A_PROVINCE = 0.1


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an address: communes of 2025 it leads to, what stands before them, and how sure it is.

    `bold` marks the reading of "Sin Suối Hồ, Phong Thổ" as a village in a commune, where the first is also a
    former commune in a former district: it counts only if that village is known. `resembling` marks one whose
    commune is only like what was written, and not like enough to be taken for it.
    """

    units: tuple[Unit, ...]
    rest: tuple[str, ...]
    sureness: float
    bold: bool = False
    resembling: bool = False


def read(parts: Sequence[str], home_province: str) -> list[Reading]:
    """Every reading of the parts that leads to a commune. Parts run from small to large, or from large to small."""
    if len(parts) > 1 and province_called(parts[-1]) is None and province_called(parts[0]) is not None:
        parts = parts[::-1]
    province, parts = _split_province(parts)
    if province and not parts:
        scope = province_called(province)
        return [Reading((scope.province,), (), _ALL_OF_A_PROVINCE)] if scope else []
    for within in dict.fromkeys([province] if province else [home_province, ""]):
        found = [r for r in _exact(parts, within) if r.units] or [
            r for r in _spelled(parts, within) if r.units and (province or len(parts) > 1 or named_kind(parts[0]))
        ]
        if found and not province and len(parts) == 1 and named_kind(parts[0]) is None:
            # In a run of words that names neither a province nor a kind, the last may be a village's as well.
            return [replace(reading, bold=bool(reading.rest)) for reading in found]
        if found:
            return found
    return []


def _split_province(parts: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The province's text and the parts before it; without commas it may be the last words of the only part."""
    if not parts:
        return "", parts
    if province_called(parts[-1]):
        return parts[-1], parts[:-1]
    words, named = parts[-1].split(), readings(parts[-1])[0]
    for count in range(min(5, len(words) - 1), 0, -1):
        tail = " ".join(words[-count:])
        if province_called(tail) and not (named.kind and key(named.name) == key(tail)):
            return tail, [*parts[:-1], " ".join(words[:-count])]
    return "", parts


def _exact(parts: Sequence[str], province: str) -> Iterable[Reading]:
    if not parts:
        return
    last, kind = parts[-1], named_kind(parts[-1])
    district = kind not in _COMMUNE_KINDS and is_district(province, last)
    if district and len(parts) > 1:
        # A district word means the form before 2025; a bare name may mean either.
        formers = formers_named(province, parts[-2], last)
        if formers:
            yield Reading(_now(formers), tuple(parts[:-2]), 1.0)
            if kind in _DISTRICT_KINDS or named_kind(parts[-2]) in _COMMUNE_KINDS:
                return
            yield from (replace(reading, bold=True) for reading in _without_district(parts, province))
            return
    if district and kind in _DISTRICT_KINDS:
        match = find_unit(province, parts[-2], last) if len(parts) > 1 else None
        if match is not None and match.candidates:
            yield _reading(match, parts[:-2])
        else:
            yield Reading(_now(formers_named(province, "", last)), tuple(parts[:-1]), _ALL_OF_A_DISTRICT)
        return
    yield from _without_district(parts, province)


def _without_district(parts: Sequence[str], province: str) -> Iterable[Reading]:
    """The last part as a commune of today and as one of before: where the two differ, both stand."""
    last, kind = parts[-1], named_kind(parts[-1])
    today = () if kind is Kind.TOWN else tuple(todays_named(province, last))
    before = formers_named(province, last)
    of_kind = [u for u in before if kind is None or u.kind is kind]
    units = tuple(dict.fromkeys((*today, *_now(of_kind or ([] if today else before)))))
    if units:
        yield Reading(units, tuple(parts[:-1]), 1.0)
        return
    if len(parts) == 1:
        yield from _in_one_run(parts[0], province)


def _in_one_run(text: str, province: str) -> Iterable[Reading]:
    """Words without commas: the longest last words that name a commune, with or without a district after it."""
    words = text.split()
    for count in range(min(6, len(words) - 1), 0, -1):
        head, tail = " ".join(words[:-count]), " ".join(words[-count:])
        if is_district(province, tail):
            inner = head.split()
            for length in range(min(5, len(inner)), 0, -1):
                formers = formers_named(province, " ".join(inner[-length:]), tail)
                if formers:
                    rest = " ".join(inner[:-length])
                    yield Reading(_now(formers), (rest,) if rest else (), 1.0)
                    return
        named = (*todays_named(province, tail), *_now(formers_named(province, tail)))
        if named:
            yield Reading(tuple(dict.fromkeys(named)), (head,), 1.0)
            return


def _spelled(parts: Sequence[str], province: str) -> Iterable[Reading]:
    """Misspelt names; only where the province or a kind of unit tells that a unit is meant, not a village."""
    if not parts:
        return
    last, kind = parts[-1], named_kind(parts[-1])
    if len(parts) > 1 and kind not in _COMMUNE_KINDS:
        match = find_unit(province, parts[-2], last)
        if match.via in ("former", "spelling") and match.candidates:
            yield _reading(match, parts[:-2])
            return
    if province or kind in _COMMUNE_KINDS:
        match = find_unit(province, last)
        if match.candidates:
            yield _reading(match, parts[:-1])


def _reading(match: Match, rest: Sequence[str]) -> Reading:
    sureness = 0.8 if match.via == "spelling" else 1.0
    return Reading(match.candidates, tuple(rest), sureness, resembling=match.status == "ambiguous")


def _now(formers: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(dict.fromkeys(now for former in formers for now in former.now))
