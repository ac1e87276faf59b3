"""Trips planned over their stops, and found by their code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid, NotFound
from logistics.parties import Principal, visible_to
from logistics.parties.models import Office
from logistics.shipments.numbers import next_serials
from logistics.tracking.trips.models import Leg, Trip


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a leg ends: an office of ours by its code, or a place by name."""

    name: str = ""
    office_code: str = ""


def plan_trip(session: Session, office_id: int, vehicle: str, driver: str, stops: Sequence[Stop]) -> Trip:
    """A trip from the office over these stops, empty as yet. Raises Invalid for an office that does not exist."""
    codes = {stop.office_code for stop in stops if stop.office_code}
    offices = {office.code: office for office in session.scalars(select(Office).where(Office.code.in_(codes)))}
    [serial] = next_serials(session, 1, "trip")
    trip = Trip(code=f"TR{serial:08}", office_id=office_id, vehicle=vehicle, driver=driver, created_at=clock.now())
    start: int | None = office_id
    for sequence, stop in enumerate(stops, start=1):
        office = offices.get(stop.office_code)
        if stop.office_code and office is None:
            raise Invalid.one(
                f"/stops/{sequence - 1}/office_code",
                "unknown_office",
                vi=f"Không có bưu cục mã {stop.office_code}.",
                en=f"There is no office {stop.office_code}.",
            )
        end = None if office is None else office.id
        name = stop.name if office is None else office.name
        trip.legs.append(Leg(sequence=sequence, from_office_id=start, to_office_id=end, to_name=name))
        start = end
    session.add(trip)
    session.flush()
    return trip


def find_trip(session: Session, code: str, principal: Principal) -> Trip:
    """The trip with this code. Raises NotFound for one that the principal may not see."""
    return _found(session, select(Trip).where(Trip.code == code, visible_to(principal, Trip)), code)


def take_trip(session: Session, code: str, principal: Principal) -> Trip:
    """The same, for this transaction alone until it ends: of two who send it off, the second is told that it left."""
    wanted = select(Trip).where(Trip.code == code, visible_to(principal, Trip))
    return _found(session, wanted.with_for_update(key_share=True), code)


def _found(session: Session, wanted: Select[Trip], code: str) -> Trip:
    trip = session.scalar(wanted)
    if trip is None:
        raise NotFound("trip", vi=f"Không có chuyến {code[:40]}.", en=f"There is no trip {code[:40]}.")
    return trip
