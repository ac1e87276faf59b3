"""The words of closed sets as people read them: roles, states, kinds."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from flask import Flask
from flask_babel import LazyString, lazy_gettext, lazy_pgettext

from logistics.carriers.models import HandOverState
from logistics.cod import Account
from logistics.cod.mismatched import Mismatch
from logistics.jobs.models import JobState
from logistics.notices.models import Channel
from logistics.parties.models import CredentialKind, Role, SellerKind, VehicleKind
from logistics.pickups.models import RequestState
from logistics.shipments.models import ImportState, Status
from logistics.shipments.sheets.profile import Field
from logistics.tracking.models import BagState, DisputeState, EventCode, HolderKind
from logistics.tracking.proof import Picture, Proof
from logistics.tracking.seals import Mismatch as BagMismatch
from logistics.tracking.status_texts import text_of
from logistics.tracking.stuck import Trouble
from logistics.web.language import say

_WORDS: tuple[tuple[StrEnum, LazyString], ...] = (
    (Role.CLERK, lazy_gettext("Clerk")),
    (Role.DISPATCHER, lazy_gettext("Dispatcher")),
    (Role.DRIVER, lazy_gettext("Driver")),
    (Role.SELLER, lazy_gettext("Seller")),
    (Role.ADMINISTRATOR, lazy_gettext("Administrator")),
    (Role.INTEGRATOR, lazy_gettext("Integrator")),
    (CredentialKind.API_KEY, lazy_gettext("API key")),
    (CredentialKind.DEVICE, lazy_gettext("Enrolled phone")),
    (VehicleKind.TRUCK, lazy_gettext("Truck")),
    (VehicleKind.VAN, lazy_gettext("Van")),
    (VehicleKind.MOTORBIKE, lazy_gettext("Motorbike")),
    (SellerKind.HOUSEHOLD, lazy_gettext("Household")),
    (SellerKind.COOPERATIVE, lazy_gettext("Co-operative")),
    (EventCode.PICKUP_ASSIGNED, lazy_gettext("Put on a collection route")),
    (EventCode.PICKUP_UNASSIGNED, lazy_gettext("Taken off the collection route")),
    (EventCode.COLLECTED, lazy_gettext("Collected from the sender")),
    (EventCode.PICKUP_FAILED, lazy_gettext("Could not be collected")),
    (EventCode.ACCEPTED, lazy_gettext("Accepted at the post office")),
    (EventCode.BAGGED, lazy_gettext("Put into a bag")),
    (EventCode.UNBAGGED, lazy_gettext("Taken out of the bag")),
    (EventCode.DEPARTED, lazy_gettext("Departed")),
    (EventCode.ARRIVED, lazy_gettext("Arrived")),
    (EventCode.OUT_FOR_DELIVERY, lazy_gettext("Out for delivery")),
    (EventCode.DELIVERY_FAILED, lazy_gettext("Could not be delivered")),
    (EventCode.AVAILABLE_FOR_PICKUP, lazy_gettext("Ready to be fetched")),
    (EventCode.DELIVERED, lazy_gettext("Delivered")),
    (EventCode.RETURNING, lazy_gettext("Sent back")),
    (EventCode.RETURNED, lazy_gettext("Returned to the sender")),
    (EventCode.CANCELLED, lazy_gettext("Cancelled")),
    (EventCode.LOST, lazy_gettext("Lost")),
    (EventCode.DAMAGED, lazy_gettext("Damaged")),
    (EventCode.ANNULLED, lazy_gettext("Corrected")),
    (HandOverState.WAITING, lazy_pgettext("carrier", "Being announced")),
    (HandOverState.CONFIRMED, lazy_pgettext("carrier", "The carrier knows")),
    (HandOverState.REFUSED, lazy_pgettext("carrier", "Refused")),
    (HandOverState.WITHDRAWING, lazy_pgettext("carrier", "Being withdrawn")),
    (HandOverState.WITHDRAWN, lazy_pgettext("carrier", "Withdrawn")),
    (Mismatch.SHORT, lazy_gettext("paid short")),
    (Mismatch.UNDELIVERED, lazy_gettext("paid, not delivered")),
    (Account.CONSIGNEE, lazy_pgettext("cash", "With the buyer")),
    (Account.DUE, lazy_pgettext("cash", "Due")),
    (Account.COLLECTED, lazy_pgettext("cash", "Collected")),
    (Account.HANDED_IN, lazy_pgettext("cash", "Handed in")),
    (Account.RECONCILED, lazy_pgettext("cash", "Agreed with the bank")),
    (Account.PAID_OUT, lazy_pgettext("cash", "Paid out")),
    (Account.WAIVED, lazy_pgettext("cash", "Nothing to collect")),
    (Trouble.MISSING, lazy_pgettext("trouble", "Missing from its bag")),
    (Trouble.KEEP_BY, lazy_pgettext("trouble", "Spoils soon")),
    (Trouble.LATE, lazy_pgettext("trouble", "Late")),
    (Trouble.FAILED_TWICE, lazy_pgettext("trouble", "Failed twice")),
    (Trouble.SILENT, lazy_pgettext("trouble", "Not scanned for long")),
    (Channel.SMS, lazy_gettext("Text message")),
    (Channel.WEBHOOK, lazy_gettext("Webhook")),
    (BagState.OPEN, lazy_pgettext("bag", "Being filled")),
    (BagState.SEALED, lazy_pgettext("bag", "Sealed")),
    (BagState.OPENED, lazy_pgettext("bag", "Opened")),
    (HolderKind.SENDER, lazy_pgettext("holder", "With the sender")),
    (HolderKind.DRIVER, lazy_pgettext("holder", "With the driver")),
    (HolderKind.OFFICE, lazy_pgettext("holder", "At the office")),
    (HolderKind.LINE_HAUL, lazy_pgettext("holder", "With the line-haul")),
    (HolderKind.CONSIGNEE, lazy_pgettext("holder", "With the recipient")),
    (DisputeState.OPEN, lazy_pgettext("dispute", "Open")),
    (DisputeState.UPHELD, lazy_pgettext("dispute", "The seller was right")),
    (DisputeState.DISMISSED, lazy_pgettext("dispute", "Dismissed")),
    (BagMismatch.SEAL_BROKEN, lazy_pgettext("bag", "seal broken or gone")),
    (BagMismatch.SEAL_DIFFERS, lazy_pgettext("bag", "another seal")),
    (BagMismatch.MASS_DIFFERS, lazy_pgettext("bag", "another weight")),
    (Proof.PROVEN, lazy_pgettext("proof", "Proven")),
    (Proof.AWAITED, lazy_pgettext("proof", "Photo awaited")),
    (Proof.STATED, lazy_pgettext("proof", "The driver's word only")),
    (Proof.MISSING, lazy_gettext("Without proof")),
    (Picture.KEPT, lazy_pgettext("picture", "The office has a photo")),
    (Picture.AWAITED, lazy_pgettext("picture", "A photo is awaited: the phone has not sent it yet")),
    (Picture.NEVER_CAME, lazy_pgettext("picture", "A photo was named, but it never came")),
    (Picture.FORGOTTEN, lazy_pgettext("picture", "There was a photo; photos are deleted after a year")),
    (ImportState.STORED, lazy_pgettext("sheet", "Waiting")),
    (ImportState.DONE, lazy_pgettext("sheet", "Taken in")),
    (ImportState.REFUSED, lazy_pgettext("sheet", "Refused")),
    (Field.REFERENCE, lazy_pgettext("column", "Order number")),
    (Field.STATUS, lazy_pgettext("column", "Order state")),
    (Field.SELLER, lazy_pgettext("column", "Seller's code")),
    (Field.SKU, lazy_pgettext("column", "SKU")),
    (Field.DESCRIPTION, lazy_pgettext("column", "Goods")),
    (Field.QUANTITY, lazy_pgettext("column", "Quantity")),
    (Field.UNIT_PRICE, lazy_pgettext("column", "Price of one")),
    (Field.LINE_AMOUNT, lazy_pgettext("column", "Amount of the line")),
    (Field.ORDER_AMOUNT, lazy_pgettext("column", "Amount of the order")),
    (Field.PAYMENT, lazy_pgettext("column", "How it is paid")),
    (Field.COD_FLAG, lazy_pgettext("column", "Cash on delivery, yes or no")),
    (Field.COD_AMOUNT, lazy_pgettext("column", "Cash on delivery, amount")),
    (Field.MASS_KG, lazy_pgettext("column", "Mass in kg")),
    (Field.SOLD_AT, lazy_pgettext("column", "Sold at")),
    (Field.NAME, lazy_pgettext("column", "Recipient")),
    (Field.PHONE, lazy_pgettext("column", "Recipient's phone")),
    (Field.PROVINCE, lazy_pgettext("column", "Province")),
    (Field.DISTRICT, lazy_pgettext("column", "District (before July 2025)")),
    (Field.COMMUNE, lazy_pgettext("column", "Commune or ward")),
    (Field.ADDRESS, lazy_pgettext("column", "House number, street or village")),
    (Field.ADDRESS_NOTE, lazy_pgettext("column", "Note to the address")),
    (Field.NOTE, lazy_pgettext("column", "Note for the delivery")),
    (JobState.READY, lazy_pgettext("job", "Waiting")),
    (JobState.RUNNING, lazy_pgettext("job", "Running")),
    (JobState.DONE, lazy_pgettext("job", "Done")),
    (JobState.DEAD, lazy_pgettext("job", "Failed")),
    (JobState.CANCELLED, lazy_pgettext("job", "Cancelled")),
    (RequestState.OPEN, lazy_pgettext("pickup", "Planned")),
    (RequestState.DONE, lazy_pgettext("pickup", "Fetched")),
    (RequestState.CANCELLED, lazy_pgettext("pickup", "Cancelled")),
)
# A word equals its text, so "done" of a job and of a sheet would be one key; the kind tells them apart.
_BY_KIND = {(type(word), word.value): text for word, text in _WORDS}

_TONES: dict[str, str] = {
    "ready": "wait",
    "stored": "wait",
    "open": "wait",
    "draft": "wait",
    "pickup_assigned": "wait",
    "delivered": "good",
    "done": "good",
    "accepted": "good",
    "returning": "warn",
    "returned": "warn",
    "available_for_pickup": "warn",
    "cancelled": "bad",
    "lost": "bad",
    "damaged": "bad",
    "dead": "bad",
    "refused": "bad",
    "missing": "bad",
    "keep_by": "bad",
    "late": "warn",
    "failed_twice": "warn",
    "silent": "warn",
    "due": "wait",
    "short_paid": "warn",
    "paid_but_not_delivered": "bad",
    "paid_out": "good",
    "waived": "warn",
    "proven": "good",
    "awaited": "wait",
    "stated": "warn",
    "seal_broken": "bad",
    "seal_differs": "bad",
    "mass_differs": "bad",
    "upheld": "good",
    "dismissed": "bad",
}


def install(app: Flask) -> None:
    """Give every template the filters `word` and `tone`, and `worded()`."""
    app.jinja_env.filters.update(word=word, tone=tone)
    app.jinja_env.globals["worded"] = worded


def word(value: StrEnum) -> str:
    """The word of a closed set in the language of the page."""
    if isinstance(value, Status):
        return say(text_of(value).label)
    return str(_BY_KIND[type(value), value.value])


def worded(values: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Pairs of value and word, for a choice."""
    return [(value.value, word(value)) for value in values]


def tone(value: StrEnum) -> str:
    """The colour of its pill: wait, move, good, warn or bad. The word always stands beside it."""
    return _TONES.get(value.value, "move")
