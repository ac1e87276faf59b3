"""The desk: one field takes an item number, a phone or a name, and answers with what comes next."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from logistics.codes import CodeKind, VerdictReason, check
from logistics.parties import visible_to
from logistics.parties.models import Role, Seller
from logistics.parties.senders import find_senders
from logistics.shipments.find import find_parcels, offices_that_know, recent_parcels
from logistics.shipments.models import Parcel, Status
from logistics.shipments.void import VOIDABLE
from logistics.text import clean
from logistics.tracking.story import full_story
from logistics.web.access import current_principal
from logistics.web.counter.acceptance import LONGEST_CODE
from logistics.web.counter.blueprint import blueprint
from logistics.web.counter.label_choice import office_output
from logistics.web.parcels import visible_parcel
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

LATEST = 10
TO_BE_ACCEPTED = frozenset({Status.READY, Status.PICKUP_ASSIGNED, Status.COLLECTED})
"""What a clerk takes in: brought to the counter, or fetched by a driver."""


@blueprint.get("")
@allow(Role.CLERK)
def desk() -> ResponseReturnValue:
    """The whole desk; with `q` also the answer to it, so that it works without JavaScript."""
    words = clean(request.args.get("q", ""))
    with current_database().reading() as session:
        return render_template("counter/desk.html", words=words, **_latest(session), **_answer(session, words))


@blueprint.get("/look")
@allow(Role.CLERK)
def look() -> ResponseReturnValue:
    """The answer to what was scanned or typed, as a piece of the desk."""
    words = clean(request.args.get("q", ""))[:LONGEST_CODE]
    if "HX-Request" not in request.headers:
        return redirect(url_for("counter.desk", q=words))
    with current_database().reading() as session:
        return render_template("counter/answer.html", words=words, **_answer(session, words))


@blueprint.get("/latest")
@allow(Role.CLERK)
def latest() -> str:
    """The labels made last, as a piece of the desk."""
    with current_database().reading() as session:
        return render_template("counter/latest.html", **_latest(session))


@blueprint.get("/parcels/<number>")
@allow(Role.CLERK)
def parcel(number: str) -> str:
    """One parcel: its story, its next action, its label."""
    with current_database().reading() as session:
        return render_template("counter/parcel.html", **_one(session, number))


def _answer(session: Session, words: str) -> dict[str, Any]:
    """What the desk shows for these words: one parcel, a list, senders, or why there is nothing."""
    if not words:
        return {"found": None}
    principal = current_principal()
    found = find_parcels(session, words, visible_to(principal, Parcel))
    verdict = check(words)
    if verdict.kind is CodeKind.ITEM_NUMBER and len(found) == 1:
        return {"found": found} | _one(session, found[0].item_number)
    senders = [] if verdict.kind else find_senders(session, words, visible_to(principal, Seller))
    fault = verdict.reason if verdict.kind and not verdict.valid else None
    elsewhere = [] if found or senders or fault else offices_that_know(session, words)
    return {
        "found": found,
        "senders": senders,
        "elsewhere": elsewhere,
        "verdict": verdict,
        "fault": fault,
        "reasons": VerdictReason,
    }


def _one(session: Session, number: str) -> dict[str, Any]:
    parcel = visible_parcel(session, number)
    return {
        "parcel": parcel,
        "seller": session.get_one(Seller, parcel.shipment.seller_id),
        "story": full_story(session, parcel.id),
        "acceptable": parcel.status in TO_BE_ACCEPTED,
        "output": office_output(session),
        "voidable": parcel.voided_at is None and parcel.status in VOIDABLE,
    }


def _latest(session: Session) -> dict[str, Any]:
    return {"latest": recent_parcels(session, visible_to(current_principal(), Parcel), LATEST)}
