"""What a parcel's events amount to: its status, since when, and who holds it. Pure, and blind to arrival.

Events are taken in the order (happened_at, event_id), each once, so any permutation and repetition of one
set of facts gives one state. What one device told under ascending numbers stays in the order of these numbers,
also where its clock was set in between.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from logistics.shipments.models import Status
from logistics.tracking.clocks import TOLERANCE_S, Numbered, in_sequence
from logistics.tracking.models import EventCode, HolderKind
from logistics.tracking.reasons import reasons_for

S, E = Status, EventCode

BEFORE = frozenset({S.DRAFT, S.READY, S.PICKUP_ASSIGNED})
"""Still at the sender's."""
ONWARD = frozenset(
    {S.COLLECTED, S.ACCEPTED, S.BAGGED, S.IN_TRANSIT, S.AT_HUB, S.OUT_FOR_DELIVERY, S.AVAILABLE_FOR_PICKUP}
)
"""In our hands and on its way to the consignee."""
FORWARD = BEFORE | ONWARD
OPEN = FORWARD | {S.RETURNING}
"""Whatever is not over."""
OVER = frozenset(S) - OPEN
MONEY_MOVES = OVER | {S.RETURNING}
"""Coming here or leaving again moves the cash on delivery."""

_TABLE: tuple[tuple[EventCode, Collection[Status], Status], ...] = (
    # What happened            leads from                                    to
    (E.PICKUP_ASSIGNED, BEFORE - {S.PICKUP_ASSIGNED}, S.PICKUP_ASSIGNED),
    (E.PICKUP_UNASSIGNED, {S.PICKUP_ASSIGNED}, S.READY),
    (E.PICKUP_FAILED, {S.PICKUP_ASSIGNED}, S.READY),
    (E.COLLECTED, BEFORE, S.COLLECTED),
    (E.ACCEPTED, BEFORE | {S.COLLECTED}, S.ACCEPTED),
    (E.ACCEPTED, {S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.AVAILABLE_FOR_PICKUP}, S.AT_HUB),
    (E.BAGGED, FORWARD - {S.BAGGED}, S.BAGGED),
    (E.UNBAGGED, {S.BAGGED}, S.ACCEPTED),
    (E.UNBAGGED, {S.IN_TRANSIT}, S.AT_HUB),
    (E.DEPARTED, FORWARD - {S.IN_TRANSIT}, S.IN_TRANSIT),
    (E.ARRIVED, FORWARD - {S.AT_HUB}, S.AT_HUB),
    (E.OUT_FOR_DELIVERY, FORWARD - {S.OUT_FOR_DELIVERY}, S.OUT_FOR_DELIVERY),
    (E.DELIVERY_FAILED, ONWARD - {S.AT_HUB}, S.AT_HUB),
    (E.AVAILABLE_FOR_PICKUP, FORWARD - {S.AVAILABLE_FOR_PICKUP}, S.AVAILABLE_FOR_PICKUP),
    (E.DELIVERED, OPEN, S.DELIVERED),
    (E.RETURNING, FORWARD, S.RETURNING),
    (E.RETURNED, OPEN, S.RETURNED),
    (E.CANCELLED, BEFORE, S.CANCELLED),
    # Cancelled after it was fetched: it is in our hands and has to go back.
    (E.CANCELLED, ONWARD, S.RETURNING),
    (E.LOST, OPEN, S.LOST),
    (E.DAMAGED, OPEN, S.DAMAGED),
)
"""Whatever is not listed changes no status: an assignment heard of after the collection, a scan of a parcel
that is cancelled, a second delivery. The fact stays in the story and may still move the custody."""

LEADS_TO: Mapping[tuple[EventCode, Status], Status] = {
    (code, start): end for code, starts, end in _TABLE for start in starts
}

_HANDS: Mapping[EventCode, HolderKind] = {
    E.COLLECTED: HolderKind.DRIVER,
    E.ACCEPTED: HolderKind.OFFICE,
    E.BAGGED: HolderKind.OFFICE,
    E.UNBAGGED: HolderKind.OFFICE,
    E.DEPARTED: HolderKind.LINE_HAUL,
    E.ARRIVED: HolderKind.OFFICE,
    E.OUT_FOR_DELIVERY: HolderKind.DRIVER,
    E.AVAILABLE_FOR_PICKUP: HolderKind.OFFICE,
    E.DELIVERED: HolderKind.CONSIGNEE,
    E.RETURNED: HolderKind.SENDER,
}
"""Into whose hands each event gives the parcel. A lost parcel stays with whoever held it last."""

_LEAVES_THE_BAG = frozenset({E.OUT_FOR_DELIVERY, E.AVAILABLE_FOR_PICKUP, E.DELIVERED, E.RETURNED})


@dataclass(frozen=True, slots=True)
class Fact:
    """One event as the fold sees it; `of_bag` means that the bag was scanned, not the parcel.

    `sequence` is the number that the device gave it, and `guessed` says that its clock knew nothing, see `clocks`.
    `contradicted`: its clock was off against the sequence by more than one tolerates, and it stands elsewhere.
    """

    event_id: uuid.UUID
    code: EventCode
    happened_at: dt.datetime
    actor_id: int | None = None
    office_id: int | None = None
    bag_id: int | None = None
    annuls: uuid.UUID | None = None
    of_bag: bool = False
    row_id: int = 0
    reason: str = ""
    commune_code: str = ""
    device: str = ""
    sequence: int | None = None
    guessed: bool = False
    contradicted: bool = False


