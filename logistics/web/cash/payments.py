"""From the office to the seller: what was handed in is agreed with the bank, then paid out by household."""

from __future__ import annotations

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from logistics.cod import Account, pay_out, reconcile, standings
from logistics.cod.office_day import office_total, payables
from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Role, Seller
from logistics.web.access import current_principal
from logistics.web.cash.blueprint import blueprint, own_office
from logistics.web.formats import vnd
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.get("/payments")
@allow(Role.DISPATCHER)
def payments() -> str:
    """What waits for the bank, and who is to be paid, each household's share named."""
    with current_database().reading() as session:
        money = office_total(session, own_office())
        waiting = [(each, standings(session, each.seller_id)) for each in payables(session, own_office())]
    return render_template(
        "cash/payments.html", money=money, waiting=waiting, Account=Account, key=secrets.token_urlsafe(12)
    )


@blueprint.post("/reconcile")
@allow(Role.DISPATCHER)
def agree_with_bank() -> ResponseReturnValue:
    """Mark what was handed in at the office as agreed with the bank."""
    principal = current_principal()
    with current_database().transaction() as session:
        agreed_vnd = reconcile(session, own_office(), request.form.get("key", "")[:60], principal.user_id)
        note(session, principal, "cod.reconcile", f"office {own_office()}", f"{agreed_vnd} dong")
    flash(gettext("%(amount)s are agreed with the bank.", amount=vnd(agreed_vnd)), "good")
    return redirect(url_for("cash.payments"))


@blueprint.post("/payments/<int:seller_id>")
@allow(Role.DISPATCHER)
def pay(seller_id: int) -> ResponseReturnValue:
    """Pay the seller, or a co-operative with its households, all that is agreed with the bank."""
    principal = current_principal()
    with current_database().transaction() as session:
        seller = session.scalar(select(Seller).where(Seller.id == seller_id, visible_to(principal, Seller)))
        if seller is None:
            raise NotFound("seller")
        shares = pay_out(session, seller.id, request.form.get("key", "")[:60], principal.user_id)
        paid_vnd, name = sum(share.amount_vnd for share in shares), seller.name
        note(session, principal, "cod.pay_out", f"seller {seller.code}", f"{paid_vnd} dong")
    flash(gettext("%(amount)s are paid out to %(name)s.", amount=vnd(paid_vnd), name=name), "good")
    return redirect(url_for("cash.payments"))
