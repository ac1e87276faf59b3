"""Meeting points: the roadside places where households bring their parcels."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid, NotFound, Problem
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.meeting_places import follow, gather, meeting_at
from logistics.parties.models import Role, Seller
from logistics.places.knowledge import knowledge
from logistics.places.locate import locate
from logistics.places.meeting_points import add_meeting_point, remove_meeting_point
from logistics.places.models import MeetingPoint
from logistics.places.pins import history, move_meeting_point
from logistics.places.plus_codes import plus_code
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.form_key import once
from logistics.web.forms import faults_by_field
from logistics.web.permissions import allow
from logistics.web.places.blueprint import blueprint
from logistics.web.places.search import own_office
from logistics.web.places.villages import read_position, told_by
from logistics.web.transactions import current_database


@blueprint.get("/meeting-points")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def meeting_points() -> ResponseReturnValue:
    """Every meeting point, and the form for another."""
    return _list()


@blueprint.post("/meeting-points")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Keep the meeting point of the form."""
    try:
        lat, lon = read_position()
        with current_database().transaction() as session:
            once(session, partial(_added, session, clean(request.form.get("name", "")), lat, lon))
    except Invalid as invalid:
        return _list(invalid.problems)
    flash(gettext("The meeting point is kept."), "good")
    return redirect(url_for("places.meeting_points"))


@blueprint.post("/meeting-points/gather")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def gather_from_sellers() -> ResponseReturnValue:
    """Keep every meeting point that a seller's row names."""
    with current_database().transaction() as session:
        count = gather(session)
    flash(gettext("%(count)s meeting points of sellers are kept.", count=count), "good")
    return redirect(url_for("places.meeting_points"))


@blueprint.get("/meeting-points/<int:meeting_point_id>")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def meeting_point(meeting_point_id: int) -> ResponseReturnValue:
    """One meeting point on the map, who meets there, and its history."""
    return _page(meeting_point_id)


@blueprint.post("/meeting-points/<int:meeting_point_id>")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def move(meeting_point_id: int) -> ResponseReturnValue:
    """Move it to the position of the form, and with it the households that meet there."""
    try:
        to = read_position()
        with current_database().transaction() as session:
            before = _found(session, meeting_point_id)
            here = before.lat, before.lon
            moved = move_meeting_point(session, meeting_point_id, to, clock.now(), current_principal().user_id)
            follow(session, here, to)
            note(session, current_principal(), "meeting_point.move", f"meeting point {moved.id}", moved.name)
    except Invalid as invalid:
        return _page(meeting_point_id, invalid.problems)
    flash(gettext("%(name)s has its pin.", name=moved.name), "good")
    return redirect(url_for("places.meeting_point", meeting_point_id=meeting_point_id))


@blueprint.post("/meeting-points/<int:meeting_point_id>/remove")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def remove(meeting_point_id: int) -> ResponseReturnValue:
    """Forget it; a household that names it keeps its own note of the place."""
    with current_database().transaction() as session:
        gone = remove_meeting_point(session, meeting_point_id)
        note(session, current_principal(), "meeting_point.remove", f"meeting point {meeting_point_id}", gone)
    flash(gettext("The meeting point is removed."), "good")
    return redirect(url_for("places.meeting_points"))


def _added(session: Session, name: str, lat: float, lon: float) -> int:
    units, sureness = locate(lat, lon, (known := knowledge(session, "")).outlines, known.gazetteer)
    row = add_meeting_point(session, name, lat, lon, units[0].code if sureness >= 0.8 else "")
    note(session, current_principal(), "meeting_point.add", f"meeting point {row.id}", row.name)
    return row.id


def _found(session: Session, meeting_point_id: int) -> MeetingPoint:
    found = session.get(MeetingPoint, meeting_point_id)
    if found is None:
        raise NotFound("meeting_point", vi="Không có điểm hẹn này.", en="There is no such meeting point.")
    return found


def _list(problems: Collection[Problem] = ()) -> ResponseReturnValue:
    with current_database().reading() as session:
        page = render_template(
            "places/meeting_points.html",
            rows=session.scalars(select(MeetingPoint).order_by(MeetingPoint.name).limit(500)).all(),
            home=own_office(session),
            typed=request.form,
            problems=problems,
            faults=faults_by_field(problems),
        )
    return make_response(page, 422 if problems else 200)


def _page(meeting_point_id: int, problems: Collection[Problem] = ()) -> ResponseReturnValue:
    with current_database().reading() as session:
        found = _found(session, meeting_point_id)
        changes = history(session, found)
        mine = visible_to(current_principal(), Seller)
        page = render_template(
            "places/meeting_point.html",
            place=found,
            typed=request.form or {"lat": f"{found.lat:.5f}", "lon": f"{found.lon:.5f}"},
            plus_code=plus_code(found.lat, found.lon),
            sellers=session.scalars(meeting_at((found.lat, found.lon)).where(mine)).all(),
            changes=changes,
            names=told_by(session, changes),
            problems=problems,
            faults=faults_by_field(problems),
        )
    return make_response(page, 422 if problems else 200)
