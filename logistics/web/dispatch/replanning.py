"""What happens in the day: a vehicle breaks down, a pickup is cancelled, and a version that takes it all in."""

from __future__ import annotations

import secrets
from functools import partial

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Office, Role, Vehicle
from logistics.pickups import breakdowns, replanning, requests
from logistics.pickups.models import PickupRequest
from logistics.pickups.replan_job import ask_for_replan
from logistics.pickups.replanning import Wish
from logistics.web.access import current_principal
from logistics.web.dispatch.asked import Asked, asked, visible_plan
from logistics.web.dispatch.blueprint import blueprint
from logistics.web.form_key import once
from logistics.web.forms import Reader
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.post("/replan")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def replan() -> ResponseReturnValue:
    """Ask for the version that takes in what has changed or, with `stop` and `vehicle`, gives the stop to the vehicle.

    Nothing is in force by it; the board shows how far it is, and then what it changes.
    """
    wish = _wish() if "stop" in request.form else None
    with current_database().transaction() as session:
        here = asked(session)
        job_id = once(session, partial(_job_id, session, here, wish))
    return _board(here, job=job_id)


@blueprint.post("/plans/<int:plan_id>/drop")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def drop(plan_id: int) -> ResponseReturnValue:
    """Throw away a version that nobody put in force."""
    with current_database().transaction() as session:
        plan = visible_plan(session, plan_id)
        office, day = session.get_one(Office, plan.office_id).code, plan.service_day.isoformat()
        version = plan.version
        replanning.drop(session, plan.id)
        note(session, current_principal(), "plan.drop", f"plan {day} v{version}")
    flash(gettext("Version %(version)s was thrown away.", version=version))
    return redirect(url_for("dispatch.today", office=office, day=day))


@blueprint.post("/vehicles/<int:vehicle_id>/breakdown")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def breakdown(vehicle_id: int) -> ResponseReturnValue:
    """Note that a vehicle is out for the day, or (`back`) that it drives again."""
    with current_database().transaction() as session:
        here = asked(session)
        seen = Vehicle.id == vehicle_id, Vehicle.office_id == here.office.id
        vehicle = session.scalar(select(Vehicle).where(*seen, visible_to(current_principal(), Vehicle)))
        if vehicle is None:
            raise NotFound("vehicle", vi="Không có xe này.", en="There is no such vehicle.")
        back = "back" in request.form
        if back:
            breakdowns.drives_again(session, vehicle, here.day)
        else:
            breakdowns.break_down(session, vehicle, here.day, by=current_principal().user_id)
        note(session, current_principal(), "vehicle.back" if back else "vehicle.breakdown", f"vehicle {vehicle.plate}")
    return _board(here)


@blueprint.post("/requests/<int:request_id>/cancel")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def cancel_request(request_id: int) -> ResponseReturnValue:
    """Withdraw a pickup for a household that rang to say so; the plan in force is told apart."""
    with current_database().transaction() as session:
        here = asked(session)
        seen = PickupRequest.id == request_id, PickupRequest.office_id == here.office.id
        row = session.scalar(select(PickupRequest).where(*seen, visible_to(current_principal(), PickupRequest)))
        if row is None:
            raise NotFound("pickup", vi="Không có yêu cầu này.", en="There is no such request.")
        requests.cancel(session, row)
        note(session, current_principal(), "pickup.cancel", f"request {row.id}")
    flash(gettext("The pickup is cancelled; its parcels wait for another day."))
    return _board(here)


def _wish() -> Wish:
    read = Reader(request.form)
    wish = Wish(read.integer("stop"), read.integer("vehicle"))
    read.done()
    return wish


def _job_id(session: Session, here: Asked, wish: Wish | None) -> int:
    by = current_principal().user_id
    return ask_for_replan(session, here.office, here.day, asked_by=by, key=secrets.token_hex(6), wish=wish).id


def _board(here: Asked, job: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("dispatch.today", office=here.office.code, day=here.day.isoformat(), job=job))
