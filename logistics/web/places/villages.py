"""One village: where it is said to lie, who moved its pin, and moving it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid, NotFound, Problem
from logistics.parties.audit import note
from logistics.parties.models import Role, User
from logistics.places.models import GazetteerFile, PinChange, Village
from logistics.places.pins import history, pin
from logistics.places.plus_codes import Position, plus_code
from logistics.places.positions import VIETNAM_LAT, VIETNAM_LON
from logistics.web.access import current_principal
from logistics.web.forms import Reader, faults_by_field
from logistics.web.permissions import allow
from logistics.web.places.blueprint import blueprint
from logistics.web.transactions import current_database


@blueprint.get("/villages/<int:village_id>")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def village(village_id: int) -> ResponseReturnValue:
    """The village on the map with its history."""
    return _page(village_id)


@blueprint.post("/villages/<int:village_id>")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def pin_village(village_id: int) -> ResponseReturnValue:
    """Move the village to the position of the form; it stays there whatever a gazetteer says."""
    try:
        to = read_position()
        with current_database().transaction() as session:
            moved = pin(session, village_id, to, clock.now(), current_principal().user_id)
            note(session, current_principal(), "village.pin", f"village {moved.id}", moved.name)
    except Invalid as invalid:
        return _page(village_id, invalid.problems)
    flash(gettext("%(name)s has its pin.", name=moved.name), "good")
    return redirect(url_for("places.village", village_id=village_id))


def read_position() -> Position:
    """Latitude and longitude of the form. Raises Invalid."""
    read = Reader(request.form)
    to = read.number("lat", *VIETNAM_LAT), read.number("lon", *VIETNAM_LON)
    read.done()
    return to


def told_by(session: Session, changes: Sequence[PinChange]) -> dict[int, str]:
    """The names of those who moved pins, by user."""
    ids = [change.by_id for change in changes if change.by_id is not None]
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())


def _page(village_id: int, problems: Collection[Problem] = ()) -> ResponseReturnValue:
    with current_database().reading() as session:
        found = session.get(Village, village_id)
        if found is None:
            raise NotFound("village", vi="Không có bản này.", en="There is no such village.")
        changes = history(session, found)
        page = render_template(
            "places/village.html",
            place=found,
            typed=request.form or {"lat": f"{found.lat:.5f}", "lon": f"{found.lon:.5f}"},
            plus_code=plus_code(found.lat, found.lon),
            origin=session.get(GazetteerFile, found.source),
            changes=changes,
            names=told_by(session, changes),
            problems=problems,
            faults=faults_by_field(problems),
        )
    return make_response(page, 422 if problems else 200)
