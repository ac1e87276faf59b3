"""Pins from the phone's outbox: where a household, or its meeting point, really is."""

from __future__ import annotations

import uuid

from flask import Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from logistics.parties import visible_to
from logistics.parties.models import Role, Seller
from logistics.parties.pins.models import PinnedPlace
from logistics.parties.pins.tell import tell
from logistics.parties.pins.told import PinVerdict, ToldPin
from logistics.web.access import current_principal
from logistics.web.driver.blueprint import blueprint
from logistics.web.handling_events import MOST_EVENTS
from logistics.web.iso_times import Moment
from logistics.web.json_body import read_json
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.validation import invalid


class PinIn(BaseModel):
    """One pin under an id (UUIDv7) made by the phone; `happened_at` is by its clock."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: uuid.UUID
    household: str = Field(min_length=1, max_length=16)
    place: PinnedPlace
    happened_at: Moment
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    accuracy_m: int = Field(ge=0, le=100_000)
    tapped: bool = False
    sequence: int | None = Field(default=None, ge=0, le=2**53)


class PinsIn(BaseModel):
    """A batch from one device, in the same envelope as handling events."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sent_at: Moment
    device: str = Field(default="", max_length=64)
    events: list[PinIn] = Field(min_length=1, max_length=MOST_EVENTS)


@blueprint.post("/pins")
@allow(Role.DRIVER)
def take_pins() -> Response:
    """One verdict per pin, in the order sent; 422 where the batch is not of the agreed form."""
    try:
        batch = PinsIn.model_validate(read_json(request.get_data()))
    except ValidationError as error:
        raise invalid(error) from None
    principal = current_principal()
    sees = visible_to(principal, Seller)
    with current_database().transaction() as session:
        verdicts = [tell(session, _told(pin, batch.device), principal.user_id, sees) for pin in batch.events]
    return jsonify(verdicts=[_verdict_out(verdict) for verdict in verdicts])


def _told(pin: PinIn, device: str) -> ToldPin:
    return ToldPin(
        event_id=pin.id,
        seller=pin.household,
        place=pin.place,
        to=(pin.lat, pin.lon),
        pinned_at=pin.happened_at,
        accuracy_m=pin.accuracy_m,
        tapped=pin.tapped,
        device=device,
    )


def _verdict_out(verdict: PinVerdict) -> dict[str, str | None]:
    return {
        "id": str(verdict.event_id),
        "outcome": verdict.outcome.value,
        "code": verdict.code.value if verdict.code else None,
        "doubt": verdict.doubt.value if verdict.doubt else None,
    }
