"""Handling events as programs and phones send them: strict fields in, one verdict each out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from logistics.errors import Problem
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Outcome, Verdict
from logistics.web.errors import fault
from logistics.web.iso_times import Moment
from logistics.web.json_body import JsonBody, storable, unkept
from logistics.web.row_id import Id
from logistics.web.validation import invalid

MOST_EVENTS = 50
"""Events in one request; more is sent in further requests."""
MALFORMED = "malformed"
"""The code of the verdict on an event that is not of the described form."""
_LONGEST_ID = 64

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


@dataclass(frozen=True, slots=True)
class Malformed:
    """An event that cannot be read, as it was sent; `error` is None where a value in it could not be kept."""

    sent: Any
    error: ValidationError | None = None

    @property
    def event_id(self) -> str:
        """The id that it came with, empty where that is no short text."""
        told = self.sent.get("id") if isinstance(self.sent, dict) else None
        return told if isinstance(told, str) and len(told) <= _LONGEST_ID and storable(told) else ""

    def problems(self, within: str) -> Sequence[Problem]:
        """Every fault, where the event stands at the pointer `within`."""
        return unkept(self.sent, within) if self.error is None else invalid(self.error, within).problems


def _alone(sent: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """The event, or a Malformed: one that cannot be read must not hold up the others."""
    if unkept(sent):
        return Malformed(sent)
    try:
        return read(sent)
    except ValidationError as error:
        return Malformed(sent, error)


class EventsIn(JsonBody):
    """A batch from one device, sent when its clock said `sent_at`. Each event is judged for itself."""

    APART: ClassVar[str] = "events"

    sent_at: Moment = Field(examples=["2025-11-05T01:00:01Z"])
    device: str = Field(default="", max_length=64, examples=["phone-7"])
    events: list[Annotated[EventIn, WrapValidator(_alone)]] = Field(min_length=1, max_length=MOST_EVENTS)

    @property
    def told(self) -> Sequence[EventIn | Malformed]:
        """The events in the order sent."""
        return self.events

    @property
    def facts(self) -> list[NewEvent]:
        """Those that can be read, in the kernel's words."""
        return [event.fact() for event in self.told if isinstance(event, EventIn)]

    def verdicts(self, on_facts: Sequence[Verdict]) -> list[dict[str, Any]]:
        """The verdict on every event in the order sent, given those on `facts`."""
        return list(self._verdicts(iter(on_facts)))

    def _verdicts(self, on_facts: Iterator[Verdict]) -> Iterator[dict[str, Any]]:
        for at, event in enumerate(self.told):
            yield malformed_out(event, at) if isinstance(event, Malformed) else verdict_out(next(on_facts))


def malformed_out(event: Malformed, at: int) -> dict[str, Any]:
    """The verdict on an event that cannot be read, at this place of its batch: every fault with its JSON pointer."""
    return {
        "id": event.event_id,
        "outcome": Outcome.REJECTED.value,
        "code": MALFORMED,
        "statuses": {},
        "unknown": [],
        "errors": [fault(each) for each in event.problems(f"/events/{at}")],
    }


def verdict_out(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON: the sender forgets an event that was applied or a duplicate."""
    return {
        "id": str(verdict.event_id),
        "outcome": verdict.outcome.value,
        "code": verdict.code.value if verdict.code else None,
        "statuses": {number: status.value for number, status in verdict.statuses.items()},
        "unknown": list(verdict.unknown),
        "errors": [],
    }


def moment(value: dt.datetime) -> str:
    """A moment as JSON has it, in UTC with `Z`."""
    return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
