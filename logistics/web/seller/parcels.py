"""Own parcels: by day and state, found again, each with its story; and the cash that is due."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from flask import current_app, render_template, request
from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod import Account, total
from logistics.parties import Principal, visible_to
from logistics.parties.models import Role
from logistics.shipments.find import Found, find_parcels, recent_parcels
from logistics.shipments.models import Parcel, Shipment
from logistics.text import clean
from logistics.tracking.detail_access import link_token
from logistics.tracking.story import full_story
from logistics.web import iso_times
from logistics.web.access import current_principal
from logistics.web.parcels import visible_parcel
from logistics.web.permissions import allow
from logistics.web.row_id import row_id
from logistics.web.seller.blueprint import blueprint
from logistics.web.seller.groups import GROUPS, counts, group
from logistics.web.seller.own import own_sellers
from logistics.web.transactions import current_database

_PAGE = 50
_WITH_US = (Account.COLLECTED, Account.HANDED_IN, Account.RECONCILED)


@blueprint.get("")
@allow(Role.SELLER)
def parcels() -> str:
    """Own parcels, newest day first.

    `state`, `day`, `household` and `q` narrow them, `before` continues below a parcel.
    """
    principal, words = current_principal(), clean(request.args.get("q", ""))
    chosen = group(request.args.get("state", ""))
    with current_database().reading() as session:
        found = _found(session, _wanted(principal), words)
        money = total(session, visible_to(principal, Shipment))
        numbers = counts(session, principal)
        sellers = own_sellers(session, principal)
    more = found[_PAGE - 1].parcel_id if len(found) > _PAGE else None
    days = groupby(found[:_PAGE], key=lambda each: clock.service_day(each.created_at))
    return render_template(
        "seller/parcels.html",
        days=[(day, list(made)) for day, made in days],
        words=words,
        chosen=chosen,
        sellers=sellers,
        shown=request.args.get("day", type=iso_times.day),
        household=request.args.get("household", type=row_id),
        groups=GROUPS,
        counts=numbers,
        more=more,
        due_vnd=money[Account.DUE],
        with_us_vnd=sum(money[account] for account in _WITH_US),
        paid_vnd=money[Account.PAID_OUT],
    )


@blueprint.get("/parcels/<number>")
@allow(Role.SELLER)
def parcel(number: str) -> str:
    """One own parcel and everything that happened to it."""
    with current_database().reading() as session:
        found = visible_parcel(session, number)
        token = link_token(found.item_number, current_app.config["SECRET_KEY"])
        return render_template("seller/parcel.html", parcel=found, story=full_story(session, found.id), token=token)


def _wanted(principal: Principal) -> ColumnElement[bool]:
    """Own parcels, narrowed by the address of the page."""
    chosen, before = group(request.args.get("state", "")), request.args.get("before", type=row_id)
    household, day = request.args.get("household", type=row_id), request.args.get("day", type=iso_times.day)
    of_household = Parcel.shipment_id.in_(select(Shipment.id).where(Shipment.seller_id == household))
    return and_(
        visible_to(principal, Parcel),
        of_household if household is not None else true(),
        Parcel.shipment_id.in_(select(Shipment.id).where(_made_on(day))) if day else true(),
        Parcel.status.in_(chosen.statuses) if chosen else true(),
        Parcel.id < before if before is not None else true(),
    )


def _made_on(day: dt.date) -> ColumnElement[bool]:
    return and_(Shipment.created_at >= clock.at(day, 0), Shipment.created_at < clock.at(day, 24 * 3600))


def _found(session: Session, wanted: ColumnElement[bool], words: str) -> list[Found]:
    if words:
        return find_parcels(session, words, wanted, _PAGE + 1)
    return recent_parcels(session, wanted, _PAGE + 1)
