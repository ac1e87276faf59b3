"""Vehicles that cannot drive for the rest of a day, and that they can again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.parties.models import Vehicle
from logistics.pickups.models import Breakdown


def break_down(session: Session, vehicle: Vehicle, day: dt.date, *, by: int | None) -> None:
    """Note that the vehicle is out of service for the rest of the day; noted twice, the first time counts."""
    row = insert_new(session, Breakdown).values(
        vehicle_id=vehicle.id, service_day=day, happened_at=clock.now(), reported_by_id=by
    )
    session.execute(row.on_conflict_do_nothing())


def drives_again(session: Session, vehicle: Vehicle, day: dt.date) -> None:
    """Note that the vehicle can be planned with again that day."""
    session.execute(delete(Breakdown).where(Breakdown.vehicle_id == vehicle.id, Breakdown.service_day == day))


def broken_down(session: Session, office_id: int, day: dt.date) -> dict[int, dt.datetime]:
    """By vehicle of the office: since when it is out of service that day."""
    rows = session.execute(
        select(Breakdown.vehicle_id, Breakdown.happened_at)
        .join(Vehicle, Vehicle.id == Breakdown.vehicle_id)
        .where(Vehicle.office_id == office_id, Breakdown.service_day == day)
    )
    return dict(rows.all())
