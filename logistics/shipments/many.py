"""Shipments by the thousand from a program: every row is made, known already, or refused with its faults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, Problem
from logistics.shipments.check import check
from logistics.shipments.differing import refuse_other_content
from logistics.shipments.faults import Faults
from logistics.shipments.known import Key, known_shipments
from logistics.shipments.models import Parcel
from logistics.shipments.new import NewShipment
from logistics.shipments.numbers import wait_for_turn
from logistics.shipments.own_profiles import Packers
from logistics.shipments.rules import directory, portions
from logistics.shipments.writing import PackedShipment, Stamp, packed, write

MOST_ROWS = 10_000

_NUMBERS = (
    select(Parcel.shipment_id, Parcel.item_number)
    .where(Parcel.shipment_id.in_(bindparam("ids", expanding=True)))
    .order_by(Parcel.shipment_id, Parcel.sequence)
)


@dataclass(slots=True)
class RowResult:
    """What became of one row, counted from 1: "made", "known" or "rejected" with its problems."""

    row: int
    reference: str
    outcome: str
    shipment_id: int | None = None
    item_numbers: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class NewRow:
    """One row as it was asked for; with `problems` it is refused, and without a shipment nothing more can be said."""

    row: int
    reference: str
    shipment: NewShipment | None
    problems: tuple[Problem, ...] = ()


def register_many(
    session: Session, rows: Sequence[NewRow], stamp: Stamp, progress: Callable[[int, int], None] = lambda *_: None
) -> list[RowResult]:
    """A result for each row, in order; what is new is written at one stroke, in the caller's transaction.

    A row with the natural key of an earlier one, here or in the database, is known; with other content, refused.
    """
    results = {row.row: _refused(row.row, row.reference, row.problems) for row in rows if row.problems}
    ready = _prepared(session, rows, results, progress)
    wait_for_turn(session)
    known = _known(session, list(ready.values()))
    first: dict[tuple[str, Key], int] = {}
    new: list[int] = []
    for at, shipment in ready.items():
        key = _key(shipment)
        if key[1][1] and (key in known or first.setdefault(key, at) != at):
            continue
        new.append(at)
    made = dict(zip(new, write(session, [ready[at] for at in new], stamp), strict=True))
    for at, shipment in ready.items():
        if at in made:
            results[at] = RowResult(at, shipment.checked.new.reference, "made", made[at])
        else:
            key = _key(shipment)
            results[at] = _already(session, at, shipment, known.get(key) or made[first[key]])
    _number(session, results)
    return [results[row.row] for row in rows]


def _prepared(
    session: Session, rows: Sequence[NewRow], results: dict[int, RowResult], progress: Callable[[int, int], None]
) -> dict[int, PackedShipment]:
    """The shipments that can be made, by row, in cartons; the others get their result."""
    wanted = [(row, row.shipment) for row in rows if row.shipment is not None]
    rules, packers = directory(session, [new for _, new in wanted]), Packers(session)
    ready: dict[int, PackedShipment] = {}
    for done, (row, new) in enumerate(wanted, start=1):
        faults = Faults({each.at: each for each in row.problems})
        checked = check(new, rules, faults)
        if checked is None:
            results[row.row] = _refused(row.row, row.reference, tuple(faults))
            continue
        try:
            ready[row.row] = packed(checked, packers.of(checked.sender))
        except Invalid as invalid:
            results[row.row] = _refused(row.row, row.reference, invalid.problems)
        progress(done, len(wanted))
    return ready


def _key(shipment: PackedShipment) -> tuple[str, Key]:
    new = shipment.checked.new
    return new.channel, (shipment.checked.sender.seller_id, new.reference)


def _known(session: Session, shipments: Sequence[PackedShipment]) -> dict[tuple[str, Key], int]:
    """The shipment of every natural key that was brought before."""
    by_channel: dict[str, list[Key]] = defaultdict(list)
    for channel, key in map(_key, shipments):
        if key[1]:
            by_channel[channel].append(key)
    return {
        (channel, key): shipment_id
        for channel, keys in by_channel.items()
        for key, shipment_id in known_shipments(session, channel, keys).items()
    }


def _already(session: Session, at: int, shipment: PackedShipment, shipment_id: int) -> RowResult:
    reference = shipment.checked.new.reference
    try:
        refuse_other_content(session, shipment_id, shipment.checked)
    except Conflict as conflict:
        return _refused(at, reference, conflict.problems)
    return RowResult(at, reference, "known", shipment_id)


def _refused(at: int, reference: str, problems: Iterable[Problem]) -> RowResult:
    told = [
        {"pointer": each.at, "code": each.code, "text": {"vi": each.text.vi, "en": each.text.en}} for each in problems
    ]
    return RowResult(at, reference, "rejected", problems=told)


def _number(session: Session, results: Mapping[int, RowResult]) -> None:
    """Give each result the item numbers of its parcels."""
    numbers: dict[int, list[str]] = defaultdict(list)
    for some in portions(sorted({result.shipment_id for result in results.values() if result.shipment_id})):
        for shipment_id, number in session.connection().execute(_NUMBERS, {"ids": some}):
            numbers[shipment_id].append(number)
    for result in results.values():
        result.item_numbers = numbers.get(result.shipment_id or 0, [])