class Turn(NamedTuple):
    """One turn of a parcel's public story: the status it made, when, and in which commune, "" where unknown.

    `reason` says why an attempt failed; the status is then whatever it left.
    """

    status: Status
    at: dt.datetime
    commune_code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose hands: the kind, and which driver or office where that is known."""

    kind: HolderKind
    id: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What the events up to a moment amount to. `since` and `row_id` tell which event made the status.

    `turns` are the public story, oldest first. `contradicted` are the rows whose clock the device's numbers belie.
    """

    status: Status = S.READY
    since: dt.datetime | None = None
    row_id: int | None = None
    holder: Holder = field(default=Holder(HolderKind.SENDER))
    held_since: dt.datetime | None = None
    bag_id: int | None = None
    travelled: bool = False
    turns: tuple[Turn, ...] = ()
    contradicted: tuple[int, ...] = ()


def fold(facts: Collection[Fact]) -> State:
    """The state that these facts amount to; without any, the parcel is ready at its sender's."""
    states = [state for _, state in history(facts)]
    return states[-1] if states else State()


def history(facts: Collection[Fact]) -> Iterator[tuple[Fact, State]]:
    """The facts that count, in their order, each with the state after it.

    An annulled fact does not count, and neither does the scan of a bag that did not hold the parcel. An
    annulment itself cannot be annulled: tell the fact again instead.
    """
    annulled = {fact.annuls for fact in facts if fact.code is E.ANNULLED}
    once = {_order(fact): fact for fact in facts if fact.code is not E.ANNULLED and fact.event_id not in annulled}
    state = State()
    for fact in sorted(_in_sequence(once.values()), key=_order):
        if fact.of_bag and fact.bag_id != state.bag_id:
            continue
        state = _after(state, fact)
        yield fact, state


def _in_sequence(facts: Collection[Fact]) -> Iterable[Fact]:
    """The facts, those of each device at moments that do not contradict its numbers."""
    numbered: dict[tuple[int | None, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.sequence is not None and fact.device:
            numbered[fact.actor_id, fact.device].append(fact)
    moved = dict[tuple[uuid.UUID, bool, int], Fact]()
    for told in numbered.values():
        moments = in_sequence([Numbered(fact.sequence or 0, fact.happened_at, fact.guessed) for fact in told])
        for fact, at in zip(told, moments, strict=True):
            if at != fact.happened_at:
                moved[_row(fact)] = _moved(fact, at)
    return [moved.get(_row(fact), fact) for fact in facts] if moved else facts


def _row(fact: Fact) -> tuple[uuid.UUID, bool, int]:
    return fact.event_id, fact.of_bag, fact.row_id


def _moved(fact: Fact, at: dt.datetime) -> Fact:
    off_s = abs((at - fact.happened_at).total_seconds())
    return replace(fact, happened_at=at, contradicted=off_s > TOLERANCE_S)


def _order(fact: Fact) -> tuple[dt.datetime, uuid.UUID, bool]:
    # One event may name a bag and a parcel in it: the parcel's own row counts first.
    return fact.happened_at, fact.event_id, fact.of_bag


def _after(state: State, fact: Fact) -> State:
    status = LEADS_TO.get((fact.code, state.status))
    holder = _holder(state, fact)
    changes: dict[str, object] = {}
    if status is not None:
        if fact.code is E.UNBAGGED and state.travelled:
            status = S.AT_HUB
        changes |= {"status": status, "since": fact.happened_at, "row_id": fact.row_id}
    if holder != state.holder:
        changes |= {"holder": holder, "held_since": fact.happened_at}
    if fact.code is E.BAGGED:
        changes["bag_id"] = fact.bag_id
    elif (fact.code is E.UNBAGGED and fact.bag_id in (None, state.bag_id)) or fact.code in _LEAVES_THE_BAG:
        changes["bag_id"] = None
    if fact.contradicted:
        changes["contradicted"] = (*state.contradicted, fact.row_id)
    if fact.code in (E.DEPARTED, E.ARRIVED):
        changes["travelled"] = True
    reason = fact.reason if reasons_for(fact.code) else ""
    if reason or status is not None:
        turn = Turn(status or state.status, fact.happened_at, fact.commune_code, reason)
        changes["turns"] = (*state.turns, turn)
    return replace(state, **changes) if changes else state  # type: ignore[arg-type]


def _holder(state: State, fact: Fact) -> Holder:
    kind = _HANDS.get(fact.code)
    if kind is None or state.status in (S.DELIVERED, S.RETURNED):
        return state.holder
    if fact.code is E.COLLECTED and state.holder.kind not in (HolderKind.SENDER, HolderKind.DRIVER):
        # The driver tapped after the office had scanned: the parcel does not go back to the truck. From one driver
        # to the next it does go: that is a take-over from a vehicle that broke down.
        return state.holder
    match kind:
        case HolderKind.DRIVER | HolderKind.LINE_HAUL:
            return Holder(kind, fact.actor_id)
        case HolderKind.OFFICE:
            return state.holder if fact.office_id is None else Holder(kind, fact.office_id)
        case HolderKind.SENDER | HolderKind.CONSIGNEE:
            return Holder(kind)
