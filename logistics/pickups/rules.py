"""Who may see requests, plans, routes and stops."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from logistics.parties.models import Role
from logistics.parties.principal import Principal
from logistics.parties.visibility import rule, within
from logistics.pickups.models import CollectionRoute, PickupRequest, Plan, Stop


@rule(PickupRequest)
def _request(principal: Principal) -> ColumnElement[bool]:
    return within(principal, office=PickupRequest.office_id, seller=PickupRequest.seller_id)


@rule(Plan)
def _plan(principal: Principal) -> ColumnElement[bool]:
    return within(principal, office=Plan.office_id)


@rule(CollectionRoute)
def _route(principal: Principal) -> ColumnElement[bool]:
    """A driver their own routes; others those of the plans they see."""
    if principal.role is Role.DRIVER:
        return CollectionRoute.driver_id == principal.user_id
    return CollectionRoute.plan_id.in_(select(Plan.id).where(_plan(principal)))


@rule(Stop)
def _stop(principal: Principal) -> ColumnElement[bool]:
    return Stop.route_id.in_(select(CollectionRoute.id).where(_route(principal)))
