"""Counting one purse: what should be there, what is there, and why they differ."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.cod import Collection, Counting, cash_up, collect
from logistics.cod.office_day import contents
from logistics.errors import Failure, Invalid, NotFound, Problem
from logistics.parties import visible_to
from logistics.parties.models import Role, User
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.cash.blueprint import blueprint, own_office
from logistics.web.forms import Reader, faults_by_field
from logistics.web.parcels import visible_parcel
from logistics.web.permissions import allow
from logistics.web.row_id import row_id
from logistics.web.transactions import current_database

CARRIERS = "carriers"
"""In the address, the purse that is nobody's of ours: what line-haul carriers collected."""


@blueprint.get("/count/<holder>")
@allow(Role.CLERK, Role.DISPATCHER)
def count(holder: str) -> ResponseReturnValue:
    """What the holder should have, shipment by shipment, and the form of the count."""
    with current_database().reading() as session:
        return _page(session, holder)


@blueprint.post("/count/<holder>")
@allow(Role.CLERK, Role.DISPATCHER)
def hand_in(holder: str) -> ResponseReturnValue:
    """Write the count down; a difference needs its explanation."""
    try:
        read = Reader(request.form)
        counted_vnd = read.integer("counted_vnd", grouped=True)
        read.done()
        with current_database().transaction() as session:
            user = _holder(session, holder)
            done = cash_up(
                session,
                Counting(
                    key=f"{holder}:{request.form.get('key', '')[:60]}",
                    driver_id=None if user is None else user.id,
                    office_id=own_office(),
                    counted_vnd=counted_vnd,
                    explanation=clean(request.form.get("explanation", ""))[:400],
                    actor_id=current_principal().user_id,
                ),
            )
            difference_vnd = done.difference_vnd
    except Invalid as invalid:
        with current_database().reading() as session:
            return _page(session, holder, problems=invalid.problems), 422
    flash(
        gettext("The count is written down with its difference.")
        if difference_vnd
        else gettext("Counted, nothing differs."),
        "good",
    )
    return redirect(url_for("cash.day"))


@blueprint.post("/collect")
@allow(Role.CLERK)
def take_cash() -> ResponseReturnValue:
    """Take cash at the counter for a parcel whose recipient paid later, or paid the rest."""
    number, principal = clean(request.form.get("number", ""))[:40], current_principal()
    try:
        read = Reader(request.form)
        amount_vnd = read.integer("amount_vnd", grouped=True)
        read.done()
        with current_database().transaction() as session:
            shipment_id = visible_parcel(session, number).shipment_id
            key = f"counter:{request.form.get('key', '')[:60]}"
            collect(
                session,
                Collection(key=key, shipment_id=shipment_id, driver_id=principal.user_id, amount_vnd=amount_vnd),
            )
    except Failure as failure:
        with current_database().reading() as session:
            problem = Problem("/number", failure.code, failure.text)
            problems = failure.problems if isinstance(failure, Invalid) else (problem,)
            return _page(session, str(principal.user_id), problems=problems), 422
    flash(gettext("The cash is in your hands now; it counts in the evening."), "good")
    return redirect(url_for("cash.count", holder=principal.user_id))


def _page(session: Session, holder: str, problems: tuple[Problem, ...] = ()) -> str:
    user = _holder(session, holder)
    held = contents(session, own_office(), None if user is None else user.id)
    more: dict[str, Any] = {"mine": user is not None and user.id == current_principal().user_id}
    return render_template(
        "cash/count.html",
        holder=holder,
        user=user,
        held=held,
        expected_vnd=sum(each.amount_vnd for each in held),
        key=request.form.get("key") or secrets.token_urlsafe(12),
        typed=request.form,
        problems=problems,
        faults=faults_by_field(problems),
        **more,
    )


def _holder(session: Session, holder: str) -> User | None:
    """The user whose purse it is; None for the line-haul carriers. Raises NotFound for somebody not of the office."""
    if holder == CARRIERS:
        return None
    try:
        its = User.id == row_id(holder)
    except ValueError:
        raise NotFound("user") from None
    user = session.scalar(
        select(User).where(its, visible_to(current_principal(), User), User.office_id == own_office())
    )
    if user is None:
        raise NotFound("user")
    return user
