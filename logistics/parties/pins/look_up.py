"""What has been said about where households are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from logistics.parties.models import Seller
from logistics.parties.pins.models import HouseholdPin, PinnedPlace
from logistics.places.models import MeetingPoint, PinChange

_FARM = ("lat", "lon", "elevation_m")
_MEETING = ("meeting_lat", "meeting_lon")


def waiting(session: Session, sees: ColumnElement[bool]) -> Sequence[tuple[HouseholdPin, Seller]]:
    """The pins that wait for staff with their households, the oldest first."""
    of = select(HouseholdPin, Seller).join(Seller).where(HouseholdPin.accepted.is_(None), sees)
    return [(pin, seller) for pin, seller in session.execute(of.order_by(HouseholdPin.pinned_at))]


def history(session: Session, seller_id: int) -> Sequence[HouseholdPin]:
    """Every word about where the household is, the newest first."""
    of = select(HouseholdPin).where(HouseholdPin.seller_id == seller_id)
    return session.scalars(of.order_by(HouseholdPin.pinned_at.desc(), HouseholdPin.id.desc())).all()


def pinned_fields(session: Session) -> Mapping[int, frozenset[str]]:
    """The fields of each seller, by id, that a person put right on the spot: no sheet overwrites them."""
    fields: dict[int, set[str]] = defaultdict(set)
    farms = select(HouseholdPin.seller_id).where(
        HouseholdPin.place == PinnedPlace.FARM, HouseholdPin.accepted.is_(True)
    )
    for seller_id in session.scalars(farms):
        fields[seller_id].update(_FARM)
    # Whoever meets at a moved point moved with it, so the point's own history says whose position it is.
    moved = select(Seller.id).join(
        MeetingPoint,
        (MeetingPoint.name == Seller.meeting_point)
        & (MeetingPoint.lat == Seller.meeting_lat)
        & (MeetingPoint.lon == Seller.meeting_lon),
    )
    for seller_id in session.scalars(moved.where(exists().where(PinChange.meeting_point_id == MeetingPoint.id))):
        fields[seller_id].update(_MEETING)
    return {seller_id: frozenset(names) for seller_id, names in fields.items()}
