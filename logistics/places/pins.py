"""Move a village to where it really is: a pin set by staff or a driver wins over every gazetteer."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from logistics.errors import Invalid, NotFound
from logistics.places.models import PinChange, Village


def pin(
    session: Session, village_id: int, position: tuple[float, float], at: dt.datetime, by_id: int | None
) -> Village:
    """The village at its new position (latitude, longitude); the old one is kept in its history.

    Raises NotFound, or Invalid for a position outside Vietnam.
    """
    village = session.get(Village, village_id)
    if village is None:
        raise NotFound("village", vi="Không có bản này.", en="There is no such village.")
    lat, lon = position
    if not (8 <= lat <= 24 and 102 <= lon <= 118):
        raise Invalid.one(
            "/position", "outside_vietnam", vi="Vị trí nằm ngoài Việt Nam.", en="The position lies outside Vietnam."
        )
    session.add(
        PinChange(
            village_id=village_id,
            at=at,
            from_lat=village.lat,
            from_lon=village.lon,
            to_lat=lat,
            to_lon=lon,
            by_id=by_id,
        )
    )
    village.lat, village.lon, village.pinned_at = lat, lon, at
    session.flush()
    return village
