"""Events as they come in, who brings them, and the verdict that each gets back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, true

from logistics.parties import Principal, visible_to
from logistics.shipments import visibility as _visibility  # noqa: F401  registers the rule for parcels
from logistics.shipments.models import Parcel, Status
from logistics.tracking.models import EventCode


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened, told by whoever saw it, under an id that they made.

    The id is a UUIDv7; another UUID of RFC 9562 is taken too, since a fact that is refused for its id would be lost.
    `parcels` are item numbers, `bags` the SSCC of bags scanned as a whole, `into` the SSCC of the bag that a
    BAGGED or UNBAGGED event is about. `happened_at` is by the teller's clock.
    """

    event_id: uuid.UUID
    code: EventCode
    happened_at: dt.datetime
    parcels: tuple[str, ...] = ()
    bags: tuple[str, ...] = ()
    into: str = ""
    office_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: int | None = None
    reason: str = ""
    note: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    annuls: uuid.UUID | None = None
    device_sequence: int | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything that was told: equal for a repeat, other for a contradiction."""
        told = {name: getattr(self, name) for name in _TOLD}
        told["happened_at"] = self.happened_at.timestamp()
        told["parcels"], told["bags"] = sorted(set(self.parcels)), sorted(set(self.bags))
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


_TOLD = tuple(name for name in NewEvent.__dataclass_fields__ if name != "event_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who brings a batch: the principal (None: the house itself), the device, and when it says it sent.

    `carrier` names the carrier whose word it is; such a batch has no principal.

    `sees` is the condition on Parcel under which the sender may know of it; unless given, what the principal
    sees. At the counter it is wider: whoever holds a parcel may scan it.
    """

    principal: Principal | None = None
    device: str = ""
    sent_at: dt.datetime | None = None
    sees: ColumnElement[bool] | None = None
    carrier: str = ""

    @property
    def may_know(self) -> ColumnElement[bool]:
        """The condition on Parcel for the WHERE."""
        if self.sees is not None:
            return self.sees
        return true() if self.principal is None else visible_to(self.principal, Parcel)


class Outcome(StrEnum):
    """What became of an event. Only a rejected or conflicting one is not kept."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class Refusal(StrEnum):
    """Why an event is not kept."""

    ID_USED_FOR_OTHER_EVENT = "id_used_for_other_event"
    NOTHING_SCANNED = "nothing_scanned"
    UNKNOWN_PARCEL = "unknown_parcel"
    UNKNOWN_BAG = "unknown_bag"
    UNKNOWN_REASON = "unknown_reason"
    BAG_MISSING = "bag_missing"
    ANNULS_NOTHING = "annuls_nothing"
    ANNULS_ITSELF = "annuls_itself"
    ANNULS_AN_ANNULMENT = "annuls_an_annulment"
    ANNULS_OTHER_PARCELS = "annuls_other_parcels"
    FOREIGN_OFFICE = "foreign_office"
    NOT_YOURS_TO_TELL = "not_yours_to_tell"
    NOT_YOURS_TO_ANNUL = "not_yours_to_annul"
    UNSTORABLE_TEXT = "unstorable_text"
    UNUSABLE_ID = "unusable_id"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one event: a phone may forget it once it was applied, a duplicate or a conflict.

    `statuses` maps each parcel it moved to the status it has now; `unknown` names the codes not found.
    """

    event_id: uuid.UUID
    outcome: Outcome
    code: Refusal | None = None
    statuses: Mapping[str, Status] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
