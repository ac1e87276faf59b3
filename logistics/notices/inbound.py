"""A basic phone asks: text a number, get the status; text a word, get the own parcels or no more messages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.codes import CodeKind, check
from logistics.db import insert_new
from logistics.notices.models import Channel, InboundText
from logistics.notices.opting_out import opt_in, opt_out
from logistics.notices.queue import NewNotice, put
from logistics.parties import throttle
from logistics.parties.models import Seller
from logistics.parties.phones import e164
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.text import fold
from logistics.tracking.status_texts import text_of
from logistics.tracking.timeline import public_view

ANSWERS_PER_HOUR = 20
"""To one phone: an answer costs money, and two machines could talk to each other for ever."""
OWN_PARCELS_D = 30

_STOP = frozenset({"dung", "huy", "stop", "tu choi"})
_START = frozenset({"nhan", "bat", "start", "dang ky"})
_STOPPED = "Sẽ không gửi tin cho số này nữa. Soạn NHAN để nhận lại."
_STARTED = "Số này sẽ nhận tin về bưu gửi. Soạn DUNG để dừng."
_HELP = "Soạn số bưu gửi (HP...) để xem trạng thái, DUNG để dừng nhận tin, NHAN để nhận lại."


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message that a phone sent us; `id` is the gateway's, at most 100 signs: its repeats do nothing."""

    id: str
    phone: str = field(repr=False)
    text: str = field(repr=False)


def receive(session: Session, message: Inbound) -> bool:
    """Whether the message gets an answer, which is then on its way: not a repeat, nor a phone that asks too often.

    A repeat does not act again either: STOP, START and the same STOP once more leave the messages on.
    Nothing more is told than what everybody with the number may know. Answers do not wait for the morning.
    """
    phone = e164(message.phone)
    if phone is None:
        return False
    if not _is_new(session, message.id):
        return False
    tries = throttle.count(session, f"sms-in:{phone}", limit=ANSWERS_PER_HOUR, window_s=3600)
    if not tries.allowed:
        return False
    text = answer(session, phone, message.text)
    reply = NewNotice(
        key=f"reply:{message.id}", channel=Channel.SMS, recipient=phone, body={"text": text}, at_any_hour=True
    )
    return put(session, [reply]) == 1


def _is_new(session: Session, gateway_id: str) -> bool:
    """Whether this message comes for the first time; it is known from now on."""
    kept = insert_new(session, InboundText).values(gateway_id=gateway_id, received_at=clock.now())
    return session.scalar(kept.on_conflict_do_nothing().returning(InboundText.gateway_id)) is not None


def answer(session: Session, phone: str, text: str) -> str:
    """What to say to this text from this phone (E.164), in Vietnamese; opting out and in happens here."""
    words = fold(text)
    if words in _STOP:
        opt_out(session, phone)
        return _STOPPED
    if words in _START:
        opt_in(session, phone)
        return _STARTED
    if number := _item_number(text):
        return _status_of(session, number)
    return _own_parcels(session, phone) or _HELP


def _item_number(text: str) -> str | None:
    """The item number in the text: the whole of it, however it is dressed, or one of its words."""
    for part in (text, *text.split()):
        verdict = check(part)
        if verdict.valid and verdict.kind is CodeKind.ITEM_NUMBER:
            return verdict.canonical
    return None


def _status_of(session: Session, number: str) -> str:
    story = public_view(session, number)
    if story is None:
        return f"Không có bưu gửi {number}. Kiểm tra lại số trên nhãn."
    at = clock.local(story.since)
    place = next((f", {step.place}" for step in story.steps if step.place), "")
    delay = f" Lý do chậm: {story.delay.vi}." if story.delay else ""
    return f"{number}: {text_of(story.status).label.vi}, {at:%H:%M %d/%m}{place}.{delay}"


def _own_parcels(session: Session, phone: str) -> str:
    """How many of the seller's parcels of late are where; empty for a phone that is no seller's."""
    since = clock.now() - dt.timedelta(days=OWN_PARCELS_D)
    statuses = session.scalars(
        select(Parcel.status)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Seller, Seller.id == Shipment.seller_id)
        .where(Seller.phone == phone, Shipment.created_at > since, Parcel.voided_at.is_(None))
    )
    counts = Counter(statuses)
    told = ", ".join(f"{counts[status]} {text_of(status).label.vi.lower()}" for status in Status if counts[status])
    return f"{OWN_PARCELS_D} ngày qua: {told}." if told else ""
