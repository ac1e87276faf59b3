"""Closed roads: what holds now, closing one, opening it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import partial

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid, Problem
from logistics.parties.audit import note
from logistics.parties.models import Role, VehicleKind
from logistics.places.positions import VIETNAM_LAT, VIETNAM_LON
from logistics.text import clean
from logistics.travel import Mode, Point
from logistics.travel.closing import NewClosure, close_road, open_road
from logistics.travel.models import RouteClosure
from logistics.web.access import current_principal
from logistics.web.dispatch.blueprint import blueprint
from logistics.web.form_key import once
from logistics.web.forms import Reader, faults_by_field
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_VEHICLES = tuple(VehicleKind)
_MOST_HOURS = 24 * 366


@blueprint.get("/closures")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def closures() -> ResponseReturnValue:
    """Roads closed now or lately, and the form for another."""
    return _page()


@blueprint.post("/closures")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def close() -> ResponseReturnValue:
    """Close the road of the form; plans made from now on avoid it."""
    try:
        new = _read()
        with current_database().transaction() as session:
            once(session, partial(_closed, session, new))
    except Invalid as invalid:
        return _page(invalid.problems)
    flash(gettext("%(road)s is closed. Plan again so that routes avoid it.", road=new.road), "good")
    return redirect(url_for("dispatch.closures"))


@blueprint.post("/closures/<int:closure_id>/open")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def open_again(closure_id: int) -> ResponseReturnValue:
    """End a closure now."""
    with current_database().transaction() as session:
        row = open_road(session, closure_id, clock.now())
        note(session, current_principal(), "road.open", f"closure {row.id}", row.road)
    flash(gettext("The road is open again."), "good")
    return redirect(url_for("dispatch.closures"))


def _closed(session: Session, new: NewClosure) -> int:
    row = close_road(session, new)
    note(session, current_principal(), "road.close", f"closure {row.id}", new.road)
    return row.id


def _read() -> NewClosure:
    read = Reader(request.form)
    lat, lon = read.number("lat", *VIETNAM_LAT), read.number("lon", *VIETNAM_LON)
    hours = read.number("hours", 1, _MOST_HOURS) if request.form.get("hours", "").strip() else 0
    read.done()
    modes = frozenset(Mode(kind.value) for kind in _VEHICLES if kind.value in request.form.getlist("vehicles"))
    now = clock.now()
    return NewClosure(
        since=now,
        source=clean(request.form.get("source", "")) or current_principal().name,
        description=clean(request.form.get("description", "")),
        road=clean(request.form.get("road", "")),
        at=Point(lat, lon),
        modes=modes,
        until=now + dt.timedelta(hours=hours) if hours else None,
        reported_by_id=current_principal().user_id,
    )


def _page(problems: Collection[Problem] = ()) -> ResponseReturnValue:
    with current_database().reading() as session:
        rows = session.scalars(
            select(RouteClosure).order_by(RouteClosure.ended_at.is_not(None), RouteClosure.id.desc()).limit(50)
        ).all()
    page = render_template(
        "dispatch/closures.html",
        rows=rows,
        vehicles=_VEHICLES,
        typed=request.form,
        now=clock.now(),
        problems=problems,
        faults=faults_by_field(problems),
    )
    return make_response(page, 422 if problems else 200)
