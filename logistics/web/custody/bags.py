"""The bags of an office: those being filled, those that wait to leave, those that come; and one bag as it stands."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from logistics.codes import is_demonstration
from logistics.errors import Invalid
from logistics.parties import visible_to
from logistics.parties.models import Office, Role
from logistics.settings import Settings
from logistics.shipments.models import Parcel
from logistics.text import clean
from logistics.tracking.bags import new_bag, send_off
from logistics.tracking.models import Bag, BagState, Custody, Photo
from logistics.tracking.photos import MOST_BYTES
from logistics.tracking.receiving import receipt
from logistics.tracking.seals import mismatches
from logistics.web.access import current_principal
from logistics.web.custody.blueprint import blueprint, own_office, sender, visible_bag
from logistics.web.form_key import once
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_LONGEST = 120
_NEWEST = 60
_INSIDE = select(func.count()).where(Custody.bag_id == Bag.id).scalar_subquery().label("inside")


@blueprint.get("/bags")
@allow(Role.CLERK, Role.DISPATCHER)
def bags() -> str:
    """The bags that are not done with, and the form for a new one."""
    with current_database().reading() as session:
        rows = session.execute(
            select(Bag, Office.name.label("office"), _INSIDE)
            .join(Office, Office.id == Bag.office_id)
            .where(visible_to(current_principal(), Bag), or_(Bag.counted_at.is_(None), _INSIDE > 0))
            .order_by(Bag.id.desc())
            .limit(_NEWEST)
        ).all()
        offices = session.scalars(select(Office.name).where(Office.id != own_office()).order_by(Office.name)).all()
    here = own_office()
    return render_template(
        "custody/bags.html",
        filling=[row for row in rows if row.Bag.state is BagState.OPEN and row.Bag.office_id == here],
        leaving=[row for row in rows if row.Bag.state is BagState.SEALED and row.Bag.office_id == here],
        coming=[row for row in rows if row.Bag.destination_office_id == here and row.Bag.state is not BagState.OPEN],
        offices=offices,
        prefix=_settings().gs1_company_prefix,
        demonstration=is_demonstration(_settings().gs1_company_prefix),
    )


@blueprint.post("/bags")
@allow(Role.CLERK)
def make_bag() -> ResponseReturnValue:
    """Open a bag for a destination; on to its page, where parcels are scanned in."""
    destination = clean(request.form.get("destination", ""))[:_LONGEST]
    if not destination:
        raise Invalid.one("/destination", "required", vi="Hãy ghi nơi đến của túi.", en="Say where the bag goes.")
    with current_database().transaction() as session:
        sscc = once(session, partial(_opened, session, destination))
    return redirect(url_for("custody.bag", sscc=sscc))


def _opened(session: Session, destination: str) -> str:
    """The number of a new bag for the destination."""
    to_office = session.scalar(select(Office.id).where(Office.name == destination, Office.id != own_office()))
    return new_bag(session, own_office(), destination, _settings().gs1_company_prefix, to_office).sscc


@blueprint.get("/bags/<sscc>")
@allow(Role.CLERK, Role.DISPATCHER)
def bag(sscc: str) -> str:
    """One bag: what is inside, and what may be done with it now."""
    with current_database().reading() as session:
        return bag_page(session, visible_bag(session, sscc))


@blueprint.post("/bags/<sscc>/send-off")
@allow(Role.CLERK)
def send_off_bag(sscc: str) -> ResponseReturnValue:
    """Give the sealed bag to the line-haul: one scan moves all inside."""
    with current_database().transaction() as session:
        bag = visible_bag(session, sscc)
        moved = int(once(session, lambda: len(send_off(session, bag, sender()).statuses)))
    flash(
        ngettext("The bag is on the road with one parcel.", "The bag is on the road with %(num)d parcels.", moved),
        "good",
    )
    return redirect(url_for("custody.bags"))


def bag_page(session: Session, bag: Bag, **more: Any) -> str:
    """The page of the bag as it stands; `more` is the answer to the scan that led here."""
    inside = session.execute(
        select(Parcel.item_number, Parcel.gross_mass_g, Parcel.status, Parcel.keep_by)
        .join(Custody, Custody.parcel_id == Parcel.id)
        .where(Custody.bag_id == bag.id)
        .order_by(Parcel.item_number)
    ).all()
    here = own_office()
    return render_template(
        "custody/bag.html",
        bag=bag,
        inside=inside,
        mass_g=sum(row.gross_mass_g for row in inside),
        from_office=session.get_one(Office, bag.office_id).name,
        ours=bag.office_id == here,
        for_us=bag.destination_office_id == here or (bag.destination_office_id is None and bag.office_id != here),
        receipt=receipt(session, bag) if bag.state is BagState.OPENED else None,
        mismatches=mismatches(bag),
        has_photo=_has_photo(session, bag),
        most_photo_bytes=MOST_BYTES,
        clerk=current_principal().role is Role.CLERK,
        **more,
    )


def _has_photo(session: Session, bag: Bag) -> bool:
    """Whether there is a photo of the sealed bag to look at; they are deleted after a year."""
    kept = select(Photo.sha256).where(Photo.sha256 == bag.photo_sha256, Photo.forgotten_at.is_(None))
    return bag.photo_sha256 is not None and session.scalar(kept) is not None


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
