"""What if: a day as it would be with one more vehicle, another hour to begin, a road closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.parties.models import Office, Vehicle, VehicleKind
from logistics.pickups.day import Day
from logistics.travel.closing import square
from logistics.travel.closures import Closure
from logistics.travel.points import Point


@dataclass(frozen=True, slots=True)
class Assumption:
    """What is taken to be so: one more vehicle of a kind, another hour to begin, a road closed at a place."""

    one_more: VehicleKind | None = None
    shift_start_s: int | None = None
    closed_at: tuple[float, float] | None = None

    def to_json(self) -> dict[str, Any]:
        """As a job carries it."""
        return {
            "one_more": self.one_more.value if self.one_more else None,
            "shift_start_s": self.shift_start_s,
            "closed_at": list(self.closed_at) if self.closed_at else None,
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Assumption:
        """The assumption that `to_json` wrote."""
        kind, at = given.get("one_more"), given.get("closed_at")
        return cls(VehicleKind(kind) if kind else None, given.get("shift_start_s"), (at[0], at[1]) if at else None)

    def __bool__(self) -> bool:
        return self != Assumption()


AS_IT_IS = Assumption()


def supposed(session: Session, day: Day, assumption: Assumption) -> Day:
    """The day under the assumption. Vehicles are taken out of the session before they are supposed to be otherwise."""
    vehicles = list(day.vehicles)
    if assumption.one_more:
        vehicles.append(_spare(session, day.office, assumption.one_more))
    if assumption.shift_start_s is not None:
        session.flush()
        for vehicle in vehicles:
            session.expunge(vehicle)
            length_s = vehicle.shift_end_s - vehicle.shift_start_s
            vehicle.shift_start_s = assumption.shift_start_s
            vehicle.shift_end_s = min(24 * 3600, assumption.shift_start_s + length_s)
    return replace(day, vehicles=tuple(vehicles))


def _spare(session: Session, office: Office, kind: VehicleKind) -> Vehicle:
    """One more vehicle of the kind: one of the office's own that is out of use, else one to be borrowed."""
    unused = session.scalars(
        select(Vehicle)
        .where(Vehicle.office_id == office.id, Vehicle.kind == kind, Vehicle.active.is_(False))
        .order_by(Vehicle.id)
    ).first()
    if unused is not None:
        return unused
    nearest_first = select(Vehicle).where(Vehicle.kind == kind).order_by(Vehicle.office_id != office.id, Vehicle.id)
    alike = session.scalars(nearest_first).first()
    mass_g, volume_cm3 = (alike.capacity_mass_g, alike.capacity_volume_cm3) if alike else _USUAL[kind]
    borrowed = Vehicle(
        office_id=office.id,
        plate=f"+1 {office.code} {kind.value}"[:20],
        kind=kind,
        capacity_mass_g=mass_g,
        capacity_volume_cm3=volume_cm3,
        active=False,
    )
    session.add(borrowed)
    session.flush()
    return borrowed


_USUAL: Mapping[VehicleKind, tuple[int, int]] = {
    VehicleKind.TRUCK: (2_000_000, 12_000_000),
    VehicleKind.VAN: (800_000, 5_000_000),
    VehicleKind.MOTORBIKE: (70_000, 300_000),
}
"""Grams and cubic centimetres of a vehicle nobody has entered yet (proposals)."""


_EVER = dt.datetime.fromtimestamp(0, dt.UTC)


def closures_of(assumption: Assumption) -> tuple[Closure, ...]:
    """The roads that the assumption closes."""
    if assumption.closed_at is None:
        return ()
    return (Closure(id="supposed", since=_EVER, area=square(Point(*assumption.closed_at))),)
