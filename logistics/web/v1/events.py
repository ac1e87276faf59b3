"""Handling events in, and out in the order in which we learnt of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from logistics.notices.turns import turns_of
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking.feed import FeedLine, page_after, row_of
from logistics.tracking.mapping import Vocabulary, mapping
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import Sender
from logistics.tracking.record import record
from logistics.web.access import current_principal
from logistics.web.handling_events import EventsIn, moment
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import EVENTS, blueprint
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.paging import PageQuery, after, cursor_of
from logistics.web.v1.problems import FieldProblem


class VerdictOut(BaseModel):
    """What became of one event; forget it on your side when it was applied or a duplicate.

    `errors` names every fault of an event that is rejected as `malformed`; such an event does not hold up the others.
    """

    id: str
    outcome: str
    code: str | None
    statuses: dict[str, str]
    unknown: list[str]
    errors: list[FieldProblem]


class VerdictsOut(BaseModel):
    """One verdict per event, in the order sent."""

    verdicts: list[VerdictOut]


class EventOut(BaseModel):
    """One fact about one parcel."""

    id: str
    item_number: str
    code: EventCode
    happened_at: str
    recorded_at: str
    reason: str
    mapped_status: str | None = Field(
        default=None, description="What the event made of the parcel, in the words asked for; absent where none were."
    )


class EventsOut(BaseModel):
    """One page of the feed; keep `next_cursor` and ask again for what is new."""

    events: list[EventOut]
    next_cursor: str | None


_AFTER = (
    "The id of an event. What we learnt of later follows, and before it what we learnt of within the minute before "
    "the event, the event itself among it: batches are written side by side. Know repeats by their ids."
)


class EventsQuery(PageQuery):
    """From `cursor` on, or after an event that one has had: a webhook's, for one."""

    after: uuid.UUID | None = Field(default=None, description=_AFTER)
    vocabulary: Vocabulary | None = Field(
        default=None, description="Tell what each event made of its parcel in this system's words too."
    )


@blueprint.post("/events", tags=[EVENTS], responses={"200": VerdictsOut})
@allow(Role.CLERK, Role.DRIVER, Role.DISPATCHER, Role.INTEGRATOR)
def record_events(body: EventsIn, header: OnceHeader) -> Response:
    """Tell what happened. A repeat is a duplicate and changes nothing; late facts are never refused."""
    return once(header, partial(_recorded, body))


def _recorded(body: EventsIn, session: Session) -> Response:
    principal = current_principal()
    sender = Sender(principal=principal, device=body.device, sent_at=body.sent_at, sees=visible_to(principal, Parcel))
    return jsonify(verdicts=body.verdicts(record(session, body.facts, sender)))


@blueprint.get("/events", tags=[EVENTS], responses={"200": EventsOut})
@allow(Role.CLERK, Role.DISPATCHER, Role.SELLER, Role.ADMINISTRATOR, Role.INTEGRATOR)
def list_events(query: EventsQuery) -> Response:
    """Events of one's parcels in the order in which we learnt of them; the scan of a bag once for each parcel in it."""
    with current_database().reading() as session:
        start = row_of(session, query.after) if query.after else after(query.cursor)
        page = page_after(session, current_principal(), start, query.limit)
        mapped = {} if query.vocabulary is None else _mapped(session, page.lines, query.vocabulary)
    newest = query.cursor or None if page.last_row is None else cursor_of(page.last_row)
    return jsonify(
        events=[_shown(line) | mapped.get((line.event_id, line.item_number), {}) for line in page.lines],
        next_cursor=newest,
    )


def _mapped(
    session: Session, lines: Sequence[FeedLine], vocabulary: Vocabulary
) -> dict[tuple[uuid.UUID, str], dict[str, str | None]]:
    """What each line made of its parcel, as that system calls it; null where the event does not count."""
    table = mapping(vocabulary)
    told: dict[tuple[uuid.UUID, str], str | None] = dict.fromkeys((line.event_id, line.item_number) for line in lines)
    for turn in turns_of(session, {line.event_id for line in lines}):
        told[turn.event_id, turn.item_number] = table.tell(turn.code, turn.status)
    return {key: {"mapped_status": code} for key, code in told.items()}


def _shown(line: FeedLine) -> dict[str, Any]:
    return {
        "id": str(line.event_id),
        "item_number": line.item_number,
        "code": line.code.value,
        "happened_at": moment(line.happened_at),
        "recorded_at": moment(line.recorded_at),
        "reason": line.reason,
    }
