"""The roadside places where a household brings its parcels: kept once, and found from a farm."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.db import insert_new
from logistics.errors import Invalid, NotFound
from logistics.places.models import MeetingPoint
from logistics.text import clean

_AROUND_DEG = 0.1


def add_meeting_point(session: Session, name: str, lat: float, lon: float, commune_code: str = "") -> MeetingPoint:
    """The meeting point of this name and place, stored once however often it is told."""
    name = clean(name)[:120]
    if not name or not (8 <= lat <= 24 and 102 <= lon <= 118):
        raise Invalid.one(
            "/meeting_point",
            "no_place",
            vi="Điểm hẹn cần tên và vị trí trong Việt Nam.",
            en="A meeting point needs a name and a position in Vietnam.",
        )
    row = {"name": name, "lat": lat, "lon": lon, "commune_code": commune_code}
    session.execute(insert_new(session, MeetingPoint).values(row).on_conflict_do_nothing())
    return session.scalars(
        select(MeetingPoint).where(MeetingPoint.name == name, MeetingPoint.lat == lat, MeetingPoint.lon == lon)
    ).one()


def meeting_points_near(session: Session, lat: float, lon: float, limit: int = 5) -> list[MeetingPoint]:
    """The meeting points within about ten kilometres, the nearest first."""
    around = session.scalars(
        select(MeetingPoint).where(
            MeetingPoint.lat.between(lat - _AROUND_DEG, lat + _AROUND_DEG),
            MeetingPoint.lon.between(lon - _AROUND_DEG, lon + _AROUND_DEG),
        )
    )
    # A degree of longitude is 0.925 of one of latitude at 22 degrees north.
    return sorted(around, key=lambda p: (p.lat - lat) ** 2 + (0.925 * (p.lon - lon)) ** 2)[:limit]


def remove_meeting_point(session: Session, meeting_point_id: int) -> str:
    """The name of the meeting point, which is forgotten with its history. Raises NotFound."""
    point = session.get(MeetingPoint, meeting_point_id)
    if point is None:
        raise NotFound("meeting_point", vi="Không có điểm hẹn này.", en="There is no such meeting point.")
    session.delete(point)
    return point.name
