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
_NAMESAKE = 0.9


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
    if found and len(parts) > 1:
        return _judged(found)
    villages = _villages(parts, known)
    if not found:
        return _judged(villages)
    # One bare name may be a village's as well as a commune's.
    namesakes = [v for v in villages if v.score >= _NAMESAKE and named_kind(parts[0]) is None]
    return _judged([*found, *namesakes])


def _judged(found: Sequence[Candidate]) -> Understanding:
    """Found where all candidates are one place; a village and its bare commune are the same place, the village wins."""
    best: dict[tuple[str, str | None], Candidate] = {}
    for candidate in sorted(found, key=lambda c: -c.score):
        best.setdefault((candidate.unit_code, candidate.village), candidate)
    candidates = tuple(best.values())[:_MOST_CANDIDATES]
    if not candidates:
        return _unknown()
    villages = [c for c in candidates if c.village]
    one_unit = len({c.unit_code for c in candidates}) == 1
    if one_unit and len(villages) <= 1 and len(candidates[0].unit_code) == _COMMUNE_DIGITS:
        sure = villages[0] if villages else candidates[0]
        return Understanding("found", sure.unit_code, sure.unit, sure.village, sure.lat, sure.lon, sure.score, (sure,))
    return Understanding("ambiguous", None, None, None, None, None, round(1 / len(candidates), 2), candidates)


def _places(reading: Reading, gazetteer: Gazetteer) -> list[Candidate]:
    """The villages a reading names within its communes; the commune itself where it names none that is known."""
    scopes = [u.code for u in reading.units]
    hits = [hit for part in reading.rest for hit in _near_hits(gazetteer, part, scopes)]
    hits.sort(key=lambda hit: -hit.score)
    if hits and hits[0].score >= SURE:
        return [_village(hit, reading.sureness) for hit in leaders(hits)]
    if reading.bold:
        return []
    # A part of the text that names no known village lowers the trust in the place, not in the commune.
    sureness = reading.sureness * (0.95 if reading.rest else 1.0)
    return [
        Candidate(u.code, u.address, reading.rest[-1] if reading.rest else None, u.lat, u.lon, round(0.9 * sureness, 3))
        for u in reading.units
    ]


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
    score = round(hit.score / 100 * sureness, 3)
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
