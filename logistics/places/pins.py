"""Move a place to where it really is: a pin set by staff or a driver wins over every gazetteer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Invalid, NotFound
from logistics.places.models import MeetingPoint, PinChange, Village
from logistics.places.plus_codes import Position
from logistics.places.positions import VIETNAM_LAT, VIETNAM_LON


def pin(session: Session, village_id: int, position: Position, at: dt.datetime, by_id: int | None) -> Village:
    """The village at its new position (latitude, longitude); the old one is kept in its history.

    Raises NotFound, or Invalid for a position outside Vietnam.
    """
    village = session.get(Village, village_id)
    if village is None:
        raise NotFound("village", vi="Không có bản này.", en="There is no such village.")
    _move(session, village, position, at, by_id)
    village.pinned_at = at
    session.flush()
    return village


def move_meeting_point(
    session: Session, meeting_point_id: int, position: Position, at: dt.datetime, by_id: int | None
) -> MeetingPoint:
    """The meeting point at its new position; the old one is kept in its history. Raises NotFound or Invalid."""
    point = session.get(MeetingPoint, meeting_point_id)
    if point is None:
        raise NotFound("meeting_point", vi="Không có điểm hẹn này.", en="There is no such meeting point.")
    _move(session, point, position, at, by_id)
    session.flush()
    return point


def history(session: Session, place: Village | MeetingPoint) -> Sequence[PinChange]:
    """The moves of a place's pin, the newest first."""
    of = PinChange.village_id if isinstance(place, Village) else PinChange.meeting_point_id
    return session.scalars(select(PinChange).where(of == place.id).order_by(PinChange.id.desc())).all()


def require_vietnam(position: Position) -> None:
    """Raises Invalid for a position outside Vietnam."""
    lat, lon = position
    if not (VIETNAM_LAT[0] <= lat <= VIETNAM_LAT[1] and VIETNAM_LON[0] <= lon <= VIETNAM_LON[1]):
        raise Invalid.one(
            "/position", "outside_vietnam", vi="Vị trí nằm ngoài Việt Nam.", en="The position lies outside Vietnam."
        )


def _move(session: Session, place: Village | MeetingPoint, to: Position, at: dt.datetime, by_id: int | None) -> None:
    require_vietnam(to)
    change = PinChange(at=at, from_lat=place.lat, from_lon=place.lon, to_lat=to[0], to_lon=to[1], by_id=by_id)
    if isinstance(place, Village):
        change.village_id = place.id
    else:
        change.meeting_point_id = place.id
    session.add(change)
    place.lat, place.lon = to
