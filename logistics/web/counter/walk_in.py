"""A walk-in shipment on one page: who sends, what, to whom; then its parcels and their labels."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid, NotFound, Problem
from logistics.packaging import Size
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Role, Seller
from logistics.parties.senders import NewSender, find_senders, take_in_sender
from logistics.places.suggest import suggest_communes
from logistics.shipments.models import Shipment
from logistics.shipments.register import prepare, register
from logistics.shipments.rules import services, standard
from logistics.shipments.weighing import take_measures
from logistics.shipments.writing import Stamp
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.counter.acceptance import own_office, take_in
from logistics.web.counter.blueprint import blueprint
from logistics.web.counter.label_choice import office_output
from logistics.web.counter.walk_in_form import read_form, weighed
from logistics.web.form_key import once
from logistics.web.forms import faults_by_field
from logistics.web.permissions import allow
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database

TILES = ("TEA-200", "TEA-500", "MAC-500", "MAC-1000", "HON-500", "HON-1L", "BUF-500", "DRY-300", "RIC-5K")
"""Goods under the keys 1 to 9: what walks in most. Fixed, so that fingers learn them."""


@blueprint.get("/new")
@allow(Role.CLERK)
def new_shipment() -> ResponseReturnValue:
    """The form, with the sender filled in where the desk knows them."""
    return _form(request.args)


@blueprint.post("/new")
@allow(Role.CLERK)
def make_shipment() -> ResponseReturnValue:
    """Register the shipment of the form, once however often it is sent; the form again with everything wrong."""
    try:
        with current_database().transaction() as session:
            shipment_id = once(session, partial(_registered, session))
    except Invalid as invalid:
        return _form(request.form, invalid.problems)
    return redirect(url_for("counter.made", shipment_id=int(shipment_id)))


@blueprint.get("/made/<int:shipment_id>")
@allow(Role.CLERK)
def made(shipment_id: int) -> str:
    """What was just registered: its parcels, how each is packed, and the button that prints the labels."""
    with current_database().reading() as session:
        mine = visible_to(current_principal(), Shipment)
        shipment = session.scalar(select(Shipment).where(Shipment.id == shipment_id, mine))
        if shipment is None:
            raise NotFound("shipment")
        seller = session.get_one(Seller, shipment.seller_id)
        return render_template(
            "counter/made.html", shipment=shipment, seller=seller, standard=standard(), output=office_output(session)
        )


@blueprint.get("/senders")
@allow(Role.CLERK)
def senders() -> str:
    """The senders that a phone, code or name means, as choices for the form."""
    words = clean(request.args.get("sender-phone", ""))
    with current_database().reading() as session:
        found = find_senders(session, words, visible_to(current_principal(), Seller))
    return render_template("counter/senders.html", words=words, found=found, chosen="")


@blueprint.get("/communes")
@allow(Role.CLERK)
def communes() -> str:
    """The communes that begin as typed, as choices for the field named `into`."""
    into = "sender-commune" if "sender-commune-words" in request.args else "consignee-commune"
    words = clean(request.args.get(f"{into}-words", ""))
    return render_template(
        "counter/communes.html",
        into=into,
        words=words,
        found=suggest_communes(words),
        chosen=request.args.get("chosen", ""),
    )


def _registered(session: Session) -> int:
    """The id of the shipment that the form describes, registered and accepted: it lies on the counter."""
    principal = current_principal()
    try:
        sender = _sender(session)
    except Invalid as nobody:
        raise Invalid([*nobody.problems, *_other_faults(session)]) from None
    new = read_form(request.form, sender.code)
    evidence = weighed(session, new, request.form)
    stamp = Stamp(now=clock.now(), item_number_key=current_settings().item_number_key, user_id=principal.user_id)
    shipment = register(session, new, stamp)
    if "weighed_g" in evidence or "measured_mm" in evidence:
        (parcel,) = shipment.parcels
        size = Size(*evidence["measured_mm"]) if "measured_mm" in evidence else None
        take_measures(parcel, evidence.get("weighed_g"), size, services()[shipment.service])
    take_in(session, [parcel.item_number for parcel in shipment.parcels], evidence)
    note(session, principal, "shipment.register", f"shipment {shipment.parcels[0].item_number}")
    return shipment.id


def _other_faults(session: Session) -> list[Problem]:
    """What else is wrong with the form while nobody knows who sends."""
    try:
        prepare(session, read_form(request.form, ""))
    except Invalid as invalid:
        return [problem for problem in invalid.problems if problem.at != "/seller_code"]
    return []


def _sender(session: Session) -> Seller:
    """Who sends: the seller chosen, or the household described, taken in. Raises Invalid where neither is told."""
    form, principal = request.form, current_principal()
    if code := clean(form.get("seller_code", "")):
        seller = session.scalar(select(Seller).where(Seller.code == code, visible_to(principal, Seller)))
        if seller is None:
            raise Invalid.one("/sender/phone", "unknown_seller", vi="Chọn lại người gửi.", en="Choose the sender.")
        return seller
    new = NewSender(
        office_id=own_office(),
        name=form.get("sender-name", ""),
        phone=form.get("sender-phone", ""),
        village=form.get("sender-village", ""),
        commune_code=form.get("sender-commune", ""),
    )
    return take_in_sender(session, new)


def _form(typed: Any, problems: Collection[Problem] = ()) -> ResponseReturnValue:
    goods = standard().goods
    sender_words = clean(typed.get("sender-phone", "") or typed.get("sender", ""))
    with current_database().reading() as session:
        found = find_senders(session, sender_words, visible_to(current_principal(), Seller))
    page = render_template(
        "counter/walk_in.html",
        typed=typed,
        sender_words=sender_words,
        found=found,
        chosen=typed.get("seller_code", ""),
        tiles=[goods[code] for code in TILES if code in goods],
        other_goods=[each for code, each in goods.items() if code not in TILES],
        services=[service for service in services().values() if service.tariffs],
        problems=problems,
        faults=faults_by_field(problems),
    )
    return make_response(page, 422 if problems else 200)
