"""Giving parcels to a line-haul carrier: what lies ready is chosen, and each hand-over stands with its answer."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from logistics.carriers.choosing import inside, lying_loose
from logistics.carriers.handing_over import hand_over, try_again, withdraw
from logistics.carriers.known import carrier, carriers
from logistics.carriers.models import HandOver, HandOverState
from logistics.carriers.standing import label_url, one, require_label, standing
from logistics.errors import Failure, Invalid, NotFound
from logistics.parties.models import Role
from logistics.text import clean
from logistics.tracking.mapping import mapping
from logistics.web.access import current_principal
from logistics.web.custody.blueprint import blueprint, own_office
from logistics.web.form_key import once
from logistics.web.forms import faults_by_field
from logistics.web.language import say
from logistics.web.permissions import allow
from logistics.web.row_id import LARGEST, row_id
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database

MOST_OFFERED = 200
"""Loose parcels on one page; more go by their bag or trip, or after these have gone."""
_PAGE = 50


@blueprint.get("/hand-overs")
@allow(Role.CLERK, Role.DISPATCHER)
def hand_overs() -> str:
    """What lies ready here, the form that gives it to a carrier, and what became of what was given."""
    with current_database().reading() as session:
        return _page(session)


@blueprint.get("/hand-overs/standing")
@allow(Role.CLERK, Role.DISPATCHER)
def hand_overs_standing() -> str:
    """The list alone, for a page that stays open while carriers answer."""
    with current_database().reading() as session:
        return render_template("custody/hand_overs_list.html", **_given(session))


@blueprint.post("/hand-overs")
@allow(Role.CLERK)
def give_to_carrier() -> ResponseReturnValue:
    """Announce the chosen parcels to the carrier, all or none; back to the list, where its answer will stand."""
    try:
        with current_database().transaction() as session:
            many = int(once(session, partial(_announced, session)))
    except (Invalid, NotFound) as refused:
        problems = (
            refused.problems
            if isinstance(refused, Invalid)
            else Invalid.one("/inside", refused.code, vi=refused.text.vi, en=refused.text.en).problems
        )
        with current_database().reading() as session:
            return _page(session, problems=problems, faults=faults_by_field(problems)), 422
    flash(
        ngettext("One parcel is being announced.", "%(num)d parcels are being announced.", many)
        + " "
        + gettext("It stays yours until the carrier has fetched it."),
        "good",
    )
    return redirect(url_for("custody.hand_overs"))


@blueprint.post("/hand-overs/<int:hand_over_id>/withdraw")
@allow(Role.CLERK)
def withdraw_from_carrier(hand_over_id: int) -> ResponseReturnValue:
    """Take the parcel back, as soon as the carrier agrees where it knows of it."""
    with current_database().transaction() as session:
        withdraw(session, current_principal(), hand_over_id)
    return redirect(url_for("custody.hand_overs"))


@blueprint.post("/hand-overs/<int:hand_over_id>/again")
@allow(Role.CLERK)
def announce_again(hand_over_id: int) -> ResponseReturnValue:
    """Announce anew what was refused or withdrawn, try at once what waits for its turn."""
    try:
        with current_database().transaction() as session:
            try_again(session, current_principal(), hand_over_id)
    except NotFound:
        raise
    except Failure as refused:
        flash(say(refused.text), "bad")
    return redirect(url_for("custody.hand_overs"))


@blueprint.get("/hand-overs/<int:hand_over_id>/label")
@allow(Role.CLERK, Role.DISPATCHER)
def carrier_label(hand_over_id: int) -> ResponseReturnValue:
    """On to the carrier's own label, which it keeps for a short while."""
    with current_database().reading() as session:
        given = one(session, current_principal(), hand_over_id)
        require_label(session, given)
    return redirect(label_url(carrier(current_settings(), given.carrier), given.number))


def _announced(session: Session) -> int:
    """How many parcels were given to the carrier of the form. Raises Invalid, NotFound for an unknown bag or trip."""
    code, principal = request.form.get("carrier", ""), current_principal()
    if code not in carriers(current_settings()):
        raise Invalid.one("/carrier", "required", vi="Hãy chọn hãng vận chuyển.", en="Choose the carrier.")
    chosen = [clean(number)[:20] for number in request.form.getlist("parcels")[:MOST_OFFERED]]
    scanned = clean(request.form.get("inside", ""))[:80]
    if not chosen and not scanned:
        raise Invalid.one(
            "/parcels",
            "nothing_chosen",
            vi="Chưa chọn gì. Đánh dấu bưu gửi, hoặc quét bưu gửi, túi hay chuyến.",
            en="Nothing is chosen. Tick parcels, or scan a parcel, a bag or a trip.",
        )
    given = hand_over(session, principal, code, chosen, "/parcels") if chosen else []
    if scanned:
        given += hand_over(session, principal, code, inside(session, principal, scanned), "/inside")
    return len({each.parcel_id for each in given})


def _page(session: Session, **more: Any) -> str:
    known = [(code, mapping(code).name) for code in carriers(current_settings())]
    lying, count = lying_loose(session, own_office(), MOST_OFFERED)
    ticked = set(request.form.getlist("parcels"))
    return render_template(
        "custody/hand_overs.html", known=known, lying=lying, count=count, ticked=ticked, **_given(session), **more
    )


def _given(session: Session) -> dict[str, Any]:
    """The newest hand-overs of the office, or those before the one that the address names; whether some still wait."""
    before = request.args.get("before", LARGEST, row_id)
    mine = (HandOver.office_id == own_office(), HandOver.id < before)
    rows = standing(session, current_principal(), *mine, limit=_PAGE + 1, newest_first=True)
    waits = any(row.state in (HandOverState.WAITING, HandOverState.WITHDRAWING) for row in rows[:_PAGE])
    return {
        "given": rows[:_PAGE],
        "older": rows[_PAGE - 1].id if len(rows) > _PAGE else None,
        "waits": waits and "before" not in request.args,
        "clerk": current_principal().role is Role.CLERK,
    }
