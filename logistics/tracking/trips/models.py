"""A vehicle's trip, the legs from office to office, and which bags are aboard."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from logistics.db import Base

_STILL_ABOARD = text("unloaded_at IS NULL")


class Trip(Base):
    """One vehicle's way from the office that made it, over its legs in their order. Its code is on its manifest."""

    __tablename__ = "trip"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    vehicle: Mapped[str] = mapped_column(String(40))
    driver: Mapped[str] = mapped_column(String(160))
    created_at: Mapped[dt.datetime]

    legs: Mapped[list[Leg]] = relationship(order_by="Leg.sequence", default_factory=list, repr=False)


class Leg(Base):
    """One stretch of a trip. `to_office_id` names where it ends if that is an office of ours, `to_name` in any case."""

    __tablename__ = "leg"
    __table_args__ = (
        UniqueConstraint("trip_id", "sequence"),
        CheckConstraint("arrived_at IS NULL OR departed_at IS NOT NULL", name="departed_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"), init=False)
    sequence: Mapped[int]
    from_office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    to_office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    to_name: Mapped[str] = mapped_column(String(160))
    departed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    arrived_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class Aboard(Base):
    """A bag on a trip, from its loading until it was unloaded; a bag is aboard one trip at a time."""

    __tablename__ = "aboard"
    __table_args__ = (
        Index("ix_aboard_bag_now", "bag_id", unique=True, postgresql_where=_STILL_ABOARD, sqlite_where=_STILL_ABOARD),
        Index(None, "trip_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"))
    bag_id: Mapped[int] = mapped_column(ForeignKey("bag.id"))
    loaded_at: Mapped[dt.datetime]
    unloaded_at: Mapped[dt.datetime | None] = mapped_column(default=None)
