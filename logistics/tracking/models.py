"""What happened to parcels: facts that are only ever added, and the bags that carry many at once."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from logistics.db import Base, Json, one_of, words


class EventCode(StrEnum):
    """What a handling event says. Failed attempts are events, not states."""

    PICKUP_ASSIGNED = "pickup_assigned"
    PICKUP_UNASSIGNED = "pickup_unassigned"
    COLLECTED = "collected"
    PICKUP_FAILED = "pickup_failed"
    ACCEPTED = "accepted"
    BAGGED = "bagged"
    UNBAGGED = "unbagged"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERY_FAILED = "delivery_failed"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    LOST = "lost"
    DAMAGED = "damaged"
    ANNULLED = "annulled"


class ClockConfidence(StrEnum):
    """Whether the device's clock can be believed, judged from when it said it sent."""

    TRUSTED = "trusted"
    CORRECTED = "corrected"
    SUSPECT = "suspect"


_OF_A_BAG = text("container_id IS NOT NULL")
_STILL_KEPT = text("forgotten_at IS NULL")
_OF_A_WRONG_CLOCK = text("clock_offset_s <> 0")


class HandlingEvent(Base):
    """One fact: what happened to a parcel or a bag, when it happened, and when we learnt of it.

    `event_id` is made by whoever saw it (UUIDv7), so sending twice is one fact; `body_sha256` tells a repeat
    from a contradiction. An event that names several parcels or bags has one row for each, counted by
    `ordinal`; since every event has a row 0, an id is used once. A row without a parcel is a scan of the bag
    `container_id`: it moves what is inside at that moment. A correction is a further event that `annuls` one.
    `happened_at` is the device's clock put right by `clock_offset_s`.
    """

    __tablename__ = "handling_event"
    __table_args__ = (
        UniqueConstraint("event_id", "ordinal"),
        one_of("code", EventCode),
        one_of("clock_confidence", ClockConfidence),
        CheckConstraint("parcel_id IS NOT NULL OR container_id IS NOT NULL", name="subject"),
        Index("ix_handling_event_story", "parcel_id", "happened_at"),
        Index(None, "container_id", postgresql_where=_OF_A_BAG, sqlite_where=_OF_A_BAG),
        Index(None, "device", "id", postgresql_where=_OF_A_WRONG_CLOCK, sqlite_where=_OF_A_WRONG_CLOCK),
        Index(None, "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[uuid.UUID] = mapped_column(Uuid())
    code: Mapped[EventCode] = mapped_column(words(EventCode))
    happened_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    body_sha256: Mapped[str] = mapped_column(String(64), repr=False)
    ordinal: Mapped[int] = mapped_column(default=0)
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcel.id"), default=None)
    sent_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    clock_confidence: Mapped[ClockConfidence] = mapped_column(words(ClockConfidence), default=ClockConfidence.TRUSTED)
    clock_offset_s: Mapped[int] = mapped_column(default=0)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    device: Mapped[str] = mapped_column(String(64), default="")
    device_sequence: Mapped[int | None] = mapped_column(default=None)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), default=None)
    lat: Mapped[float | None] = mapped_column(default=None)
    lon: Mapped[float | None] = mapped_column(default=None)
    accuracy_m: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(Json, default_factory=dict)
    annuls: Mapped[uuid.UUID | None] = mapped_column(Uuid(), default=None)
    container_id: Mapped[int | None] = mapped_column(ForeignKey("bag.id"), default=None)


class Photo(Base):
    """A photo that came to us, by its hash; the file is deleted at `forgotten_at`, that it came stays known."""

    __tablename__ = "photo"
    __table_args__ = (Index(None, "kept_at", postgresql_where=_STILL_KEPT, sqlite_where=_STILL_KEPT),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kept_at: Mapped[dt.datetime]
    forgotten_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class HolderKind(StrEnum):
    """Whose hands a parcel is in."""

    SENDER = "sender"
    DRIVER = "driver"
    OFFICE = "office"
    LINE_HAUL = "line_haul"
    CONSIGNEE = "consignee"


class Custody(Base):
    """Who holds a parcel now: exactly one holder, a stored fold like the status and written with it.

    `holder_id` is the driver's user or the office, None where the kind says it all; `since` is None for a sender
    who never gave it away. A parcel without a row has no events yet: its sender holds it.
    """

    __tablename__ = "custody"
    __table_args__ = (
        one_of("holder", HolderKind),
        Index(None, "holder", "holder_id"),
        Index(None, "bag_id", postgresql_where=text("bag_id IS NOT NULL"), sqlite_where=text("bag_id IS NOT NULL")),
    )

    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)
    holder: Mapped[HolderKind] = mapped_column(words(HolderKind))
    holder_id: Mapped[int | None] = mapped_column(default=None)
    since: Mapped[dt.datetime | None] = mapped_column(default=None)
    bag_id: Mapped[int | None] = mapped_column(ForeignKey("bag.id"), default=None)


class BagState(StrEnum):
    """A bag is filled, sealed, travels, and is opened."""

    OPEN = "open"
    SEALED = "sealed"
    OPENED = "opened"


class Bag(Base):
    """A sealed bag of parcels with one SSCC: scanning it moves all that is inside.

    `destination` is what its label says; `destination_office_id` names it where it is an office of ours. Once it
    has been opened there, `counted_at` tells that its contents were counted: what is inside still is missing.
    `seal`, `gross_mass_g` and the photo are what the sealing office told; what begins with `found_` is what the
    opening office saw of them, and is empty where it did not look.
    """

    __tablename__ = "bag"
    __table_args__ = (one_of("state", BagState),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sscc: Mapped[str] = mapped_column(String(18), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    destination: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[dt.datetime]
    state: Mapped[BagState] = mapped_column(words(BagState), default=BagState.OPEN)
    seal: Mapped[str] = mapped_column(String(40), default="")
    gross_mass_g: Mapped[int | None] = mapped_column(default=None)
    sealed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    destination_office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True, default=None)
    counted_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    photo_sha256: Mapped[str | None] = mapped_column(ForeignKey("photo.sha256"), default=None)
    opened_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    found_seal: Mapped[str] = mapped_column(String(40), default="")
    found_broken: Mapped[bool] = mapped_column(default=False)
    found_mass_g: Mapped[int | None] = mapped_column(default=None)


class DisputeState(StrEnum):
    """An objection is open, upheld (nobody came) or dismissed (the failed pickup stands)."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Dispute(Base):
    """A seller's objection to one unproven failed pickup of one parcel, and the dispatcher's answer."""

    __tablename__ = "dispute"
    __table_args__ = (one_of("state", DisputeState), Index(None, "state", "opened_at"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_row_id: Mapped[int] = mapped_column(ForeignKey("handling_event.id"), unique=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[dt.datetime]
    objection: Mapped[str] = mapped_column(String(400))
    state: Mapped[DisputeState] = mapped_column(words(DisputeState), default=DisputeState.OPEN)
    answer: Mapped[str] = mapped_column(String(400), default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    settled_at: Mapped[dt.datetime | None] = mapped_column(default=None)
