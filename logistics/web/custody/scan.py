"""One box for any code: the story, the next right action, and the mistake where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.carriers.models import HandOver
from logistics.carriers.words import words_about
from logistics.codes import CodeKind, check
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.text import clean
from logistics.tracking.accept import accept, look
from logistics.tracking.custody import Where, contents, where
from logistics.tracking.findings import Finding, Scan
from logistics.tracking.models import Bag
from logistics.tracking.story import full_story
from logistics.tracking.visibility import concerning
from logistics.web.access import current_principal
from logistics.web.custody.blueprint import blueprint, own_office, sender
from logistics.web.language import say
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_GOOD = frozenset({Finding.FINE, Finding.ALREADY_HERE, Finding.BAG_ARRIVED, Finding.BAG_HERE, Finding.BAG_OPEN})
_WARN = frozenset(
    {
        Finding.NEVER_COLLECTED,
        Finding.WRONG_OFFICE,
        Finding.IN_A_BAG,
        Finding.BAG_PASSES,
        Finding.BAG_FOR_A_PLACE,
        Finding.BAG_OPENED,
        Finding.RETURNING,
    }
)


_LOOKED = {
    Finding.FINE: lazy_gettext("It belongs here. Take it in."),
    Finding.NEVER_COLLECTED: lazy_gettext(
        "It was never collected. If it lies before you, take it in and ask the driver."
    ),
    Finding.ALREADY_HERE: lazy_gettext("It is here. Put it into a bag."),
    Finding.BAG_ARRIVED: lazy_gettext("The bag is for us. Compare photo, seal and weight, then open it."),
}
"""What to do about a code that was only looked up: nothing has been taken in yet."""


@dataclass(frozen=True, slots=True)
class Action:
    """The next right thing: a button that takes it in, or a link to where it is done."""

    words: LazyString
    href: str = ""


@blueprint.get("")
@allow(Role.CLERK, Role.DISPATCHER)
def scan() -> ResponseReturnValue:
    """The box; with `q` what that code is, what to do with it, and its story."""
    code = clean(request.args.get("q", ""))[:80]
    with current_database().reading() as session:
        return render_template("custody/scan.html", code=code, **(_told(session, code) if code else {}))


@blueprint.post("/accept")
@allow(Role.CLERK)
def take_in() -> ResponseReturnValue:
    """Take in what lies on the counter, parcel or bag; back to its story."""
    code = request.form.get("code", "")
    with current_database().transaction() as session:
        (scanned,) = accept(session, [_ours(session, code)], sender(), own_office())
    return redirect(url_for("custody.scan", q=scanned.number))


def _told(session: Session, code: str) -> dict[str, Any]:
    """What the page says about a code, whatever it is: an item number, an S10, a carrier's number, or an SSCC."""
    ours = _ours(session, code)
    (found,) = look(session, [ours], own_office())
    ours_to_know = (Parcel.item_number == found.number, concerning(current_principal()))
    parcel = session.scalar(select(Parcel).where(*ours_to_know))
    bag = session.scalar(select(Bag).where(Bag.sscc == found.number))
    inside = contents(session, bag.sscc) if bag is not None else []
    held = where(session, inside[0] if inside else found.number)
    return {
        "scan": found,
        "advice": _LOOKED.get(found.finding) or say(found.advice),
        "tone": "good" if found.finding in _GOOD else "warn" if found.finding in _WARN else "bad",
        "carrier_number": code if ours != code else "",
        "parcel": parcel,
        "bag": bag,
        "held": held,
        "story": full_story(session, parcel.id) if parcel else [],
        "carriers": words_about(session, found.number, concerning(current_principal())),
        "action": _action(found, bag, held),
    }


def _ours(session: Session, code: str) -> str:
    """The item number behind an S10 or a carrier's own number that we handed the parcel over under; else the code."""
    verdict = check(code)
    if verdict.valid and verdict.kind is not CodeKind.S10:
        return code
    number = session.scalar(
        select(Parcel.item_number)
        .join(HandOver, HandOver.parcel_id == Parcel.id)
        .where(HandOver.carrier_number.in_({code, verdict.canonical or code}), HandOver.carrier_number != "")
        .order_by(HandOver.id.desc())
    )
    return number or code


def _action(found: Scan, bag: Bag | None, held: Where | None) -> Action | None:
    clerk = current_principal().role is Role.CLERK
    if bag is not None:
        href = url_for("custody.bag", sscc=bag.sscc)
        comes = found.finding in (Finding.BAG_PASSES, Finding.BAG_FOR_A_PLACE)
        if comes and own_office() != bag.office_id:
            return Action(lazy_gettext("Take the bag in")) if clerk else None
        return Action(lazy_gettext("Open the bag"), href)
    if held is not None and found.finding is Finding.IN_A_BAG:
        return Action(lazy_gettext("Go to its bag"), url_for("custody.scan", q=held.bag))
    if not clerk:
        return None
    if found.finding in (Finding.FINE, Finding.NEVER_COLLECTED, Finding.WRONG_OFFICE, Finding.FOUND_AGAIN):
        return Action(lazy_gettext("Take it in"))
    if found.finding is Finding.ALREADY_HERE:
        return Action(lazy_gettext("Put it into a bag"), url_for("custody.bags"))
    return None
