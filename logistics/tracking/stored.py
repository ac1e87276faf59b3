"""The stored copy of the fold: read the facts of parcels, fold them, write what changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from logistics.parties.models import Office
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.tracking.fold import Fact, State, Turn, fold
from logistics.tracking.models import ClockConfidence, Custody, EventCode, HandlingEvent

_EVENT = HandlingEvent.__table__
_PARCEL = Parcel.__table__
_CUSTODY = Custody.__table__

_FACTS = select(
    _EVENT.c.id,
    _EVENT.c.event_id,
    _EVENT.c.parcel_id,
    _EVENT.c.code,
    _EVENT.c.happened_at,
    _EVENT.c.actor_id,
    _EVENT.c.office_id,
    _EVENT.c.container_id,
    _EVENT.c.annuls,
    _EVENT.c.reason,
    _EVENT.c.device,
    _EVENT.c.device_sequence,
    _EVENT.c.recorded_at,
    Office.commune_code,
).outerjoin(Office, Office.id == _EVENT.c.office_id)
_OWN = _FACTS.where(_EVENT.c.parcel_id.in_(bindparam("parcels", expanding=True)))
_OF_BAGS = _FACTS.where(_EVENT.c.container_id.in_(bindparam("bags", expanding=True)), _EVENT.c.parcel_id.is_(None))
_STORED = (
    select(_PARCEL.c.id, _PARCEL.c.status, _PARCEL.c.status_at, _PARCEL.c.status_event_id, _PARCEL.c.turns)
    .where(_PARCEL.c.id.in_(bindparam("parcels", expanding=True)))
    .order_by(_PARCEL.c.id)
)
_HELD = select(
    _CUSTODY.c.parcel_id, _CUSTODY.c.holder, _CUSTODY.c.holder_id, _CUSTODY.c.since, _CUSTODY.c.bag_id
).where(_CUSTODY.c.parcel_id.in_(bindparam("parcels", expanding=True)))

_WRITE_STATUS = (
    update(Parcel.__table__)  # type: ignore[arg-type]
    .where(_PARCEL.c.id == bindparam("parcel"))
    .values(
        status=bindparam("new_status"),
        status_at=bindparam("at"),
        status_event_id=bindparam("row"),
        turns=bindparam("new_turns"),
    )
)
# Every event of it was annulled: it is as old as its shipment again.
_WRITE_READY = (
    update(Parcel.__table__)  # type: ignore[arg-type]
    .where(_PARCEL.c.id == bindparam("parcel"))
    .values(
        status=bindparam("new_status"),
        status_at=select(Shipment.created_at).where(Shipment.id == _PARCEL.c.shipment_id).scalar_subquery(),
        status_event_id=None,
        turns=bindparam("new_turns"),
    )
)
_FLAG = (
    update(HandlingEvent.__table__)  # type: ignore[arg-type]
    .where(_EVENT.c.id.in_(bindparam("rows", expanding=True)), _EVENT.c.clock_confidence != ClockConfidence.SUSPECT)
    .values(clock_confidence=ClockConfidence.SUSPECT)
)


def _upsert(insert: Any) -> Any:
    statement = insert(Custody.__table__)
    told = {name: statement.excluded[name] for name in ("holder", "holder_id", "since", "bag_id")}
    return statement.on_conflict_do_update(index_elements=["parcel_id"], set_=told)


_WRITE_CUSTODY = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


def facts_of(session: Session, parcels: Collection[int]) -> Mapping[int, list[Fact]]:
    """The facts of each parcel by its id: its own events, and every scan of a bag it ever was in."""
    connection = session.connection()
    own: dict[int, list[Fact]] = defaultdict(list)
    bags_of: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(_OWN, {"parcels": list(parcels)}):
        own[row.parcel_id].append(_fact(row))
        if row.code is EventCode.BAGGED and row.container_id is not None:
            bags_of[row.parcel_id].add(row.container_id)
    if bags_of:
        scans: dict[int, list[Fact]] = defaultdict(list)
        for row in connection.execute(_OF_BAGS, {"bags": sorted(set().union(*bags_of.values()))}):
            scans[row.container_id].append(_fact(row))
        for parcel, bags in bags_of.items():
            own[parcel].extend(fact for bag in bags for fact in scans[bag])
    return own


def folded(session: Session, parcels: Collection[int]) -> Mapping[int, State]:
    """The state of each of the parcels, from its facts alone."""
    facts = facts_of(session, parcels)
    return {parcel: fold(facts.get(parcel, ())) for parcel in parcels}


def differing(session: Session, states: Mapping[int, State]) -> list[int]:
    """The parcels whose stored status or custody is not the state."""
    parcels = {"parcels": list(states)}
    connection = session.connection()
    held = {row.parcel_id: row for row in connection.execute(_HELD, parcels)}
    return [
        row.id
        for row in connection.execute(_STORED, parcels)
        if not (_same_status(row, states[row.id]) and _same_custody(held.get(row.id), states[row.id]))
    ]


def write(session: Session, states: Mapping[int, State]) -> None:
    """Store the states of these parcels, and flag events whose clock they belie; the caller holds the rows locked."""
    connection = session.connection()
    if contradicted := sorted({row for state in states.values() for row in state.contradicted}):
        connection.execute(_FLAG, {"rows": contradicted})
    told = [
        _told(parcel, state) | {"at": state.since, "row": state.row_id}
        for parcel, state in states.items()
        if state.since is not None
    ]
    if told:
        connection.execute(_WRITE_STATUS, told)
    untold = [_told(parcel, state) for parcel, state in states.items() if state.since is None]
    if untold:
        connection.execute(_WRITE_READY, untold)
    held = [
        {
            "parcel_id": parcel,
            "holder": state.holder.kind,
            "holder_id": state.holder.id,
            "since": state.held_since,
            "bag_id": state.bag_id,
        }
        for parcel, state in states.items()
    ]
    if held:
        connection.execute(_WRITE_CUSTODY[connection.dialect.name], held)
    # Core statements wrote past the session: what it remembers of these rows is old.
    for entity in session.identity_map.values():
        if (isinstance(entity, Parcel) and entity.id in states) or (
            isinstance(entity, Custody) and entity.parcel_id in states
        ):
            session.expire(entity)


def stored_turns(turns: Sequence[Turn]) -> list[list[str]]:
    """The turns as the parcel's row keeps them: status, moment, commune and reason of each."""
    return [[turn.status.value, turn.at.isoformat(), turn.commune_code, turn.reason] for turn in turns]


