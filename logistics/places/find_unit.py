"""From the words of an address form to the commune of 2025, or to an honest "ambiguous" or "unknown"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from logistics.places.kinds import readings
from logistics.places.names import (
    by_name,
    communes_of,
    former_by_key,
    formers_of,
    in_district,
    key_of,
    named,
    today_by_key,
)
from logistics.places.scopes import Scope, of_former_province, scopes
from logistics.places.units import Kind, Unit, key

Status = Literal["found", "ambiguous", "unknown"]
Via = Literal["2025", "former", "spelling", "no_province", "no_commune", "nothing"]

_SURE = 85.0
_POSSIBLE = 75.0
_LEAD = 8.0
"""Scores of rapidfuzz (0-100): taken from _SURE on if _LEAD ahead of the next, offered from _POSSIBLE on."""


@dataclass(frozen=True, slots=True)
class Match:
    """What the words mean. `unit` is set only where status is "found"; `via` says how, or what was missing.

    Candidates are communes of 2025, the likeliest first; a found unit is its only candidate.
    """

    status: Status
    unit: Unit | None
    candidates: tuple[Unit, ...]
    via: Via


@lru_cache(maxsize=65_536)
def find_unit(province_text: str, commune_text: str, district_text: str = "") -> Match:
    """The commune of 2025 that the columns of an address form mean.

    A district means the form before 2025 and is looked up there first. Without one the form of 2025 holds,
    and former names are tried after it. An empty province searches the whole country.
    """
    if not key(commune_text):
        return Match("unknown", None, (), "no_commune")
    meant = scopes(province_text)
    if not meant:
        return Match("unknown", None, (), "no_province")
    if key(district_text):
        return _three_levels(meant, commune_text, district_text)
    return _two_levels(meant, commune_text)


def judged(units: Iterable[Unit], via: Via) -> Match:
    """Found where all the units are one, ambiguous where they differ, unknown where there is none."""
    distinct = tuple(dict.fromkeys(units))
    match distinct:
        case ():
            return Match("unknown", None, (), "nothing")
        case (only,):
            return Match("found", only, distinct, via)
        case _:
            return Match("ambiguous", None, distinct, via)


def _two_levels(meant: Sequence[Scope], commune_text: str) -> Match:
    today = [u for s in meant for u in named(today_by_key(s.province.code), commune_text)]
    town = readings(commune_text)[0].kind is Kind.TOWN  # Towns ended in 2025: the word means the old form.
    if today and not town and len(meant) == 1:
        return judged(today, "2025")
    before = [u for s in meant for u in named(former_by_key(s.province.code), commune_text)]
    before = of_former_province(before, meant)
    became = [now for u in before if not town or u.kind is Kind.TOWN for now in u.now]
    if town and became:
        return judged(became, "former")
    if today or became:
        # Without a province nothing says which form is meant: both count.
        return judged([*today, *became], "2025" if today else "former")
    everything = [u for s in meant for u in (*communes_of(s.province.code), *formers_of(s.province.code))]
    return _by_spelling(everything, commune_text)


def _three_levels(meant: Sequence[Scope], commune_text: str, district_text: str) -> Match:
    within = [u for s in meant for u in formers_of(s.province.code) if in_district(u, district_text)]
    within = of_former_province(within, meant)
    exact = named(by_name(within), commune_text)
    if exact:
        return judged((now for u in exact for now in u.now), "former")
    today = _two_levels(meant, commune_text)
    reached = {now for u in within for now in u.now}
    if today.unit in reached:
        return today
    if within:
        spelled = _by_spelling(within, commune_text)
        if spelled.status != "unknown":
            return spelled
    # The district does not go with the commune: one of the two is wrong, and we cannot know which.
    return Match("ambiguous", None, today.candidates, today.via) if today.candidates else today


def _by_spelling(units: Sequence[Unit], text: str) -> Match:
    """The unit whose name is nearest to a misspelt one, if it leads clearly."""
    keys = [key_of(u) for u in units]
    scored = [
        (score, units[place])
        for reading in readings(text)
        for _, score, place in process.extract(
            key(reading.name), keys, scorer=fuzz.ratio, score_cutoff=_POSSIBLE, limit=5
        )
    ]
    if not scored:
        return Match("unknown", None, (), "nothing")
    scored.sort(key=lambda pair: -pair[0])
    best = scored[0][0]
    near = [u for score, u in scored if score > best - _LEAD]
    match = judged((now for u in near for now in (u.now or (u,))), "spelling")
    if match.status == "found" and best < _SURE:
        return Match("ambiguous", None, match.candidates, "spelling")
    return match
