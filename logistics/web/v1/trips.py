"""Trips of the line-haul: planned, loaded, departed, arrived, and their manifest."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, jsonify
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Denied
from logistics.labels.documents import write_manifest
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.tracking.new_event import Sender
from logistics.tracking.trips.loading import aboard, load, unload
from logistics.tracking.trips.models import Trip
from logistics.tracking.trips.papers import trip_manifest
from logistics.tracking.trips.planning import Stop, find_trip, plan_trip, take_trip
from logistics.tracking.trips.run import arrive, depart
from logistics.web.access import current_principal
from logistics.web.handling_events import moment
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import TRIPS, answered, blueprint
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.paging import PageQuery, after, cursor_of
from logistics.web.v1.trip_bodies import ArrivalIn, BagsIn, TripIn, TripOut, TripPath, TripsOut, UnloadedOut


@blueprint.post("/trips", tags=[TRIPS], responses={"201": TripOut})
@allow(Role.CLERK, Role.DISPATCHER)
def create_trip(body: TripIn, header: OnceHeader) -> Response:
    """Plan a trip from one's own office, empty as yet."""
    stops = [Stop(name=stop.name.strip(), office_code=stop.office_code) for stop in body.stops]

    def work(session: Session) -> Response:
        trip = plan_trip(session, _own_office(), body.vehicle, body.driver, stops)
        return answered(jsonify(_shown(session, trip)), 201)

    return once(header, work)


@blueprint.get("/trips", tags=[TRIPS], responses={"200": TripsOut})
@allow(Role.CLERK, Role.DISPATCHER, Role.DRIVER, Role.ADMINISTRATOR)
def list_trips(query: PageQuery) -> Response:
    """The trips that start or stop at one's office, newest first."""
    with current_database().reading() as session:
        wanted = select(Trip).where(visible_to(current_principal(), Trip)).order_by(Trip.id.desc())
        if last := after(query.cursor):
            wanted = wanted.where(Trip.id < last)
        trips = session.scalars(wanted.limit(query.limit + 1)).all()
        page = [_shown(session, trip) for trip in trips[: query.limit]]
    more = cursor_of(trips[query.limit - 1].id) if len(trips) > query.limit else None
    return jsonify(trips=page, next_cursor=more)


@blueprint.get("/trips/<code>", tags=[TRIPS], responses={"200": TripOut})
@allow(Role.CLERK, Role.DISPATCHER, Role.DRIVER, Role.ADMINISTRATOR)
def get_trip(path: TripPath) -> Response:
    """One trip with what is aboard."""
    with current_database().reading() as session:
        return jsonify(_shown(session, find_trip(session, path.code, current_principal())))


@blueprint.post("/trips/<code>/load", tags=[TRIPS], responses={"200": TripOut})
@allow(Role.CLERK, Role.DISPATCHER)
def load_trip(path: TripPath, body: BagsIn, header: OnceHeader) -> Response:
    """Take sealed bags aboard. 409 while the trip is on the road, or for a bag that is open or on another trip."""
    principal = current_principal()

    def work(session: Session) -> Response:
        trip = take_trip(session, path.code, principal)
        load(session, trip, body.bags, principal)
        return jsonify(_shown(session, trip))

    return once(header, work)


@blueprint.post("/trips/<code>/unload", tags=[TRIPS], responses={"200": TripOut})
@allow(Role.CLERK, Role.DISPATCHER)
def unload_trip(path: TripPath, body: BagsIn, header: OnceHeader) -> Response:
    """Take bags off again before the trip departs. 409 while it is on the road."""

    def work(session: Session) -> Response:
        trip = take_trip(session, path.code, current_principal())
        unload(session, trip, body.bags)
        return jsonify(_shown(session, trip))

    return once(header, work)


@blueprint.post("/trips/<code>/depart", tags=[TRIPS], responses={"200": TripOut})
@allow(Role.CLERK, Role.DISPATCHER, Role.DRIVER)
def depart_trip(path: TripPath, header: OnceHeader) -> Response:
    """Send the trip on its next leg: every parcel in every bag aboard passes to the line-haul."""

    def work(session: Session) -> Response:
        trip = take_trip(session, path.code, current_principal())
        depart(session, trip, Sender(principal=current_principal()))
        return jsonify(_shown(session, trip))

    return once(header, work)


@blueprint.post("/trips/<code>/arrive", tags=[TRIPS], responses={"200": UnloadedOut})
@allow(Role.CLERK, Role.DISPATCHER)
def arrive_trip(path: TripPath, body: ArrivalIn, header: OnceHeader) -> Response:
    """End the leg at one's own office, and hear at once what is missing, surplus or misrouted."""

    def work(session: Session) -> Response:
        trip = take_trip(session, path.code, current_principal())
        found = arrive(session, trip, Sender(principal=current_principal()), _own_office(), body.bags)
        return jsonify(
            received=found.received,
            missing=found.missing,
            surplus=found.surplus,
            misrouted=[{"bag": bag, "to": to} for bag, to in found.misrouted],
            unknown=found.unknown,
        )

    return once(header, work)


@blueprint.get(
    "/trips/<code>/manifest",
    tags=[TRIPS],
    responses={
        "200": {
            "description": "The manifest as PDF, with room for both signatures",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
@allow(Role.CLERK, Role.DISPATCHER, Role.DRIVER)
def get_trip_manifest(path: TripPath) -> Response:
    """Every parcel in every bag aboard, for who gives and who carries to sign. 409 where the trip is over."""
    with current_database().reading() as session:
        content = trip_manifest(session, find_trip(session, path.code, current_principal()))
    stream = BytesIO()
    write_manifest(content, stream)
    return Response(stream.getvalue(), mimetype="application/pdf")


def _shown(session: Session, trip: Trip) -> dict[str, Any]:
    return {
        "code": trip.code,
        "vehicle": trip.vehicle,
        "driver": trip.driver,
        "created_at": moment(trip.created_at),
        "legs": [
            {
                "sequence": leg.sequence,
                "to": leg.to_name,
                "departed_at": moment(leg.departed_at) if leg.departed_at else None,
                "arrived_at": moment(leg.arrived_at) if leg.arrived_at else None,
            }
            for leg in trip.legs
        ],
        "bags": [bag.sscc for bag in aboard(session, trip)],
    }


def _own_office() -> int:
    """The office whose trips are meant. Raises Denied for somebody without one."""
    office_id = current_principal().office_id
    if office_id is None:
        raise Denied("no_office", vi="Tài khoản này không thuộc bưu cục nào.", en="This account belongs to no office.")
    return office_id
