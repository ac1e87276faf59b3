"""Handling events in, and out in the order in which we learnt of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking.models import EventCode, HandlingEvent
from logistics.tracking.new_event import Sender
from logistics.tracking.record import record
from logistics.web.access import current_principal
from logistics.web.handling_events import EventsIn, moment, verdict_out
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import EVENTS, blueprint
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.paging import PageQuery, after, cursor_of


class VerdictOut(BaseModel):
    """What became of one event; forget it on your side when it was applied or a duplicate."""

    id: str
    outcome: str
    code: str | None
    statuses: dict[str, str]
    unknown: list[str]


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


class EventsOut(BaseModel):
    """One page of the feed; keep `next_cursor` and ask again for what is new."""

    events: list[EventOut]
    next_cursor: str | None


@blueprint.post("/events", tags=[EVENTS], responses={"200": VerdictsOut})
@allow(Role.CLERK, Role.DRIVER, Role.DISPATCHER, Role.INTEGRATOR)
def record_events(body: EventsIn, header: OnceHeader) -> Response:
    """Tell what happened. A repeat is a duplicate and changes nothing; late facts are never refused."""
    return once(header, partial(_recorded, body))


def _recorded(body: EventsIn, session: Session) -> Response:
    principal = current_principal()
    sender = Sender(principal=principal, device=body.device, sent_at=body.sent_at, sees=visible_to(principal, Parcel))
    verdicts = record(session, [event.fact() for event in body.events], sender)
    return jsonify(verdicts=[verdict_out(verdict) for verdict in verdicts])


@blueprint.get("/events", tags=[EVENTS], responses={"200": EventsOut})
@allow(Role.CLERK, Role.DISPATCHER, Role.SELLER, Role.ADMINISTRATOR, Role.INTEGRATOR)
def list_events(query: PageQuery) -> Response:
    """Events of one's parcels, oldest first."""
    wanted = (
        select(HandlingEvent, Parcel.item_number)
        .join(Parcel, Parcel.id == HandlingEvent.parcel_id)
        .where(HandlingEvent.id > after(query.cursor), visible_to(current_principal(), Parcel))
        .order_by(HandlingEvent.id)
        .limit(query.limit)
    )
    with current_database().reading() as session:
        rows = session.execute(wanted).all()
        events = [_shown(event, number) for event, number in rows]
        newest = cursor_of(rows[-1][0].id) if rows else query.cursor or None
    return jsonify(events=events, next_cursor=newest)


def _shown(event: HandlingEvent, item_number: str) -> dict[str, Any]:
    return {
        "id": str(event.event_id),
        "item_number": item_number,
        "code": event.code.value,
        "happened_at": moment(event.happened_at),
        "recorded_at": moment(event.recorded_at),
        "reason": event.reason,
    }
