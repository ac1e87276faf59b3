"""Handling events as programs and phones send them: strict fields in, one verdict each out."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Verdict
from logistics.web.iso_times import Moment
from logistics.web.json_body import JsonBody
from logistics.web.row_id import Id

MOST_EVENTS = 50
"""Events in one request; more is sent in further requests."""

ItemNumber = Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9]{12}$", json_schema_extra={"example": "HP123456789014"})]


_EXACT = 2**53
"""Up to here every program reads an integer as it was written (RFC 8259, section 6)."""
_MEASURE = Field(ge=-_EXACT, le=_EXACT)


def _one_value(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """The value, or one complaint instead of one for each kind that it might have been."""
    try:
        return read(value)
    except ValidationError:
        raise PydanticCustomError("not_a_proof", "a text of up to 400 signs, a number or null") from None


Proof = Annotated[
    Annotated[str, Field(max_length=400)] | Annotated[int, _MEASURE] | Annotated[float, _MEASURE] | None,
    WrapValidator(_one_value),
]
"""One piece of evidence: what the phone saw or did."""


class EventIn(JsonBody):
    """One fact under an id (UUIDv7) made by whoever saw it; `happened_at` is by the teller's clock."""

    id: uuid.UUID = Field(strict=False, examples=["019a52b1-6f1e-7c55-9d8e-3f1b2a4c5d6e"])
    code: EventCode = Field(strict=False, examples=["collected"])
    happened_at: Moment = Field(examples=["2025-11-05T01:00:00Z"])
    parcels: list[ItemNumber] = Field(default_factory=list, max_length=500)
    bags: list[str] = Field(default_factory=list, max_length=50)
    into: str = Field(default="", max_length=18)
    office_id: Id | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    accuracy_m: int | None = Field(default=None, ge=0, le=100_000)
    reason: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=400)
    evidence: dict[str, Proof] = Field(default_factory=dict, max_length=12)
    annuls: Annotated[uuid.UUID, Field(strict=False)] | None = None
    sequence: int | None = Field(default=None, ge=0, le=_EXACT)

    def fact(self) -> NewEvent:
        """The same in the kernel's words."""
        told = self.model_dump(exclude={"id", "sequence", "parcels", "bags"})
        return NewEvent(
            event_id=self.id,
            device_sequence=self.sequence,
            parcels=tuple(self.parcels),
            bags=tuple(self.bags),
            **told,
        )


class EventsIn(JsonBody):
    """A batch from one device, sent when its clock said `sent_at`."""

    sent_at: Moment = Field(examples=["2025-11-05T01:00:01Z"])
    device: str = Field(default="", max_length=64, examples=["phone-7"])
    events: list[EventIn] = Field(min_length=1, max_length=MOST_EVENTS)


def verdict_out(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON: the sender forgets an event that was applied or a duplicate."""
    return {
        "id": str(verdict.event_id),
        "outcome": verdict.outcome.value,
        "code": verdict.code.value if verdict.code else None,
        "statuses": {number: status.value for number, status in verdict.statuses.items()},
        "unknown": list(verdict.unknown),
    }


def moment(value: dt.datetime) -> str:
    """A moment as JSON has it, in UTC with `Z`."""
    return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
