"""Where sellers meet the vehicle: their rows name a place, and follow it when its pin is moved."""

from __future__ import annotations

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from logistics.parties.models import Seller
from logistics.places.meeting_points import add_meeting_point
from logistics.places.plus_codes import Position

_SAME_DEG = 1e-6


def meeting_at(place: Position) -> Select[Seller]:
    """The sellers who meet the vehicle just there; add to the WHERE what the asker may see."""
    lat, lon = place
    return (
        select(Seller)
        .where(
            Seller.meeting_lat.between(lat - _SAME_DEG, lat + _SAME_DEG),
            Seller.meeting_lon.between(lon - _SAME_DEG, lon + _SAME_DEG),
        )
        .order_by(Seller.code)
    )


def follow(session: Session, here: Position, to: Position) -> None:
    """Let the sellers who meet at `here` meet at `to`: the place has not changed, only what is known of it."""
    ids = session.scalars(meeting_at(here).with_only_columns(Seller.id)).all()
    session.execute(update(Seller).where(Seller.id.in_(ids)).values(meeting_lat=to[0], meeting_lon=to[1]))


def gather(session: Session) -> int:
    """Keep every meeting point that a seller's row names; how many there are."""
    rows = session.execute(
        select(Seller.meeting_point, Seller.meeting_lat, Seller.meeting_lon, Seller.commune_code)
        .where(Seller.meeting_point != "", Seller.meeting_lat.is_not(None), Seller.meeting_lon.is_not(None))
        .order_by(Seller.id)
    ).all()
    return len({add_meeting_point(session, name, lat or 0, lon or 0, code).id for name, lat, lon, code in rows})
