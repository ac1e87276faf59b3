"""Parcels handed to a line-haul carrier, the number it gave them, and all that it said of them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from logistics.db import Base, one_of, words

LONGEST_NUMBER = 64
"""Signs in a carrier's own number of a parcel."""
LONGEST_WORD = 64
"""Signs in a carrier's code for what happened, or for why."""


class HandOverState(StrEnum):
    """Asked for, confirmed by the carrier, refused by it, being withdrawn, or withdrawn."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({HandOverState.WAITING, HandOverState.CONFIRMED, HandOverState.WITHDRAWING})
"""While one of these, the parcel is the carrier's to fetch, and nobody else's."""

_LIVE = text("state IN ('waiting', 'confirmed', 'withdrawing')")


class HandOver(Base):
    """One parcel announced to one carrier: an outbox row, worked on until the carrier has answered.

    What came to nothing stays; announced anew, the parcel gets a new row. `office_id` is the office where the
    carrier fetches it, `reference` our name for it at the carrier, other at each announcement.
    `uncertain` means that a request may have arrived though no answer came: the carrier may know the parcel
    under a number that we do not. `raw_status` is the carrier's own word, the latest by its clock (`status_at`).
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        UniqueConstraint("carrier", "reference"),
        one_of("state", HandOverState),
        Index("ix_hand_over_live", "parcel_id", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE),
        Index(None, "state", "due_at"),
        Index(None, "carrier", "carrier_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), index=True)
    carrier: Mapped[str] = mapped_column(String(24))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    reference: Mapped[str] = mapped_column(String(24))
    created_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    state: Mapped[HandOverState] = mapped_column(words(HandOverState), default=HandOverState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    uncertain: Mapped[bool] = mapped_column(default=False)
    last_error: Mapped[str] = mapped_column(String(400), default="")
    carrier_number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="")
    raw_status: Mapped[str] = mapped_column(String(LONGEST_WORD), default="")
    status_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    updated_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class CarrierReport(Base):
    """One thing that a carrier said of a parcel, in its own words, also one that no table knows; only ever added.

    `said_at` is by the carrier's clock as it came, so that a repeat is known; `happened_at` is the same put right.
    """

    __tablename__ = "carrier_report"
    __table_args__ = (UniqueConstraint("hand_over_id", "number", "code", "said_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_over.id"))
    number: Mapped[str] = mapped_column(String(LONGEST_NUMBER))
    code: Mapped[str] = mapped_column(String(LONGEST_WORD))
    said_at: Mapped[dt.datetime]
    happened_at: Mapped[dt.datetime]
    heard_at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(String(LONGEST_WORD), default="")
