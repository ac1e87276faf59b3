"""The trips of the line-haul as an office sees them: those that stand here, that come here, and one trip as it is."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from logistics.errors import Invalid, Problem, Text
from logistics.parties import visible_to
from logistics.parties.models import Office, Role
from logistics.text import clean
from logistics.tracking.models import Custody
from logistics.tracking.trips.loading import aboard, waiting
from logistics.tracking.trips.missing import missing
from logistics.tracking.trips.models import Leg, Trip
from logistics.tracking.trips.planning import Stop, find_trip, plan_trip
from logistics.web.access import current_principal
from logistics.web.custody.blueprint import blueprint, own_office
from logistics.web.form_key import once
from logistics.web.forms import faults_by_field
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

MOST_STOPS = 4
"""Stops that the form offers; the API takes more."""
_NEWEST = 60


@blueprint.get("/trips")
@allow(Role.CLERK, Role.DISPATCHER)
def trips() -> str:
    """The newest trips that start or stop here, and the form for a new one."""
    with current_database().reading() as session:
        return _trips_page(session)


@blueprint.post("/trips")
@allow(Role.CLERK)
def make_trip() -> ResponseReturnValue:
    """Plan a trip from here; on to its page, where bags are scanned aboard."""
    try:
        with current_database().transaction() as session:
            code = once(session, partial(_planned, session))
    except Invalid as invalid:
        with current_database().reading() as session:
            faults = faults_by_field(invalid.problems)
            return _trips_page(session, problems=invalid.problems, faults=faults), 422
    return redirect(url_for("custody.trip", code=code))


@blueprint.get("/trips/<code>")
@allow(Role.CLERK, Role.DISPATCHER)
def trip(code: str) -> str:
    """One trip: where it is, what is aboard, and what may be done with it now."""
    with current_database().reading() as session:
        return trip_page(session, find_trip(session, code, current_principal()))


def trip_page(session: Session, trip: Trip, **more: Any) -> str:
    """The page of the trip as it stands; `more` is the answer to what was just done."""
    here, leg = own_office(), _leg_now(trip)
    standing = leg is not None and leg.departed_at is None
    start = leg.from_office_id if leg is not None else None
    standing_here = standing and start == here
    # At a place without an office of ours nobody presses: who sent the trip hears that it goes on.
    departs = standing_here or (standing and start is None and trip.office_id == here)
    bags = aboard(session, trip)
    offered = waiting(session, here) if standing_here else []
    inside = _parcels_in(session, [bag.id for bag in (*bags, *offered)])
    return render_template(
        "custody/trip.html",
        trip=trip,
        leg=leg,
        bags=bags,
        offered=offered,
        inside=inside,
        missing=[bag.sscc for bag in missing(trip, bags)],
        standing_here=standing_here,
        departs=departs,
        coming_here=leg is not None and leg.departed_at is not None and leg.to_office_id in (None, here),
        from_office=session.get_one(Office, trip.office_id).name,
        clerk=current_principal().role is Role.CLERK,
        **more,
    )


def _trips_page(session: Session, **more: Any) -> str:
    here = own_office()
    found = session.scalars(
        select(Trip)
        .where(visible_to(current_principal(), Trip))
        .options(selectinload(Trip.legs))
        .order_by(Trip.id.desc())
        .limit(_NEWEST)
    ).all()
    standing, coming, other = [], [], []
    for each in found:
        leg = _leg_now(each)
        if leg is not None and leg.departed_at is None and leg.from_office_id == here:
            standing.append((each, leg))
        elif leg is not None and leg.to_office_id == here:
            coming.append((each, leg))
        else:
            other.append((each, leg))
    offices = session.scalars(select(Office.name).where(Office.id != here).order_by(Office.name)).all()
    groups = {"standing": standing, "coming": coming, "other": other}
    return render_template("custody/trips.html", **groups, offices=offices, most_stops=MOST_STOPS, **more)


def _planned(session: Session) -> str:
    """The code of a new trip as the form asks for it. Raises Invalid with every fault."""
    vehicle, driver = clean(request.form.get("vehicle", ""))[:40], clean(request.form.get("driver", ""))[:160]
    names = [clean(request.form.get(f"stop-{place}", ""))[:160] for place in range(MOST_STOPS)]
    stops = [name for name in names if name]
    needed = {
        "/vehicle": (vehicle, Text("Hãy ghi biển số xe.", "Fill in the vehicle's plate.")),
        "/driver": (driver, Text("Hãy ghi tên lái xe.", "Fill in the driver's name.")),
        "/stop-0": (stops, Text("Hãy ghi ít nhất một nơi đến.", "Fill in at least one stop.")),
    }
    if problems := [Problem(at, "required", text) for at, (told, text) in needed.items() if not told]:
        raise Invalid(problems)
    found = session.execute(select(Office.name, Office.code).where(Office.name.in_(stops)))
    offices = {row.name: row.code for row in found}
    way = [Stop(office_code=offices[name]) if name in offices else Stop(name=name) for name in stops]
    return plan_trip(session, own_office(), vehicle, driver, way).code


def _leg_now(trip: Trip) -> Leg | None:
    """The leg under way, else the one to come; None where the trip is over."""
    return next((leg for leg in trip.legs if leg.arrived_at is None), None)


def _parcels_in(session: Session, bags: list[int]) -> dict[int, int]:
    """How many parcels each bag holds, by the bag's id."""
    counts = select(Custody.bag_id, func.count()).where(Custody.bag_id.in_(bags)).group_by(Custody.bag_id)
    return {bag: many for bag, many in session.execute(counts) if bag is not None}
