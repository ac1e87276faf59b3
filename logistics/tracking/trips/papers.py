"""The manifest of a trip: every parcel in every bag aboard, signed by who gives and who carries."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.labels.document_content import ManifestBag, ManifestContent
from logistics.parties.models import Office
from logistics.tracking.models import Custody
from logistics.tracking.papers import lines_in_bags
from logistics.tracking.trips.legs import next_or_current
from logistics.tracking.trips.loading import aboard
from logistics.tracking.trips.models import Trip


def trip_manifest(session: Session, trip: Trip) -> ManifestContent:
    """What goes with the trip on the leg it is on, or goes on next. Raises Conflict where it is over."""
    leg = next_or_current(trip)
    start = None if leg.from_office_id is None else session.get_one(Office, leg.from_office_id).name
    bags = aboard(session, trip)
    inside = Counter(session.scalars(select(Custody.bag_id).where(Custody.bag_id.in_([bag.id for bag in bags]))))
    return ManifestContent(
        title=f"Chuyến {trip.code} · {len(bags)} túi",
        code=trip.code,
        from_office=start or trip.legs[leg.sequence - 2].to_name,
        to_office=leg.to_name,
        made_at=clock.now(),
        lines=lines_in_bags(session, bags),
        vehicle=trip.vehicle,
        driver=trip.driver,
        seal=bags[0].seal if len(bags) == 1 else "ghi ở từng túi",
        bags=tuple(
            ManifestBag(
                sscc=bag.sscc,
                to_office=bag.destination,
                parcels=inside[bag.id],
                gross_mass_g=bag.gross_mass_g or 0,
                seal=bag.seal,
                photo_kept=bag.photo_sha256 is not None,
            )
            for bag in bags
        ),
    )
