"""What an address means: unit, village and position, or candidates where it may mean several things.

    understand("bản Sin Câu, xã Giang Ma, H. Tam Đường, Lai Châu", gazetteer)

Old and new forms, with or without diacritics and commas, abbreviations, plus codes, coordinates and map links.
Every reading of the text is followed; only where all lead to one commune is it "found".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from logistics.places.find_unit import Status
from logistics.places.gazetteer import LEAD, SURE, Gazetteer, Hit, bare, leaders
from logistics.places.kinds import named_kind
from logistics.places.locate import Outlines, locate
from logistics.places.positions import position, without_position
from logistics.places.segments import segments
from logistics.places.two_forms import Reading, read
from logistics.places.units import Unit, unit

_MOST_CANDIDATES = 8
_COMMUNE_DIGITS = 5
_NAMESAKE = 0.88
_NAMED = 0.98
"""How often the village is right whose very name was written: `logistics bench places`."""
_NO_VILLAGE = 0.9
_VILLAGE_UNKNOWN = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place the text may mean."""

    unit_code: str
    unit: str
    village: str | None
    lat: float
    lon: float
    score: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the text means. Unless "found", unit and village are None and the candidates stand, likeliest first.

    A stated position is kept even where its commune is not certain. Confidence is 0 to 1.
    """

    status: Status
    unit_code: str | None
    unit: str | None
    village: str | None
    lat: float | None
    lon: float | None
    confidence: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What may be known beside the units: villages, outlines of communes, and the province the office lies in."""

    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    outlines: Outlines | None = None
    home_province: str = ""


def understand(text: str, known: Knowledge | None = None) -> Understanding:
    """The place that a free text means; "ambiguous" with candidates rather than a guess."""
    known = known or Knowledge()
    home = unit(known.home_province) if known.home_province else None
    stated = position(text, (home.lat, home.lon) if home else _reference(text))
    if stated is not None:
        return _at(stated, known)
    parts = segments(text)
    if not parts:
        return _unknown()
    readings = read(parts, known.home_province)
    found = [candidate for reading in readings for candidate in _places(reading, known.gazetteer)]
    # A village known there bears its commune out, however the commune was spelt.
    resembling = any(reading.resembling for reading in readings) and not any(place.village for place in found)
    if found and len(parts) > 1:
        return _judged(found, offered=resembling)
    villages = _villages(parts, known)
    if not found:
        return _judged(villages)
    named = [*found, *_namesakes(parts[0], found, villages, known)]
    far = named_kind(parts[0]) is None and not _at_home(found, known)
    return _judged(named, offered=far or resembling)


def _namesakes(
    text: str, found: Sequence[Candidate], villages: Sequence[Candidate], known: Knowledge
) -> Sequence[Candidate]:
    """The villages that one bare name may mean as well as a commune; none where it says that a commune is meant.

    Of a commune in another province even the villages here that only resemble the name: people speak of what is near.
    """
    if named_kind(text) is not None:
        return ()
    return [v for v in villages if v.score >= _NAMESAKE or not _at_home(found, known)]


def _at_home(found: Sequence[Candidate], known: Knowledge) -> bool:
    """Whether any of the places lies in the office's province; all do for an office that named none."""
    home = known.home_province
    return not home or any(unit(place.unit_code).province.code == home for place in found)


def _judged(found: Sequence[Candidate], *, offered: bool = False) -> Understanding:
    """Found where all candidates are one place; a village and its bare commune are the same place, the village wins.

    What is only `offered` is never found: a bare name that only another province knows, for it may be a misspelt one
    from here, or one that no commune's name is like enough.
    """
    best: dict[tuple[str, str | None], Candidate] = {}
    for candidate in sorted(found, key=lambda c: -c.score):
        best.setdefault((candidate.unit_code, candidate.village), candidate)
    candidates = tuple(best.values())[:_MOST_CANDIDATES]
    if not candidates:
        return _unknown()
    villages = [c for c in candidates if c.village]
    one_unit = len({c.unit_code for c in candidates}) == 1
    if one_unit and not offered and len(villages) <= 1 and len(candidates[0].unit_code) == _COMMUNE_DIGITS:
        sure = villages[0] if villages else candidates[0]
        return Understanding("found", sure.unit_code, sure.unit, sure.village, sure.lat, sure.lon, sure.score, (sure,))
    confidence = round(min(candidates[0].score, 1 / len(candidates)), 2)
    return Understanding("ambiguous", None, None, None, None, None, confidence, candidates)


