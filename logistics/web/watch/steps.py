"""What to do next about a parcel that is stuck: one sentence, whom to call, and where it is done."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from logistics.shipments.models import Status
from logistics.tracking.fold import BEFORE
from logistics.tracking.models import HolderKind
from logistics.tracking.stuck import Stuck, Trouble


@dataclass(frozen=True, slots=True)
class Step:
    """The next step in words, with a link to the page of it, and a name and phone where somebody is to be called."""

    words: str
    href: str
    name: str = ""
    phone: str = ""


def step(stuck: Stuck) -> Step:
    """The next step for the worst of the parcel's troubles."""
    story = url_for("custody.scan", q=stuck.item_number)
    match stuck.troubles[0]:
        case Trouble.MISSING:
            bag = url_for("custody.bag", sscc=stuck.bag)
            return Step(gettext("It was not in its bag. Look where the bag was filled and opened."), bag)
        case Trouble.KEEP_BY if stuck.status not in BEFORE:
            return Step(gettext("Send it on before everything else, or give it back while it is fresh."), story)
        case Trouble.FAILED_TWICE:
            return _call(stuck, story)
        case _:
            return _ask_holder(stuck, story)


def _call(stuck: Stuck, story: str) -> Step:
    if stuck.status in BEFORE:
        return Step(gettext("Call the seller and agree on an hour."), story, stuck.seller, stuck.seller_phone)
    return Step(gettext("Call the recipient and agree on an hour."), story, stuck.consignee, stuck.consignee_phone)


def _ask_holder(stuck: Stuck, story: str) -> Step:
    if stuck.status is Status.AVAILABLE_FOR_PICKUP:
        words = gettext("Call the recipient: it waits at the office.")
        return Step(words, story, stuck.consignee, stuck.consignee_phone)
    match stuck.holder:
        case HolderKind.SENDER:
            words = gettext("Put it on the next route, or call the seller.")
            return Step(words, story, stuck.seller, stuck.seller_phone)
        case HolderKind.DRIVER:
            return Step(gettext("Ask the driver where it is."), story, stuck.holder_name, stuck.holder_phone)
        case HolderKind.OFFICE:
            words = gettext("Find it at the office and send it on today.")
            return Step(words, story, stuck.holder_name, stuck.holder_phone)
        case _:
            return Step(gettext("Ask the line-haul carrier where it is."), story)
