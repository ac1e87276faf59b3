"""What the form of a closed road says: where, since when, until when, for whom, and who says so."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from logistics import clock
from logistics.errors import Invalid, Problem, Text
from logistics.parties.models import VehicleKind
from logistics.places.positions import VIETNAM_LAT, VIETNAM_LON
from logistics.text import clean
from logistics.travel import Mode, Point, Season
from logistics.travel.closing import NewClosure
from logistics.web.access import current_principal
from logistics.web.forms import Reader

MOST_HOURS = 24 * 366
_POST = re.compile(r"(?:km\s*)?(\d{1,4})(?:\s*\+\s*(\d{1,3}))?", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})")
_NO_POST = Text("Hãy ghi cột km, ví dụ 25+300.", "Write the kilometre post like 25+300.")
_NO_DAY = Text("Hãy ghi ngày/tháng, ví dụ 15/5.", "Write day/month, such as 15/5.")
_NO_AREA = Text("Hãy chấm ít nhất ba góc của vùng đóng.", "Draw at least three corners of the area.")
_NO_PIN = Text(
    "Hãy chấm chỗ đóng trên bản đồ, hoặc ghi vĩ độ và kinh độ.",
    "Set the pin on the map, or write the latitude and longitude.",
)
_NO_MOMENT = Text("Hãy chọn ngày giờ.", "Choose a day and an hour.")


class Where(StrEnum):
    """How a closure says where it is."""

    PLACE = "place"
    STRETCH = "stretch"
    AREA = "area"
    ROAD = "road"


def read_closure(form: Any) -> NewClosure:
    """The closure that the form describes. Raises Invalid with every fault that can be told from the form alone."""
    read, more = Reader(form), list[Problem]()
    where = read.word("where", Where, Where.PLACE) if form.get("where") else Where.PLACE
    at = _position(read, form, more) if where in (Where.PLACE, Where.STRETCH) else None
    hours = read.number("hours", 1, MOST_HOURS) if form.get("hours", "").strip() else 0
    since = _moment(form, "since", more) or clock.now()
    given: dict[str, Any] = {
        "since": since,
        "until": since + dt.timedelta(hours=hours) if hours else _moment(form, "until", more),
        "source": clean(form.get("source", "")) or current_principal().name,
        "description": clean(form.get("description", "")),
        "road": clean(form.get("road", "")),
        "km_from_m": _post(form, "km_from", more),
        "km_to_m": _post(form, "km_to", more),
        "at": at if where is Where.PLACE else None,
        "pins": (at,) if at and where is Where.STRETCH else (),
        "area": _area(form, more) if where is Where.AREA else (),
        "modes": frozenset(Mode(kind.value) for kind in VehicleKind if kind.value in form.getlist("vehicles")),
        "season": _season(form, more),
        "reported_by_id": current_principal().user_id,
    }
    try:
        read.done()
    except Invalid as invalid:
        more = [*invalid.problems, *more]
    if more:
        raise Invalid(more)
    return NewClosure(**given)


def kilometre_post(metres: int) -> str:
    """Metres along a road as its posts say them: 25300 is "km 25+300"."""
    return f"km {metres // 1000}+{metres % 1000:03}"


def _position(read: Reader, form: Mapping[str, str], faults: list[Problem]) -> Point | None:
    if not form.get("lat", "").strip() and not form.get("lon", "").strip():
        faults.append(Problem("/lat", "required", _NO_PIN))
        return None
    return Point(read.number("lat", *VIETNAM_LAT), read.number("lon", *VIETNAM_LON))


def _post(form: Mapping[str, str], name: str, faults: list[Problem]) -> int | None:
    written = form.get(name, "").strip()
    if not written:
        return None
    found = _POST.fullmatch(written)
    if found is None:
        faults.append(Problem(f"/{name}", "not_a_post", _NO_POST))
        return None
    # "25+3" is three hundred metres after post 25 to nobody: posts are written with all three digits.
    return 1000 * int(found[1]) + int(found[2] or 0)


def _area(form: Mapping[str, str], faults: list[Problem]) -> tuple[Point, ...]:
    corners = []
    for pair in form.get("area", "").split()[:200]:
        try:
            lat, lon = (float(number) for number in pair.split(","))
        except ValueError:
            break
        if not (VIETNAM_LAT[0] <= lat <= VIETNAM_LAT[1] and VIETNAM_LON[0] <= lon <= VIETNAM_LON[1]):
            break
        corners.append(Point(lat, lon))
    if len(corners) < 3:
        faults.append(Problem("/area", "too_few_points", _NO_AREA))
    return tuple(corners)


def _season(form: Mapping[str, str], faults: list[Problem]) -> Season | None:
    first, last = (_day_of_year(form, name, faults) for name in ("season_first", "season_last"))
    if first and last:
        return Season(first, last)
    if first or last:
        faults.append(Problem("/season_last" if first else "/season_first", "not_a_day", _NO_DAY))
    return None


def _day_of_year(form: Mapping[str, str], name: str, faults: list[Problem]) -> tuple[int, int] | None:
    """(month, day) of "15/5"; a leap day is a day."""
    written = form.get(name, "").strip()
    if not written:
        return None
    found = _DAY.fullmatch(written)
    try:
        day = dt.date(2024, int(found[2]), int(found[1])) if found else None
    except ValueError:
        day = None
    if day is None:
        faults.append(Problem(f"/{name}", "not_a_day", _NO_DAY))
        return None
    return day.month, day.day


def _moment(form: Mapping[str, str], name: str, faults: list[Problem]) -> dt.datetime | None:
    """The moment of a field "2026-11-23T07:30", by the clocks of Vietnam; None where it is empty."""
    written = form.get(name, "").strip()
    if not written:
        return None
    try:
        moment = dt.datetime.fromisoformat(written)
        if moment.tzinfo is not None or not 2000 <= moment.year < 2100:
            raise ValueError
    except ValueError:
        faults.append(Problem(f"/{name}", "not_a_moment", _NO_MOMENT))
        return None
    return moment.replace(tzinfo=clock.LOCAL).astimezone(dt.UTC)
