"""Taking events in: each once, each with a verdict, the stored status written in the same transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from logistics import clock
from logistics.shipments import cash
from logistics.shipments.models import Status
from logistics.tracking.announce import announce
from logistics.tracking.clocks import Moment, moment, offset_s
from logistics.tracking.fold import MONEY_MOVES, State
from logistics.tracking.ground import Ground, look_up
from logistics.tracking.horizon import announce_rows
from logistics.tracking.models import HandlingEvent
from logistics.tracking.new_event import NewEvent, Outcome, Refusal, Sender, Verdict
from logistics.tracking.refusing import refusal
from logistics.tracking.stored import folded, write

_EVENT = HandlingEvent.__table__

_FORMER_OFFSET = (
    select(_EVENT.c.clock_offset_s)
    .where(_EVENT.c.device == bindparam("device"), _EVENT.c.clock_offset_s != 0)
    .order_by(_EVENT.c.id.desc())
    .limit(1)
)
_BODIES = select(_EVENT.c.event_id, _EVENT.c.body_sha256).where(
    _EVENT.c.event_id.in_(bindparam("events", expanding=True)), _EVENT.c.ordinal == 0
)


def _claim(insert: Any) -> Any:
    return insert(_EVENT).on_conflict_do_nothing(index_elements=["event_id", "ordinal"]).returning(_EVENT.c.event_id)


# RETURNING tells which ids were new; rowcount is -1 on PostgreSQL, whatever happened.
_CLAIM = {"sqlite": _claim(sqlite.insert), "postgresql": _claim(postgresql.insert)}
_INSERT = _EVENT.insert()  # type: ignore[attr-defined]


def record(session: Session, batch: Sequence[NewEvent], sender: Sender) -> list[Verdict]:
    """A verdict for each event of the batch, in its order; what is applied is stored with the statuses it makes.

    An event is never refused because a plan changed or because it is late: it happened. The same id with the
    same body is a duplicate and changes nothing; with another body it is a conflict and changes nothing.
    """
    session.flush()
    ground = look_up(session, batch, sender)
    first: dict[uuid.UUID, NewEvent] = {}
    for event in batch:
        first.setdefault(event.event_id, event)
    refused = {event_id: why for event_id, event in first.items() if (why := refusal(event, first, ground, sender))}
    fresh = [event for event_id, event in first.items() if event_id not in refused]
    claimed = _insert(session, fresh, ground, sender)
    states = folded(session, {parcel for event_id in claimed for parcel in ground.touched(first[event_id])})
    write(session, states)
    _move_money(session, ground, states)
    announce(session, claimed)
    bodies = _bodies(session, first, claimed)
    return list(_verdicts(batch, _Result(ground, refused, claimed, bodies, states)))


def _move_money(session: Session, ground: Ground, states: Mapping[int, State]) -> None:
    """Let the cash follow the parcels whose way ended, turned back, or did not after all."""
    turned = [
        parcel
        for parcel, state in states.items()
        if state.status is not ground.statuses[parcel] and MONEY_MOVES & {state.status, ground.statuses[parcel]}
    ]
    if turned:
        cash.ledger().follow(session, turned)


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of a batch: why events were refused, which ids were new, what was told under each id."""

    ground: Ground
    refused: Mapping[uuid.UUID, tuple[Refusal, tuple[str, ...]]]
    claimed: set[uuid.UUID]
    bodies: Mapping[uuid.UUID, str]
    states: Mapping[int, State]

    def statuses(self, event: NewEvent) -> Mapping[str, Status]:
        """The status of each parcel that the event may have moved, by item number."""
        ground, states = self.ground, self.states
        return {
            ground.numbers[parcel]: states[parcel].status if parcel in states else ground.statuses[parcel]
            for parcel in ground.touched(event)
        }


