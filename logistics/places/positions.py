"""Positions inside text: plus codes, "lat,lon", geo: URIs and the links that map programs share."""

from __future__ import annotations

import re
from urllib.parse import unquote

from logistics.places.plus_codes import PLUS_CODE, Position, decode

_NUMBER = r"([+-]?\d{1,3}\.\d+)"
_NORTH, _EAST = r"(?:[NB](?![a-z]))?", r"(?:[EĐ](?![a-z]))?"
_PAIR = re.compile(
    rf"(?<![\d.]){_NORTH}\s*{_NUMBER}\s*°?\s*{_NORTH}\s*[,;\s]\s*{_EAST}\s*{_NUMBER}(?![\d.])\s*°?\s*{_EAST}", re.I
)
_WITH_COMMAS = re.compile(r"(?<![\d,])(\d{1,2},\d{2,})(?:\s*;\s*|,?\s+)(\d{3},\d{2,})(?![\d,])")
"""As people who write a decimal comma do: "22,3862; 103,4702"."""
_IN_LINK = (
    re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}"),  # the pinned place
    re.compile(rf"[?&](?:q|query|ll|destination|daddr|center)=(?:loc:)?{_NUMBER}(?:,|%2C)\+?{_NUMBER}", re.I),
    re.compile(rf"[?&]m?lat(?:itude)?={_NUMBER}&m?(?:lon|lng|longitude)={_NUMBER}", re.I),
    re.compile(rf"#map=\d+/{_NUMBER}/{_NUMBER}"),
    re.compile(rf"^geo:{_NUMBER},{_NUMBER}", re.I),
    re.compile(rf"/(?:search|place|dir)/(?:[^@]*/)?{_NUMBER},\+?{_NUMBER}"),
    re.compile(rf"@{_NUMBER},{_NUMBER}"),  # only where the map was centred: last
)
_ANGLE = r"(\d{1,3})°\s*(\d{1,2}(?:\.\d+)?)['′](?:\s*(\d{1,2}(?:\.\d+)?)[\"″]?)?\s*"
_DEGREES = re.compile(rf"{_ANGLE}([NSB])[,\s]*{_ANGLE}([EWĐ])", re.I)
VIETNAM_LAT, VIETNAM_LON = (8.0, 24.0), (102.0, 118.0)


def position(text: str, near: Position | None = None) -> Position | None:
    """The position in Vietnam that a text states, in degrees; None without one. `near` completes short plus codes.

    Longitude first, as map data writes it, is understood where only that order lies in Vietnam.
    """
    text = text.strip()
    if "://" in text or text.lower().startswith("geo:"):
        return _in_link(unquote(text), near)
    if found := PLUS_CODE.search(text):
        return decode(found[1], near)
    if found := _DEGREES.search(text):
        lat, lon = _sexagesimal(*found.groups()[:4]), _sexagesimal(*found.groups()[4:])
        return _sensible(lat, lon)
    if found := _WITH_COMMAS.search(text):
        return _sensible(float(found[1].replace(",", ".")), float(found[2].replace(",", ".")))
    if found := _PAIR.search(text):
        return _sensible(float(found[1]), float(found[2]))
    return None


def without_position(text: str) -> str:
    """The words beside a plus code or a pair of numbers: "9FPC+F3 Lai Châu" leaves "Lai Châu"."""
    for pattern in (PLUS_CODE, _DEGREES, _WITH_COMMAS, _PAIR):
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def _in_link(link: str, near: Position | None) -> Position | None:
    for pattern in _IN_LINK:
        if found := pattern.search(link):
            return _sensible(float(found[1]), float(found[2]))
    if found := PLUS_CODE.search(link.replace("/", " ").replace("=", " ")):
        return decode(found[1], near)
    return None


def _sensible(lat: float, lon: float) -> Position | None:
    if _within(lat, VIETNAM_LON) and _within(lon, VIETNAM_LAT):
        lat, lon = lon, lat
    return (lat, lon) if _within(lat, VIETNAM_LAT) and _within(lon, VIETNAM_LON) else None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _sexagesimal(degrees: str, minutes: str, seconds: str | None, side: str) -> float:
    value = int(degrees) + float(minutes) / 60 + float(seconds or 0) / 3600
    return round(-value if side.upper() in "SW" else value, 7)
