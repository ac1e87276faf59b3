"""Vehicles that cannot drive for the rest of a day."""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Vehicle
from logistics.pickups import breakdowns
from logistics.web.access import current_principal
from logistics.web.iso_times import Day
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import PLANS, blueprint
from logistics.web.v1.plannings import PLANNERS


class BreakdownPath(BaseModel):
    """Which vehicle (its `vehicle_id` in a route) on which day."""

    vehicle_id: Id
    service_day: Day


@blueprint.put("/vehicles/<int:vehicle_id>/breakdowns/<service_day>", tags=[PLANS], responses={"204": None})
@allow(*PLANNERS)
def break_down(path: BreakdownPath) -> Response:
    """Note that the vehicle is out of service for the rest of the day; noted twice, the first time counts.

    The plan in force stays until a re-planning gives its stops, and what it carries, to others.
    """
    with current_database().transaction() as session:
        vehicle = _vehicle(session, path.vehicle_id)
        breakdowns.break_down(session, vehicle, path.service_day, by=current_principal().user_id)
        note(session, current_principal(), "vehicle.breakdown", f"vehicle {vehicle.plate}")
    return Response(status=204)


@blueprint.delete("/vehicles/<int:vehicle_id>/breakdowns/<service_day>", tags=[PLANS], responses={"204": None})
@allow(*PLANNERS)
def drive_again(path: BreakdownPath) -> Response:
    """Note that the vehicle can be planned with again that day; nothing happens where it had not broken down."""
    with current_database().transaction() as session:
        vehicle = _vehicle(session, path.vehicle_id)
        breakdowns.drives_again(session, vehicle, path.service_day)
        note(session, current_principal(), "vehicle.back", f"vehicle {vehicle.plate}")
    return Response(status=204)


def _vehicle(session: Session, vehicle_id: int) -> Vehicle:
    mine = visible_to(current_principal(), Vehicle)
    vehicle = session.scalar(select(Vehicle).where(Vehicle.id == vehicle_id, mine))
    if vehicle is None:
        raise NotFound("vehicle", vi="Không có xe này.", en="There is no such vehicle.")
    return vehicle
