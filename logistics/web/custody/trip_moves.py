"""What happens to a trip: bags aboard and off again, departed at one press, arrived with what differs named at once."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import partial
from io import BytesIO

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from logistics.codes import check
from logistics.errors import Failure, Invalid, Text
from logistics.labels.documents import write_manifest
from logistics.parties.models import Role
from logistics.text import clean
from logistics.tracking.trips.loading import load, unload
from logistics.tracking.trips.models import Trip
from logistics.tracking.trips.papers import trip_manifest
from logistics.tracking.trips.planning import find_trip, take_trip
from logistics.tracking.trips.run import arrive, depart
from logistics.web.access import current_principal
from logistics.web.custody.bag_papers import pdf
from logistics.web.custody.blueprint import blueprint, own_office, sender
from logistics.web.custody.trips import trip_page
from logistics.web.form_key import once
from logistics.web.language import say
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_MOST_BAGS = 500
_ABOARD = Text("Đã lên xe.", "It is aboard.")


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The answer to one scan of a bag."""

    number: str
    advice: Text


@blueprint.post("/trips/<code>/load")
@allow(Role.CLERK)
def load_trip(code: str) -> ResponseReturnValue:
    """Take the scanned bag aboard; the page again, with the answer beside the box."""
    bag = clean(request.form.get("code", ""))[:80]
    try:
        with current_database().transaction() as session:
            trip = take_trip(session, code, current_principal())
            load(session, trip, [bag], current_principal())
            return trip_page(session, trip, answer=_Loaded(check(bag).canonical or bag, _ABOARD), tone="good")
    except Failure as refused:
        with current_database().reading() as session:
            trip = find_trip(session, code, current_principal())
            return trip_page(session, trip, answer=_Loaded(bag, refused.text), tone="bad"), 422


@blueprint.post("/trips/<code>/unload")
@allow(Role.CLERK)
def unload_trip(code: str) -> ResponseReturnValue:
    """Take a bag off again before the trip departs."""
    with current_database().transaction() as session:
        once(session, partial(unload, session, _taken(session, code), [request.form.get("sscc", "")[:80]]))
    return redirect(url_for("custody.trip", code=code))


@blueprint.post("/trips/<code>/depart")
@allow(Role.CLERK)
def depart_trip(code: str) -> ResponseReturnValue:
    """Send the trip on its way: everything aboard passes to the line-haul with one press."""
    try:
        with current_database().transaction() as session:
            once(session, partial(depart, session, _taken(session, code), sender()))
    except Failure as refused:
        return _refused(code, say(refused.text)), 409
    flash(gettext("The trip is on the road, and all that is aboard with it."), "good")
    return redirect(url_for("custody.trip", code=code))


@blueprint.post("/trips/<code>/arrive")
@allow(Role.CLERK)
def arrive_trip(code: str) -> ResponseReturnValue:
    """End the leg here; the page says at once what is missing, surplus or misrouted."""
    try:
        with current_database().transaction() as session:
            trip, scanned = _taken(session, code), _carried_in()
            came = once(session, lambda: json.dumps(asdict(arrive(session, trip, sender(), own_office(), scanned))))
            return trip_page(session, trip, came=json.loads(came))
    except Failure as refused:
        return _refused(code, say(refused.text)), 422 if isinstance(refused, Invalid) else 409


@blueprint.get("/trips/<code>/manifest.pdf")
@allow(Role.CLERK, Role.DISPATCHER)
def manifest_of_trip(code: str) -> Response:
    """Every parcel in every bag aboard, with room for both signatures."""
    with current_database().reading() as session:
        content = trip_manifest(session, find_trip(session, code, current_principal()))
    stream = BytesIO()
    write_manifest(content, stream)
    return pdf(stream, f"manifest-{code}.pdf")


def _carried_in() -> list[str] | None:
    """The bags that were scanned, one a line; None where the clerk says that all came. Raises Invalid for neither."""
    if request.form.get("count") == "all":
        return None
    lines = [clean(line)[:80] for line in request.form.get("codes", "").splitlines()]
    if codes := [line for line in lines if line][:_MOST_BAGS]:
        return codes
    raise Invalid.one(
        "/codes",
        "nothing_scanned",
        vi="Chưa quét túi nào. Quét từng túi, hoặc bấm “Đủ theo bảng kê”.",
        en="No bag was scanned. Scan each bag, or say that all came as listed.",
    )


def _refused(code: str, refusal: str) -> str:
    with current_database().reading() as session:
        return trip_page(session, find_trip(session, code, current_principal()), refusal=refusal)


def _taken(session: Session, code: str) -> Trip:
    return take_trip(session, code, current_principal())
