"""Closed roads: what holds now and which routes it touches, closing one, opening it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import partial

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid, Problem
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Office, Role, VehicleKind
from logistics.pickups.blocked import blocked_reports
from logistics.pickups.flagging import flag_plans, touched_routes
from logistics.travel.closing import NewClosure, close_road, open_road
from logistics.travel.models import RouteClosure
from logistics.travel.sources import local
from logistics.web.access import current_principal
from logistics.web.dispatch.blueprint import blueprint
from logistics.web.dispatch.closure_form import kilometre_post, read_closure
from logistics.web.form_key import once
from logistics.web.forms import faults_by_field
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_REPORTED_WITHIN = dt.timedelta(days=2)


@blueprint.get("/closures")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def closures() -> ResponseReturnValue:
    """Roads closed now or lately, and the form for another; `?lat=&lon=&description=` fill it in."""
    return _page()


@blueprint.post("/closures")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def close() -> ResponseReturnValue:
    """Close the road of the form: routes that use it are flagged at once, plans made from now on avoid it."""
    try:
        new = read_closure(request.form)
        with current_database().transaction() as session:
            closure_id = int(once(session, partial(_closed, session, new)))
    except Invalid as invalid:
        return _page(invalid.problems)
    touched = flag_plans(current_database(), closure_id, local(current_app.config["SETTINGS"].storage_dir))
    where = new.road or new.description or gettext("The place")
    flash(gettext("%(road)s is closed; plans made from now on avoid it.", road=where), "good")
    if touched:
        flash(ngettext("%(num)s route uses it.", "%(num)s routes use it.", touched), "warn")
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


def _page(problems: Collection[Problem] = ()) -> ResponseReturnValue:
    principal = current_principal()
    with current_database().reading() as session:
        rows = session.scalars(
            select(RouteClosure).order_by(RouteClosure.ended_at.is_not(None), RouteClosure.id.desc()).limit(50)
        ).all()
        offices = session.scalars(select(Office).where(visible_to(principal, Office)).order_by(Office.id)).all()
        mine = {office.code for office in offices}
        page = render_template(
            "dispatch/closures.html",
            rows=rows,
            touched=[flag for flag in touched_routes(session) if flag.office_code in mine],
            reports=blocked_reports(session, principal, clock.now() - _REPORTED_WITHIN),
            home=offices[0] if offices else None,
            vehicles=tuple(VehicleKind),
            typed=request.form or request.args,
            now=clock.now(),
            kilometre_post=kilometre_post,
            problems=problems,
            faults=faults_by_field(problems),
        )
    return make_response(page, 422 if problems else 200)
