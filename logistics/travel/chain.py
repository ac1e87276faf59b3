"""The chain of an installation: what its database, its road graph and its configured engine know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.places.models import Village
from logistics.travel.anchors import AnchorRoad, Anchors, first_anchors
from logistics.travel.estimate import Estimate
from logistics.travel.matrix import Source, TravelMatrix
from logistics.travel.models import Anchor, ObservedLeg
from logistics.travel.observed import Drive, Observed
from logistics.travel.points import Mode, Point


def travel_matrix(session: Session, between: Sequence[Source] = ()) -> TravelMatrix:
    """Observed drives, then the sources in `between` (engine, road graph), then anchors, then the estimate.

    Everything stored is read here, so the matrix can be asked after the transaction has closed.
    """
    return TravelMatrix(
        [Observed(drives(session)), *between, Anchors(anchor_roads(session)), Estimate(known_ground(session))]
    )


def drives(session: Session) -> Iterable[Drive]:
    """Every drive observed."""
    for leg in session.scalars(select(ObservedLeg)):
        yield Drive(
            Point(leg.from_lat, leg.from_lon),
            Point(leg.to_lat, leg.to_lon),
            Mode(leg.vehicle),
            leg.departed_at,
            leg.duration_s,
            leg.distance_m,
        )


def anchor_roads(session: Session) -> tuple[AnchorRoad, ...]:
    """The office's anchors; the published ones where it has none of its own."""
    own = tuple(
        AnchorRoad(
            Point(row.from_lat, row.from_lon),
            Point(row.to_lat, row.to_lon),
            row.distance_m,
            row.duration_s,
            row.road,
            row.source,
        )
        for row in session.scalars(select(Anchor).order_by(Anchor.id))
    )
    return own or first_anchors()  # the first edit copies the published ones (anchor_table.py)


def known_ground(session: Session) -> tuple[Point, ...]:
    """Every village whose elevation is known."""
    rows = session.execute(
        select(Village.lat, Village.lon, Village.elevation_m).where(Village.elevation_m.is_not(None))
    )
    return tuple(Point(lat, lon, elevation_m) for lat, lon, elevation_m in rows)
