"""What a principal may see, as a condition for the WHERE of every read. What has no rule cannot be read.

Each room registers the rules of its own tables:

    @rule(Vehicle)
    def _(principal: Principal) -> ColumnElement[bool]:
        return within(principal, office=Vehicle.office_id)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from logistics.db import Base
from logistics.parties.models import AuditEntry, Credential, Office, Role, Seller, User, Vehicle
from logistics.parties.principal import Principal

Rule = Callable[[Principal], ColumnElement[bool]]
Key = InstrumentedAttribute[Any]

_RULES: dict[type[Base], Rule] = {}


def rule(model: type[Base]) -> Callable[[Rule], Rule]:
    """Register the decorated function as the visibility of `model`; a model has exactly one."""

    def register(function: Rule) -> Rule:
        if model in _RULES:
            raise ValueError(f"{model.__name__} already has a visibility rule")
        _RULES[model] = function
        return function

    return register


def visible_to(principal: Principal, model: type[Base]) -> ColumnElement[bool]:
    """The condition under which the principal may see a row of `model`; use it in every WHERE.

    Raises LookupError for a model without a rule, whoever asks: deny by default.
    """
    try:
        return _RULES[model](principal)
    except KeyError:
        raise LookupError(f"{model.__name__} has no visibility rule; add one with @rule({model.__name__})") from None


def within(principal: Principal, *, office: Key | None = None, seller: Key | None = None) -> ColumnElement[bool]:
    """The rule most tables share: staff see their office's rows, sellers their own and their households'.

    `office` and `seller` are the columns that hold those ids; one that is not given shows nothing to those
    who would be found by it. An integrator is bound to its seller, else to its office.
    """
    match principal.role:
        case Role.ADMINISTRATOR:
            return true()
        case Role.CLERK | Role.DISPATCHER | Role.DRIVER:
            return _in_office(principal, office)
        case Role.SELLER:
            return _of_seller(principal, seller)
        case Role.INTEGRATOR:
            if principal.seller_id is not None:
                return _of_seller(principal, seller)
            return _in_office(principal, office)
        case _:
            assert_never(principal.role)


def _in_office(principal: Principal, office: Key | None) -> ColumnElement[bool]:
    if principal.office_id is None or office is None:
        return false()
    return office == principal.office_id


def _of_seller(principal: Principal, seller: Key | None) -> ColumnElement[bool]:
    if principal.seller_id is None or seller is None:
        return false()
    households = select(Seller.id).where(Seller.cooperative_id == principal.seller_id)
    return or_(seller == principal.seller_id, seller.in_(households))


@rule(Office)
def _office(principal: Principal) -> ColumnElement[bool]:
    """Staff their own; a seller the one that serves them."""
    if principal.seller_id is not None and principal.role in (Role.SELLER, Role.INTEGRATOR):
        return Office.id.in_(select(Seller.office_id).where(_of_seller(principal, Seller.id)))
    return within(principal, office=Office.id)


@rule(Vehicle)
def _vehicle(principal: Principal) -> ColumnElement[bool]:
    return within(principal, office=Vehicle.office_id)


@rule(Seller)
def _seller(principal: Principal) -> ColumnElement[bool]:
    return within(principal, office=Seller.office_id, seller=Seller.id)


@rule(User)
def _user(principal: Principal) -> ColumnElement[bool]:
    """Staff their office's people; everybody themselves."""
    return or_(User.id == principal.user_id, within(principal, office=User.office_id))


@rule(Credential)
def _credential(principal: Principal) -> ColumnElement[bool]:
    """One's own; a dispatcher also the phones of the office's drivers, to revoke a stolen one."""
    own = Credential.user_id == principal.user_id
    match principal.role:
        case Role.ADMINISTRATOR:
            return true()
        case Role.DISPATCHER:
            drivers = select(User.id).where(User.role == Role.DRIVER, _in_office(principal, User.office_id))
            return or_(own, Credential.user_id.in_(drivers))
        case _:
            return own


@rule(AuditEntry)
def _audit_entry(principal: Principal) -> ColumnElement[bool]:
    """The administrator alone."""
    return within(principal)
