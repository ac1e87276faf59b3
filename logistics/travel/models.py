"""What is known about the roads: closures, road distances between anchors, drives observed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from logistics.db import Base, Json


class RouteClosure(Base):
    """A road that cannot be used for a while: by road and kilometre post, polygon, or pinned stretch.

    `shape` holds area and pins as lists of [lat, lon], and season as [[month, day], [month, day]] or null.
    """

    __tablename__ = "route_closure"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    road: Mapped[str] = mapped_column(String(64))
    description: Mapped[str] = mapped_column(String(400))
    shape: Mapped[dict[str, Any]] = mapped_column(Json)
    starts_at: Mapped[dt.datetime]
    source: Mapped[str] = mapped_column(String(200))
    reported_by_id: Mapped[int | None] = mapped_column(default=None)
    km_from_m: Mapped[int | None] = mapped_column(default=None)
    km_to_m: Mapped[int | None] = mapped_column(default=None)
    vehicles: Mapped[str] = mapped_column(String(64), default="")
    expected_end_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class Anchor(Base):
    """The known road between two communes' centres, one direction; the office edits these.

    `road` names the roads it follows, with a space between: "QL4D QL12".
    """

    __tablename__ = "anchor"
    __table_args__ = (UniqueConstraint("from_code", "to_code"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    from_code: Mapped[str] = mapped_column(String(8))
    to_code: Mapped[str] = mapped_column(String(8))
    from_lat: Mapped[float]
    from_lon: Mapped[float]
    to_lat: Mapped[float]
    to_lon: Mapped[float]
    distance_m: Mapped[int]
    duration_s: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200))
    road: Mapped[str] = mapped_column(String(64), default="")


class ObservedLeg(Base):
    """One drive between two places as a vehicle really made it."""

    __tablename__ = "observed_leg"
    __table_args__ = (UniqueConstraint("event_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_key: Mapped[str] = mapped_column(String(80))
    from_lat: Mapped[float]
    from_lon: Mapped[float]
    to_lat: Mapped[float]
    to_lon: Mapped[float]
    vehicle: Mapped[str] = mapped_column(String(16))
    departed_at: Mapped[dt.datetime]
    duration_s: Mapped[int]
    distance_m: Mapped[int | None] = mapped_column(default=None)
