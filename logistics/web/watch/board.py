"""The board: each row says what is wrong, what to do next, and links there."""

from __future__ import annotations

from collections import Counter

from flask import render_template, request
from sqlalchemy import func, select

from logistics.cod.mismatched import mismatched_cash
from logistics.cod.overdue import overdue_cash
from logistics.parties import visible_to
from logistics.parties.models import Role, User
from logistics.shipments.models import Shipment
from logistics.tracking.models import Bag, Dispute, DisputeState
from logistics.tracking.seals import differing_bags
from logistics.tracking.stuck import Trouble, stuck_parcels
from logistics.tracking.trips.missing import missing_bags
from logistics.tracking.trips.models import Trip
from logistics.tracking.visibility import concerning
from logistics.web.access import current_principal
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.watch.blueprint import blueprint
from logistics.web.watch.steps import step


@blueprint.get("")
@allow(Role.CLERK, Role.DISPATCHER)
def board() -> str:
    """Parcels that are stuck, what spoils first on top; bags that did not come, or not as sealed; late cash."""
    principal = current_principal()
    chosen = request.args.get("trouble", "")
    with current_database().reading() as session:
        stuck = stuck_parcels(session, concerning(principal))
        bags = missing_bags(session, visible_to(principal, Trip) & visible_to(principal, Bag))
        differing = differing_bags(session, visible_to(principal, Bag))
        overdue = overdue_cash(session, visible_to(principal, User))
        mismatched = mismatched_cash(session, visible_to(principal, Shipment))
        open_disputes = session.scalar(
            select(func.count()).where(visible_to(principal, Dispute), Dispute.state == DisputeState.OPEN)
        )
    counts = Counter(trouble for each in stuck for trouble in each.troubles)
    return render_template(
        "watch/board.html",
        rows=[(each, step(each)) for each in stuck if not chosen or chosen in each.troubles],
        troubles=list(Trouble),
        counts=counts,
        chosen=chosen,
        bags=bags,
        differing=differing,
        overdue=overdue,
        mismatched=mismatched,
        open_disputes=open_disputes,
    )
