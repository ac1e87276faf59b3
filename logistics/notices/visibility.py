"""Who sees subscriptions and notices: integrators their own, administrators all."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, true

from logistics.notices.models import Notice, Subscription
from logistics.parties import Principal, rule
from logistics.parties.models import Role


@rule(Subscription)
def subscriptions(principal: Principal) -> ColumnElement[bool]:
    """One's own; the administrator all."""
    if principal.role is Role.ADMINISTRATOR:
        return true()
    return Subscription.user_id == principal.user_id


@rule(Notice)
def notices(principal: Principal) -> ColumnElement[bool]:
    """Those to one's own subscriptions; the administrator all, text messages too."""
    if principal.role is Role.ADMINISTRATOR:
        return true()
    return Notice.subscription_id.in_(select(Subscription.id).where(subscriptions(principal)))
