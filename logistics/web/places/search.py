"""Find a place: from our own knowledge at once, from an online geocoder only where somebody clicks."""

from __future__ import annotations

import time
from collections.abc import Sequence

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import TooMany, Unavailable
from logistics.parties import visible_to
from logistics.parties.models import Office, Role, Seller
from logistics.parties.pins import look_up
from logistics.places.address import understand
from logistics.places.geocoding import Suggestion, geocode
from logistics.places.knowledge import knowledge
from logistics.places.loading import credits
from logistics.places.models import MeetingPoint, Village
from logistics.places.units import communes
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.language import say
from logistics.web.permissions import allow
from logistics.web.places.blueprint import blueprint
from logistics.web.transactions import current_database

_LONGEST = 300


@blueprint.get("")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def search() -> ResponseReturnValue:
    """The map of the office's surroundings, and what `?q=` means."""
    text = clean(request.args.get("q", ""))[:_LONGEST]
    with current_database().reading() as session:
        home = own_office(session)
        province = communes()[home.commune_code].province.code if home and home.commune_code in communes() else ""
        found = understand(text, knowledge(session, province)) if text else None
        return render_template(
            "places/search.html",
            text=text,
            found=found,
            home=home,
            villages=session.scalar(select(func.count(Village.id))),
            pinned=session.scalar(select(func.count(Village.id)).where(Village.pinned_at.is_not(None))),
            meeting_points=session.scalar(select(func.count(MeetingPoint.id))),
            waiting=len(look_up.waiting(session, visible_to(current_principal(), Seller))),
            credits=credits(session),
            online=bool(current_app.config["SETTINGS"].geocoder_url),
        )


@blueprint.post("/online")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def ask_online() -> str:
    """What the configured geocoder proposes for the text of the form, as a piece of the page."""
    text = clean(request.form.get("q", ""))[:_LONGEST]
    suggestions: Sequence[Suggestion] = ()
    trouble = ""
    url = current_app.config["SETTINGS"].geocoder_url
    if text and url:
        try:
            suggestions = geocode(current_database(), url, text, clock.now(), time.sleep)
        except (Unavailable, TooMany) as refused:
            trouble = say(refused.text)
    return render_template("places/online.html", text=text, suggestions=suggestions, trouble=trouble)


def own_office(session: Session) -> Office | None:
    """The asker's office, or the first one they may see: where their map opens."""
    return session.scalar(select(Office).where(visible_to(current_principal(), Office)).order_by(Office.id).limit(1))
