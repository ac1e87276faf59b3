"""Bags taken aboard a trip, and off again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.codes import check
from logistics.errors import Conflict, NotFound
from logistics.parties import Principal, visible_to
from logistics.tracking.models import Bag, BagState, Custody, HolderKind
from logistics.tracking.trips.legs import standing
from logistics.tracking.trips.models import Aboard, Trip


def aboard(session: Session, trip: Trip) -> list[Bag]:
    """The bags on the trip now, by SSCC. One that was opened anywhere is off it, whoever forgot to say so."""
    return list(
        session.scalars(
            select(Bag)
            .join(Aboard, Aboard.bag_id == Bag.id)
            .where(Aboard.trip_id == trip.id, Aboard.unloaded_at.is_(None), Bag.state == BagState.SEALED)
            .order_by(Bag.sscc)
        )
    )


def waiting(session: Session, office_id: int) -> list[Bag]:
    """The sealed bags that lie at the office, are for elsewhere, and have not been loaded on a trip; oldest first."""
    on_a_trip = select(Aboard.bag_id).where(Aboard.unloaded_at.is_(None))
    here = select(Custody.bag_id).where(Custody.holder == HolderKind.OFFICE, Custody.holder_id == office_id)
    return list(
        session.scalars(
            select(Bag)
            .where(Bag.state == BagState.SEALED, Bag.id.in_(here), Bag.id.not_in(on_a_trip))
            .where(Bag.destination_office_id.is_distinct_from(office_id))
            .order_by(Bag.sealed_at, Bag.id)
        )
    )


def load(session: Session, trip: Trip, codes: Sequence[str], principal: Principal) -> None:
    """Take sealed bags aboard; one that is aboard already stays. The bags change hands when the trip departs.

    Raises Conflict while the trip is on the road, for a bag that is not sealed, and for one on another trip.
    """
    standing(trip)
    bags = _bags(session, codes)
    seen = set(session.scalars(select(Bag.id).where(Bag.id.in_([bag.id for bag in bags]), visible_to(principal, Bag))))
    on_trips = {
        row.bag_id: row.trip_id
        for row in session.scalars(
            select(Aboard).where(Aboard.bag_id.in_([bag.id for bag in bags]), Aboard.unloaded_at.is_(None))
        )
    }
    for bag in bags:
        if bag.id not in seen:
            raise NotFound("bag", vi=f"Không có túi {bag.sscc}.", en=f"There is no bag {bag.sscc}.")
        if bag.state is not BagState.SEALED:
            raise Conflict(
                "bag_not_sealed",
                vi=f"Túi {bag.sscc} chưa niêm phong. Niêm phong trước khi xếp lên xe.",
                en=f"Bag {bag.sscc} is not sealed. Seal it before loading it.",
            )
        if on_trips.get(bag.id, trip.id) != trip.id:
            raise Conflict(
                "bag_on_other_trip",
                vi=f"Túi {bag.sscc} đang ở chuyến khác.",
                en=f"Bag {bag.sscc} is on another trip.",
            )
        if bag.id not in on_trips:
            session.add(Aboard(trip_id=trip.id, bag_id=bag.id, loaded_at=clock.now()))
    session.flush()


def unload(session: Session, trip: Trip, codes: Sequence[str]) -> None:
    """Take bags off again before the trip departs. Raises Conflict while it is on the road."""
    standing(trip)
    take_off(session, [bag.id for bag in _bags(session, codes)], Aboard.trip_id == trip.id)


def take_off(session: Session, bags: Collection[int], *which: ColumnElement[bool]) -> None:
    """These bags are aboard no longer."""
    session.execute(
        update(Aboard)
        .where(Aboard.bag_id.in_(bags), Aboard.unloaded_at.is_(None), *which)
        .values(unloaded_at=clock.now()),
        execution_options={"synchronize_session": False},
    )


def known_bags(session: Session, codes: Sequence[str]) -> Sequence[Bag]:
    """The bags with these SSCC, locked until the transaction ends."""
    # In order of id, as `record` locks them: two trips never wait for each other.
    return session.scalars(
        select(Bag).where(Bag.sscc.in_(codes)).order_by(Bag.id).with_for_update(key_share=True)
    ).all()


def _bags(session: Session, codes: Sequence[str]) -> list[Bag]:
    wanted = list(dict.fromkeys(check(code).canonical or code for code in codes))
    known = {bag.sscc: bag for bag in known_bags(session, wanted)}
    for code in wanted:
        if code not in known:
            raise NotFound("bag", vi=f"Không có túi {code[:40]}.", en=f"There is no bag {code[:40]}.")
    return [known[code] for code in wanted]
