"""Places that an office knows: villages, roadside points, outlines of communes, and where each came from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from logistics.db import Base, Json


class Village(Base):
    """A village with its position. A pin set by a person wins over the gazetteer (`pinned_at`)."""

    __tablename__ = "village"
    __table_args__ = (Index(None, "commune_code", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(120))
    commune_code: Mapped[str] = mapped_column(String(8))
    lat: Mapped[float]
    lon: Mapped[float]
    source: Mapped[str] = mapped_column(String(64))
    elevation_m: Mapped[int | None] = mapped_column(default=None)
    source_id: Mapped[str] = mapped_column(String(32), default="")
    pinned_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class MeetingPoint(Base):
    """A roadside place where a household brings its parcels."""

    __tablename__ = "meeting_point"
    __table_args__ = (Index(None, "name", "lat", "lon", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(120))
    lat: Mapped[float]
    lon: Mapped[float]
    commune_code: Mapped[str] = mapped_column(String(8), default="")


class PinChange(Base):
    """One move of the pin of a village or a meeting point: who, when, from where to where."""

    __tablename__ = "pin_change"
    __table_args__ = (CheckConstraint("(village_id IS NULL) <> (meeting_point_id IS NULL)", name="subject"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[dt.datetime]
    from_lat: Mapped[float]
    from_lon: Mapped[float]
    to_lat: Mapped[float]
    to_lon: Mapped[float]
    village_id: Mapped[int | None] = mapped_column(
        ForeignKey("village.id", ondelete="CASCADE"), index=True, default=None
    )
    meeting_point_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting_point.id", ondelete="CASCADE"), index=True, default=None
    )
    by_id: Mapped[int | None] = mapped_column(default=None)


class CommuneOutline(Base):
    """The outline of a commune of 2025: a list of polygons, each a list of rings of [lon, lat], as GeoJSON has them."""

    __tablename__ = "commune_outline"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    polygons: Mapped[list[Any]] = mapped_column(Json)
    source: Mapped[str] = mapped_column(String(64))


class GazetteerFile(Base):
    """A file of places that was loaded: its name, its bytes' SHA-256, its licence and the credit to show."""

    __tablename__ = "gazetteer_file"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str] = mapped_column(String(64))
    licence: Mapped[str] = mapped_column(String(80))
    credit: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[dt.datetime]
    places: Mapped[int]


class GeocodedText(Base):
    """What an online geocoder once answered, so that it is asked once."""

    __tablename__ = "geocoded_text"
    __table_args__ = (UniqueConstraint("geocoder", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    geocoder: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(400))
    answers: Mapped[list[Any]] = mapped_column(Json)
    asked_at: Mapped[dt.datetime]


class Turn(Base):
    """When the whole application may next ask an outside server that allows so many requests a second."""

    __tablename__ = "turn"

    server: Mapped[str] = mapped_column(String(200), primary_key=True)
    next_at: Mapped[dt.datetime]
