"""A pin as it comes in, and what became of it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from logistics.parties.pins.models import Doubt, PinnedPlace
from logistics.places.plus_codes import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPin:
    """Somebody on the spot says: here it is. `seller` is the household's code; see HouseholdPin for the rest."""

    event_id: uuid.UUID
    seller: str
    place: PinnedPlace
    to: Position
    pinned_at: dt.datetime
    accuracy_m: int | None = None
    tapped: bool = False
    device: str = ""


class Outcome(StrEnum):
    """What became of a pin; only a rejected one is not kept. A proposed one is kept for staff to decide."""

    APPLIED = "applied"
    PROPOSED = "proposed"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class Refusal(StrEnum):
    """Why a pin is not kept."""

    UNKNOWN_HOUSEHOLD = "unknown_household"
    NO_MEETING_POINT = "no_meeting_point"
    OUTSIDE_VIETNAM = "outside_vietnam"


@dataclass(frozen=True, slots=True)
class PinVerdict:
    """The answer to one pin: why it was rejected, or why staff will look at it first."""

    event_id: uuid.UUID
    outcome: Outcome
    code: Refusal | None = None
    doubt: Doubt | None = None
