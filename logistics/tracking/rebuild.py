"""Proving that the stored status and custody are the fold of the events, and putting them right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.shipments.models import Parcel
from logistics.tracking.stored import differing, folded, write

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many parcels were compared, and the item numbers whose stored copy was not the fold."""

    checked: int
    wrong: tuple[str, ...]


def check_statuses(session: Session) -> Rebuilt:
    """Compare every parcel's stored status and custody with the fold of its events; changes nothing."""
    return _over_all(session, lambda parcels: differing(session, folded(session, parcels)))


def repair_statuses(session: Session) -> Rebuilt:
    """The same, and write the fold where the stored copy was wrong. Locks the parcels it is at."""

    def repair(parcels: Sequence[int]) -> list[int]:
        session.execute(select(Parcel.id).where(Parcel.id.in_(parcels)).with_for_update(key_share=True))
        states = folded(session, parcels)
        wrong = differing(session, states)
        write(session, {parcel: states[parcel] for parcel in wrong})
        return wrong

    return _over_all(session, repair)


def _over_all(session: Session, work: Callable[[Sequence[int]], list[int]]) -> Rebuilt:
    checked, wrong = 0, list[str]()
    for numbers in _chunks(session):
        checked += len(numbers)
        wrong += [numbers[parcel] for parcel in work(list(numbers))]
    return Rebuilt(checked, tuple(wrong))


def _chunks(session: Session) -> Iterator[dict[int, str]]:
    after = 0
    while rows := session.execute(
        select(Parcel.id, Parcel.item_number).where(Parcel.id > after).order_by(Parcel.id).limit(CHUNK)
    ).all():
        yield {row.id: row.item_number for row in rows}
        after = rows[-1].id