def turns_of(stored: Sequence[Sequence[str]] | None) -> list[Turn]:
    """The turns that a parcel's row keeps."""
    return [
        Turn(Status(status), dt.datetime.fromisoformat(at), commune_code, reason)
        for status, at, commune_code, reason in stored or ()
    ]


def _told(parcel: int, state: State) -> dict[str, Any]:
    return {"parcel": parcel, "new_status": state.status, "new_turns": stored_turns(state.turns)}


def _fact(row: Any) -> Fact:
    return Fact(
        event_id=row.event_id,
        code=row.code,
        happened_at=row.happened_at,
        actor_id=row.actor_id,
        office_id=row.office_id,
        bag_id=row.container_id,
        annuls=row.annuls,
        of_bag=row.parcel_id is None,
        row_id=row.id,
        reason=row.reason,
        commune_code=row.commune_code or "",
        device=row.device,
        sequence=row.device_sequence,
        guessed=row.happened_at == row.recorded_at,
    )


def _same_status(row: Any, state: State) -> bool:
    if (row.status, row.status_event_id, row.turns or []) != (state.status, state.row_id, stored_turns(state.turns)):
        return False
    return state.since is None or bool(row.status_at == state.since)


def _same_custody(row: Any, state: State) -> bool:
    if row is None:
        return state.held_since is None and state.bag_id is None
    held = (row.holder, row.holder_id, row.since, row.bag_id)
    return held == (state.holder.kind, state.holder.id, state.held_since, state.bag_id)
