"""A co-operative's households: how many parcels each has in which state, and how its money stands."""

from __future__ import annotations

from collections import defaultdict

from flask import render_template
from sqlalchemy import func, select

from logistics.cod import Account, standings
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel, Shipment
from logistics.web.access import current_principal
from logistics.web.permissions import allow
from logistics.web.seller.blueprint import blueprint
from logistics.web.seller.groups import GROUPS
from logistics.web.seller.own import own_sellers
from logistics.web.transactions import current_database


@blueprint.get("/households")
@allow(Role.SELLER)
def households() -> str:
    """Each household with its parcels by group and what is due, with us and paid."""
    principal = current_principal()
    with current_database().reading() as session:
        sellers = own_sellers(session, principal)
        rows = session.execute(
            select(Shipment.seller_id, Parcel.status, func.count())
            .join(Shipment, Shipment.id == Parcel.shipment_id)
            .where(visible_to(principal, Parcel))
            .group_by(Shipment.seller_id, Parcel.status)
        ).all()
        money = {each.seller_id: each.balances for each in standings(session, principal.seller_id or 0)}
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for seller_id, status, many in rows:
        for each in GROUPS:
            counts[seller_id, each.code] += many if status in each.statuses else 0
    return render_template(
        "seller/households.html", sellers=sellers, groups=GROUPS, counts=counts, money=money, Account=Account
    )