def _places(reading: Reading, gazetteer: Gazetteer) -> list[Candidate]:
    """The villages a reading names within its communes; the commune itself where it names none that is known."""
    scopes = [u.code for u in reading.units]
    hits = [hit for part in reading.rest for hit in _near_hits(gazetteer, part, scopes)]
    hits.sort(key=lambda hit: -hit.score)
    if hits and hits[0].score >= SURE:
        return [_village(hit, reading.sureness) for hit in leaders(hits)]
    if reading.bold:
        return []
    # The commune is named, but not where in it: its centre is kilometres from most of its villages.
    sureness = reading.sureness * (_VILLAGE_UNKNOWN if reading.rest else _NO_VILLAGE)
    return [Candidate(u.code, u.address, None, u.lat, u.lon, round(sureness, 3)) for u in reading.units]


def _near_hits(gazetteer: Gazetteer, part: str, scopes: Sequence[str]) -> list[Hit]:
    """What a part may name; "Sin Câu gần chợ" is tried by its first words too."""
    hits = gazetteer.look_up(part, scopes)
    words = bare(part).split()
    for length in range(min(4, len(words) - 1), 0, -1):
        if hits and hits[0].score >= SURE:
            break
        hits = [hit for hit in gazetteer.look_up(" ".join(words[:length]), scopes) if hit.score == 100.0]
    return hits


def _villages(parts: Sequence[str], known: Knowledge) -> list[Candidate]:
    """Where no commune is named: the villages of the office's province, or of the country, that bear the name."""
    for part in parts:
        hits = known.gazetteer.look_up(part, [known.home_province], limit=_MOST_CANDIDATES)
        if hits and hits[0].score >= SURE:
            return [_village(hit, 0.9) for hit in leaders(hits)]
        close = [hit for hit in hits if hit.score > hits[0].score - 2 * LEAD]
        if len(close) > 1:  # Resembling alone is not enough to be found.
            return [_village(hit, 0.5) for hit in close]
    return []


def _village(hit: Hit, sureness: float) -> Candidate:
    hamlet, commune = hit.hamlet, unit(hit.hamlet.commune_code)
    score = round(hit.score / 100 * sureness * _NAMED, 3)
    return Candidate(commune.code, commune.address, hamlet.name, hamlet.lat, hamlet.lon, score)


def _at(stated: tuple[float, float], known: Knowledge) -> Understanding:
    """A stated position with its commune; ambiguous where the nearest villages lie in several."""
    lat, lon = stated
    units, sureness = locate(lat, lon, known.outlines, known.gazetteer)
    candidates = tuple(Candidate(u.code, u.address, None, lat, lon, sureness) for u in units)
    if len(units) == 1:
        return Understanding("found", units[0].code, units[0].address, None, lat, lon, sureness, candidates)
    return Understanding("ambiguous", None, None, None, lat, lon, round(1 / len(units), 2), candidates)


def _reference(text: str) -> tuple[float, float] | None:
    """The place beside a short plus code: "9FPC+F3 Lai Châu"."""
    words = without_position(text)
    if "+" not in text or not words:
        return None
    for reading in read(segments(words), ""):
        near: Unit = reading.units[0] if len(reading.units) == 1 else reading.units[0].province
        return near.lat, near.lon
    return None


def _unknown() -> Understanding:
    return Understanding("unknown", None, None, None, None, None, 0.0, ())
