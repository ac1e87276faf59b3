"""The seller's cash on delivery: due, collected, handed in, reconciled, paid out; by household in a co-operative."""

from __future__ import annotations

from flask import Response, render_template
from sqlalchemy import select

from logistics.cod import Account, Balances, standings
from logistics.cod.ledger import balances
from logistics.parties import visible_to
from logistics.parties.models import Role, Seller
from logistics.shipments.models import Consignee, Parcel, Shipment
from logistics.web.access import current_principal
from logistics.web.cash.day import ledger_file
from logistics.web.permissions import allow
from logistics.web.seller.blueprint import blueprint
from logistics.web.transactions import current_database

STEPS = (Account.DUE, Account.COLLECTED, Account.HANDED_IN, Account.RECONCILED, Account.PAID_OUT)
_NEWEST = 60


@blueprint.get("/money")
@allow(Role.SELLER)
def money() -> str:
    """Where the money stands, in all and household by household, and the newest sales with theirs."""
    principal = current_principal()
    with current_database().reading() as session:
        households = standings(session, principal.seller_id) if principal.seller_id is not None else []
        sales = session.execute(
            select(Shipment.id, Shipment.cod_amount_vnd, Parcel.item_number, Consignee.name, Seller.name)
            .join(Parcel, (Parcel.shipment_id == Shipment.id) & (Parcel.sequence == 1))
            .join(Consignee, Consignee.id == Shipment.consignee_id)
            .join(Seller, Seller.id == Shipment.seller_id)
            .where(visible_to(principal, Shipment), Shipment.cod_amount_vnd > 0)
            .order_by(Shipment.id.desc())
            .limit(_NEWEST)
        ).all()
        standing = balances(session, [sale.id for sale in sales])
    return render_template(
        "seller/money.html",
        steps=STEPS,
        households=households,
        totals={step: sum(each.balances[step] for each in households) for step in STEPS},
        sales=[(*sale, _furthest(standing[sale.id])) for sale in sales],
    )


@blueprint.get("/money.<any(csv, xlsx):kind>")
@allow(Role.SELLER)
def money_file(kind: str) -> Response:
    """Every sale with money to collect, as a sheet without formulas."""
    return ledger_file(visible_to(current_principal(), Shipment), kind)


def _furthest(standing: Balances) -> Account:
    """The last step that any of a sale's money stands at; waived where the parcel went back."""
    return next((step for step in (*reversed(STEPS), Account.WAIVED) if standing[step]), Account.DUE)