def _insert(session: Session, events: Sequence[NewEvent], ground: Ground, sender: Sender) -> set[uuid.UUID]:
    """Store the events that are new; their ids. Row 0 of each claims the id, the others follow where it was free."""
    if not events:
        return set()
    announce_rows(session)
    connection = session.connection()
    rows = {
        event.event_id: list(_rows(event, at, ground, sender))
        for event, at in zip(events, _moments(session, events, sender), strict=True)
    }
    claim = _CLAIM[connection.dialect.name]
    # In order of id: two batches with the same events wait for each other one way only.
    heads = [rows[event_id][0] for event_id in sorted(rows)]
    claimed = set(connection.execute(claim, heads).scalars())
    rest = [row for event_id in claimed for row in rows[event_id][1:]]
    if rest:
        connection.execute(_INSERT, rest)
    return claimed


def _moments(session: Session, events: Sequence[NewEvent], sender: Sender) -> list[tuple[dt.datetime, Moment]]:
    recorded_at = clock.now()
    shift_s = offset_s(sender.sent_at, recorded_at, None)
    if shift_s and sender.device:
        former = session.connection().execute(_FORMER_OFFSET, {"device": sender.device}).scalar()
        shift_s = offset_s(sender.sent_at, recorded_at, former)
    return [(recorded_at, moment(event.happened_at, recorded_at, shift_s)) for event in events]


def _rows(
    event: NewEvent, times: tuple[dt.datetime, Moment], ground: Ground, sender: Sender
) -> Iterator[dict[str, Any]]:
    """One row for each parcel, then for each bag that was scanned."""
    recorded_at, at = times
    principal = sender.principal
    own_office = None if principal is None else principal.office_id
    shared = {
        "event_id": event.event_id,
        "code": event.code,
        "happened_at": at.happened_at,
        "recorded_at": recorded_at,
        "body_sha256": event.fingerprint,
        "sent_at": sender.sent_at,
        "clock_confidence": at.confidence,
        "clock_offset_s": at.offset_s,
        "actor_id": None if principal is None else principal.user_id,
        "device": sender.device,
        "device_sequence": event.device_sequence,
        "office_id": event.office_id if event.office_id is not None else own_office,
        "lat": event.lat,
        "lon": event.lon,
        "accuracy_m": event.accuracy_m,
        "reason": event.reason,
        "note": event.note,
        "evidence": dict(event.evidence),
        "annuls": event.annuls,
    }
    into = ground.bags.get(event.into)
    subjects: list[tuple[int | None, int | None]] = [
        (ground.parcels[number], into) for number in dict.fromkeys(event.parcels)
    ]
    subjects += [(None, ground.bags[code]) for code in dict.fromkeys(event.bags)]
    for ordinal, (parcel, bag) in enumerate(subjects):
        yield shared | {"ordinal": ordinal, "parcel_id": parcel, "container_id": bag}


def _bodies(session: Session, first: Mapping[uuid.UUID, NewEvent], claimed: set[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """The stored fingerprint of every id that was used before or is used now."""
    bodies = {event_id: first[event_id].fingerprint for event_id in claimed}
    if earlier := sorted(first.keys() - claimed):
        rows = session.connection().execute(_BODIES, {"events": earlier})
        bodies |= {row.event_id: row.body_sha256 for row in rows}
    return bodies


def _verdicts(batch: Sequence[NewEvent], result: _Result) -> Iterator[Verdict]:
    unspoken = set(result.claimed)
    for event in batch:
        known = result.bodies.get(event.event_id)
        if event.event_id in unspoken:
            unspoken.remove(event.event_id)
            yield Verdict(event.event_id, Outcome.APPLIED, None, result.statuses(event))
        elif known == event.fingerprint:
            yield Verdict(event.event_id, Outcome.DUPLICATE, None, result.statuses(event))
        elif known is not None:
            yield Verdict(event.event_id, Outcome.CONFLICT, Refusal.ID_USED_FOR_OTHER_EVENT)
        else:
            code, unknown = result.refused[event.event_id]
            yield Verdict(event.event_id, Outcome.REJECTED, code, unknown=unknown)
