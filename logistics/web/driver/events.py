"""Events from the phone's outbox: each gets its verdict, and a repeat gets the first one's."""

from __future__ import annotations

from flask import Response, jsonify, request
from pydantic import ValidationError

from logistics.parties.models import Role
from logistics.tracking.new_event import Sender
from logistics.tracking.record import record
from logistics.tracking.visibility import concerning
from logistics.web.access import current_principal
from logistics.web.driver.blueprint import blueprint
from logistics.web.handling_events import EventsIn
from logistics.web.json_body import read_json
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.validation import invalid


@blueprint.post("/events")
@allow(Role.DRIVER)
def take_events() -> Response:
    """One verdict per event, in the order sent; 422 where the batch is not of the agreed form."""
    try:
        batch = EventsIn.model_validate(read_json(request.get_data(), apart=EventsIn.APART))
    except ValidationError as error:
        raise invalid(error) from None
    principal = current_principal()
    sender = Sender(principal=principal, device=batch.device, sent_at=batch.sent_at, sees=concerning(principal))
    with current_database().transaction() as session:
        verdicts = batch.verdicts(record(session, batch.facts, sender))
    return jsonify(verdicts=verdicts)
