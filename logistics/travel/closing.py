"""Close a road, open it again, and say which closures hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, NotFound, Problem, Text
from logistics.travel.closures import Closure, Season
from logistics.travel.models import RouteClosure
from logistics.travel.points import Mode, Point, metres_per_degree

_POST_M = 150.0
"""Half the side of the square that stands for a closed place of which only the middle is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClosure:
    """What the form tells: a road and its posts, an area, pinned stretches, or a place on the map; at least one."""

    since: dt.datetime
    source: str
    description: str = ""
    road: str = ""
    km_from_m: int | None = None
    km_to_m: int | None = None
    at: Point | None = None
    area: tuple[Point, ...] = ()
    pins: tuple[Point, ...] = ()
    modes: frozenset[Mode] = frozenset()
    until: dt.datetime | None = None
    season: Season | None = None
    reported_by_id: int | None = None


def close_road(session: Session, new: NewClosure) -> RouteClosure:
    """The stored closure, holding from `new.since`. Raises Invalid with every fault at once."""
    _require_sense(new)
    area = new.area or (square(new.at) if new.at else ())
    closure = RouteClosure(
        road=new.road.strip(),
        description=new.description,
        shape={
            "area": [[p.lat, p.lon] for p in area],
            "pins": [[p.lat, p.lon] for p in new.pins],
            "season": [list(new.season.first), list(new.season.last)] if new.season else None,
        },
        starts_at=new.since,
        source=new.source,
        reported_by_id=new.reported_by_id,
        km_from_m=new.km_from_m,
        km_to_m=new.km_to_m if new.km_to_m is not None else new.km_from_m,
        vehicles=" ".join(sorted(new.modes)),
        expected_end_at=new.until,
    )
    session.add(closure)
    session.flush()
    return closure


def open_road(session: Session, closure_id: int, at: dt.datetime) -> RouteClosure:
    """The closure, ended at that moment. Raises NotFound, or Conflict where it has ended before."""
    closure = session.get(RouteClosure, closure_id)
    if closure is None:
        raise NotFound("closure", vi="Không có lệnh cấm đường này.", en="There is no such closure.")
    if closure.ended_at is not None:
        raise Conflict("already_open", vi="Đường đã được thông.", en="The road is open already.")
    closure.ended_at = at
    return closure


def closures(session: Session, moment: dt.datetime) -> Sequence[Closure]:
    """The closures that may hold at the moment; those of other seasons and vehicles are told apart later."""
    rows = session.scalars(
        select(RouteClosure)
        .where(
            RouteClosure.starts_at <= moment,
            or_(RouteClosure.ended_at.is_(None), RouteClosure.ended_at > moment),
            or_(RouteClosure.expected_end_at.is_(None), RouteClosure.expected_end_at > moment),
        )
        .order_by(RouteClosure.id)
    )
    return [as_closure(row) for row in rows]


def as_closure(row: RouteClosure) -> Closure:
    """The stored closure as the sources of travel times take it."""
    season = row.shape.get("season")
    ends = [moment for moment in (row.ended_at, row.expected_end_at) if moment is not None]
    return Closure(
        id=str(row.id),
        since=row.starts_at,
        until=min(ends, default=None),
        modes=frozenset(Mode(word) for word in row.vehicles.split()),
        season=Season(tuple(season[0]), tuple(season[1])) if season else None,
        area=tuple(Point(lat, lon) for lat, lon in row.shape.get("area", ())),
        road=row.road,
        km_from_m=row.km_from_m,
        km_to_m=row.km_to_m,
        pins=tuple(Point(lat, lon) for lat, lon in row.shape.get("pins", ())),
        source=row.source,
    )


def _require_sense(new: NewClosure) -> None:
    problems = []

    def wrong(at: str, code: str, vi: str, en: str) -> None:
        problems.append(Problem(at, code, Text(vi, en)))

    if not (new.road.strip() or new.area or new.pins or new.at):
        wrong("/road", "required", "Hãy ghi tên đường hoặc chọn chỗ trên bản đồ.", "Name a road or choose a place.")
    if 0 < len(new.area) < 3:
        wrong("/area", "too_few_points", "Vùng cấm cần ít nhất ba điểm.", "An area needs at least three points.")
    if new.km_from_m is not None and not new.road.strip():
        wrong("/road", "required", "Cột km thuộc đường nào?", "Which road do the kilometre posts belong to?")
    if new.until is not None and new.until <= new.since:
        wrong("/until", "before_start", "Kết thúc phải sau bắt đầu.", "The end must come after the start.")
    if new.km_from_m is not None and new.km_to_m is not None and new.km_to_m < new.km_from_m:
        wrong("/km_to_m", "before_start", "Km cuối phải sau km đầu.", "The last post must come after the first.")
    if not new.source.strip():
        wrong("/source", "required", "Ai báo tin này?", "Who says so?")
    for name, most in (("road", 64), ("description", 400), ("source", 200)):
        if len(getattr(new, name).strip()) > most:
            wrong(f"/{name}", "too_long", f"Tối đa {most} ký tự. Rút ngắn.", f"At most {most} characters. Shorten it.")
    if problems:
        raise Invalid(problems)


def square(middle: Point) -> tuple[Point, ...]:
    """The square that stands for a closed place of which only the middle is known."""
    north, east = (float(m) for m in metres_per_degree(middle.lat))
    up, right = _POST_M / north, _POST_M / east
    return tuple(Point(middle.lat + up * y, middle.lon + right * x) for y, x in ((1, 1), (1, -1), (-1, -1), (-1, 1)))
