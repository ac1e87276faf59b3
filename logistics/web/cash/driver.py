"""The driver's own cash: what is in hand, and what was handed in."""

from __future__ import annotations

from flask import render_template
from sqlalchemy import select

from logistics.cod.models import CashUp
from logistics.cod.office_day import contents
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.web.access import current_principal
from logistics.web.cash.blueprint import blueprint, own_office
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_NEWEST = 30


@blueprint.get("/mine")
@allow(Role.DRIVER)
def mine() -> str:
    """What I hold shipment by shipment, and my countings, the newest first."""
    principal = current_principal()
    with current_database().reading() as session:
        held = contents(session, own_office(), principal.user_id)
        counted = session.scalars(
            select(CashUp).where(visible_to(principal, CashUp)).order_by(CashUp.id.desc()).limit(_NEWEST)
        ).all()
    return render_template("cash/mine.html", held=held, held_vnd=sum(each.amount_vnd for each in held), counted=counted)
