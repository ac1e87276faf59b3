"""From the office to the seller: what was handed in is agreed with the bank, then paid out by household."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.cod import Account, pay_out, reconcile, standings
from logistics.cod.office_day import office_total, payables
from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.parties.audit import note
from logistics.parties.models import Role, Seller
from logistics.web.access import current_principal
from logistics.web.cash.blueprint import blueprint, own_office
from logistics.web.form_key import FIELD, new_form_key, once
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
    return render_template("cash/payments.html", money=money, waiting=waiting, Account=Account)


@blueprint.post("/reconcile")
@allow(Role.DISPATCHER)
def agree_with_bank() -> ResponseReturnValue:
    """Mark what was handed in at the office as agreed with the bank."""
    with current_database().transaction() as session:
        agreed_vnd = int(once(session, partial(_agree, session)))
    flash(gettext("%(amount)s are agreed with the bank.", amount=vnd(agreed_vnd)), "good")
    return redirect(url_for("cash.payments"))


@blueprint.post("/payments/<int:seller_id>")
@allow(Role.DISPATCHER)
def pay(seller_id: int) -> ResponseReturnValue:
    """Pay the seller, or a co-operative with its households, all that is agreed with the bank."""
    with current_database().transaction() as session:
        seller = session.scalar(select(Seller).where(Seller.id == seller_id, visible_to(current_principal(), Seller)))
        if seller is None:
            raise NotFound("seller")
        name, paid_vnd = seller.name, int(once(session, partial(_pay, session, seller)))
    flash(gettext("%(amount)s are paid out to %(name)s.", amount=vnd(paid_vnd), name=name), "good")
    return redirect(url_for("cash.payments"))


def _agree(session: Session) -> int:
    """Reconcile and write it into the audit log; the sum in dong."""
    principal, office_id = current_principal(), own_office()
    agreed_vnd = reconcile(session, office_id, _act(), principal.user_id)
    note(session, principal, "cod.reconcile", f"office {office_id}", f"{agreed_vnd} dong")
    return agreed_vnd


def _pay(session: Session, seller: Seller) -> int:
    """Pay out and write it into the audit log; the sum in dong."""
    principal = current_principal()
    paid_vnd = sum(share.amount_vnd for share in pay_out(session, seller.id, _act(), principal.user_id))
    note(session, principal, "cod.pay_out", f"seller {seller.code}", f"{paid_vnd} dong")
    return paid_vnd


def _act() -> str:
    """What the ledger knows this sending by: the form's own key."""
    return (request.form.get(FIELD) or new_form_key())[:60]
