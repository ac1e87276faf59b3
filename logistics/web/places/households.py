"""Households on the map: where drivers say they are, which pins wait for staff, and putting one right."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Invalid, NotFound, Problem
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Role, Seller, User
from logistics.parties.pins import look_up
from logistics.parties.pins.models import HouseholdPin, PinnedPlace
from logistics.parties.pins.tell import decide, put
from logistics.parties.senders import find_senders
from logistics.places.plus_codes import plus_code
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.forms import faults_by_field
from logistics.web.permissions import allow
from logistics.web.places.blueprint import blueprint
from logistics.web.places.villages import read_position
from logistics.web.transactions import current_database

_MOST = 200


@blueprint.get("/households")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def households() -> str:
    """The pins that wait for staff, and the households that `?q=` finds by code, name or telephone."""
    words = clean(request.args.get("q", ""))[:80]
    mine = visible_to(current_principal(), Seller)
    with current_database().reading() as session:
        rows = find_senders(session, words, mine) if words else _first(session)
        waiting = look_up.waiting(session, mine)
        return render_template(
            "places/households.html",
            words=words,
            rows=rows,
            waiting=waiting,
            names=_told_by(session, [pin for pin, _ in waiting]),
            pinned=look_up.pinned_fields(session),
        )


@blueprint.get("/households/<int:seller_id>")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def household(seller_id: int) -> ResponseReturnValue:
    """The household on the map with every word about where it is."""
    return _page(seller_id)


@blueprint.post("/households/<int:seller_id>")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def put_household(seller_id: int) -> ResponseReturnValue:
    """Put the farm where the form says; no sheet of sellers moves it from there."""
    principal = current_principal()
    try:
        to = read_position()
        with current_database().transaction() as session:
            seller = put(session, seller_id, to, principal.user_id, visible_to(principal, Seller))
            note(session, principal, "household.pin", f"seller {seller.code}", seller.name)
    except Invalid as invalid:
        return _page(seller_id, invalid.problems)
    flash(gettext("%(name)s has its pin.", name=seller.name), "good")
    return redirect(url_for("places.household", seller_id=seller_id))


@blueprint.post("/pins/<int:pin_id>")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def decide_pin(pin_id: int) -> ResponseReturnValue:
    """Let a driver's doubted pin count (`accept=yes`), or decline it."""
    principal, accept = current_principal(), request.form.get("accept") == "yes"
    with current_database().transaction() as session:
        seller = decide(session, pin_id, principal.user_id, visible_to(principal, Seller), accept=accept)
        done = "household.pin_accept" if accept else "household.pin_decline"
        note(session, principal, done, f"seller {seller.code}", seller.name)
    said = gettext("%(name)s has its pin.", name=seller.name) if accept else gettext("The pin is declined.")
    flash(said, "good")
    return redirect(url_for("places.household", seller_id=seller.id))


def _first(session: Session) -> Collection[Seller]:
    mine = visible_to(current_principal(), Seller)
    return session.scalars(select(Seller).where(mine).order_by(Seller.code).limit(_MOST)).all()


def _told_by(session: Session, pins: Iterable[HouseholdPin]) -> dict[int, str]:
    """The names of those who told or decided, by user."""
    ids = {user_id for pin in pins for user_id in (pin.by_id, pin.decided_by_id) if user_id is not None}
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())


def _page(seller_id: int, problems: Collection[Problem] = ()) -> ResponseReturnValue:
    with current_database().reading() as session:
        mine = visible_to(current_principal(), Seller)
        found = session.scalar(select(Seller).where(Seller.id == seller_id, mine))
        if found is None:
            raise NotFound("household", vi="Không có hộ này.", en="There is no such household.")
        pins = look_up.history(session, found.id)
        asked = " ".join(f"{pin.to_lat},{pin.to_lon}" for pin in pins if pin.accepted is None)
        page = render_template(
            "places/household.html",
            asked=asked,
            place=found,
            typed=request.form or {"lat": f"{found.lat:.5f}", "lon": f"{found.lon:.5f}"},
            plus_code=plus_code(found.lat, found.lon),
            pins=pins,
            pinned=any(pin.accepted and pin.place is PinnedPlace.FARM for pin in pins),
            names=_told_by(session, pins),
            problems=problems,
            faults=faults_by_field(problems),
        )
    return make_response(page, 422 if problems else 200)
