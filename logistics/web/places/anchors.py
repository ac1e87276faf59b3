"""The office's table of road kilometres and minutes between commune centres."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from logistics.errors import Invalid, NotFound, Problem
from logistics.parties.audit import note
from logistics.parties.models import Role
from logistics.places.units import communes
from logistics.text import clean
from logistics.travel.anchor_table import AnchorEntry, anchor_entries, remove_anchor, set_anchor
from logistics.web.access import current_principal
from logistics.web.forms import Reader, faults_by_field
from logistics.web.permissions import allow
from logistics.web.places.blueprint import blueprint
from logistics.web.transactions import current_database

_LONGEST_KM = 2_000
_LONGEST_MIN = 48 * 60


@blueprint.get("/roads")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def anchors() -> ResponseReturnValue:
    """Every known road between centres, and the form for one."""
    return _page()


@blueprint.post("/roads")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def set_road() -> ResponseReturnValue:
    """Keep the road of the form in both directions, in place of what was known."""
    try:
        entries = _read()
        with current_database().transaction() as session:
            for entry in entries:
                set_anchor(session, entry)
            about = f"road {entries[0].from_code}-{entries[0].to_code}"
            note(session, current_principal(), "road.measure", about, f"{entries[0].distance_m} m, {entries[0].source}")
    except Invalid as invalid:
        return _page(invalid.problems)
    except NotFound as unknown:
        return _page([Problem("/from_code", unknown.code, unknown.text)])
    flash(gettext("The road is kept. The next plan uses it."), "good")
    return redirect(url_for("places.anchors"))


@blueprint.post("/roads/remove")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR)
def forget_road() -> ResponseReturnValue:
    """Forget one direction of a road."""
    start, end = request.form.get("from_code", ""), request.form.get("to_code", "")
    with current_database().transaction() as session:
        remove_anchor(session, start, end)
        note(session, current_principal(), "road.forget", f"road {start[:8]}-{end[:8]}")
    flash(gettext("The road is forgotten."), "good")
    return redirect(url_for("places.anchors"))


def _read() -> list[AnchorEntry]:
    """The road of the form, there and back unless it says that only one direction is meant. Raises Invalid."""
    read = Reader(request.form)
    kilometres = read.number("km", 0.1, _LONGEST_KM)
    minutes = read.number("minutes", 1, _LONGEST_MIN) if request.form.get("minutes", "").strip() else None
    read.done()
    start, end = clean(request.form.get("from_code", "")), clean(request.form.get("to_code", ""))
    ways = [(start, end)] if request.form.get("one_way") else [(start, end), (end, start)]
    return [
        AnchorEntry(
            from_code=a,
            to_code=b,
            distance_m=round(kilometres * 1000),
            duration_s=None if minutes is None else round(minutes * 60),
            road=clean(request.form.get("road", "")).upper()[:64],
            source=clean(request.form.get("source", ""))[:200],
        )
        for a, b in ways
    ]


def _page(problems: Collection[Problem] = ()) -> ResponseReturnValue:
    with current_database().reading() as session:
        rows = anchor_entries(session)
    page = render_template(
        "places/roads.html",
        rows=rows,
        communes=communes(),
        typed=request.form,
        problems=problems,
        faults=faults_by_field(problems),
    )
    return make_response(page, 422 if problems else 200)
