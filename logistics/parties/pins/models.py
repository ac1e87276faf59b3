"""Every word about where a household is, as it was told; those in force moved it, the others wait for staff."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from geopy.distance import geodesic
from sqlalchemy import ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from logistics.db import Base, one_of, words


class PinnedPlace(StrEnum):
    """Which place of a household is meant: its farm, or where it meets the vehicle."""

    FARM = "farm"
    MEETING_POINT = "meeting_point"


class Doubt(StrEnum):
    """Why a pin waits for staff instead of moving the household at once."""

    VAGUE = "vague"
    FAR = "far"
    LATE = "late"


class HouseholdPin(Base):
    """Where somebody says that a household or its meeting point is: from where to where, how surely, who and when.

    `event_id` is made by the phone (UUIDv7), so that sending twice is one pin. `accepted` is None while a doubted pin
    waits; the last accepted one is where the household is. `accuracy_m` is what the phone said, or for a pin tapped
    on the map how many metres a fingertip covered; None where staff dragged it.
    """

    __tablename__ = "household_pin"
    __table_args__ = (one_of("place", PinnedPlace), one_of("doubt", Doubt))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("seller.id", ondelete="CASCADE"), index=True)
    place: Mapped[PinnedPlace] = mapped_column(words(PinnedPlace))
    pinned_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    from_lat: Mapped[float]
    from_lon: Mapped[float]
    to_lat: Mapped[float]
    to_lon: Mapped[float]
    tapped: Mapped[bool] = mapped_column(default=False)
    accuracy_m: Mapped[int | None] = mapped_column(default=None)
    by_id: Mapped[int | None] = mapped_column(default=None)
    device: Mapped[str] = mapped_column(String(64), default="")
    doubt: Mapped[Doubt | None] = mapped_column(words(Doubt), default=None)
    accepted: Mapped[bool | None] = mapped_column(default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(default=None)

    @property
    def moved_m(self) -> int:
        """Straight metres from where the place was held to be."""
        return round(float(geodesic((self.from_lat, self.from_lon), (self.to_lat, self.to_lon)).m))
