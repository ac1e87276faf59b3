"""Messages to people and programs, kept until delivered."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from logistics.db import Base, Json, one_of, words
from logistics.tracking.mapping import Vocabulary


class Channel(StrEnum):
    """How a notice travels."""

    SMS = "sms"
    WEBHOOK = "webhook"


class NoticeState(StrEnum):
    """A notice waits, is delivered, or has been tried in vain and waits for a person."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class Subscription(Base):
    """An integrator's address for signed webhooks; two secrets so that one can be exchanged without a gap.

    `vocabulary` is the system in whose words statuses are told as well, None for ours alone.
    """

    __tablename__ = "subscription"
    __table_args__ = (one_of("vocabulary", Vocabulary),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    url: Mapped[str] = mapped_column(String(400))
    secret: Mapped[str] = mapped_column(String(80), repr=False)
    created_at: Mapped[dt.datetime]
    former_secret: Mapped[str] = mapped_column(String(80), default="", repr=False)
    active: Mapped[bool] = mapped_column(default=True)
    vocabulary: Mapped[Vocabulary | None] = mapped_column(words(Vocabulary), default=None)


class Notice(Base):
    """One message: to whom, what, and what became of it. `key` makes composing twice one message.

    It is tried from `due_at` on, ever more rarely, until `give_up_at`. Then it is dead, and may be replayed. A text
    message waits for the end of the quiet hours, unless it goes `at_any_hour`: it answers somebody who is awake.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("channel", Channel),
        one_of("state", NoticeState),
        Index(None, "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    channel: Mapped[Channel] = mapped_column(words(Channel))
    recipient: Mapped[str] = mapped_column(String(400), repr=False)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    give_up_at: Mapped[dt.datetime]
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id"), index=True, default=None)
    state: Mapped[NoticeState] = mapped_column(words(NoticeState), default=NoticeState.WAITING)
    at_any_hour: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(400), default="")
    delivered_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class InboundText(Base):
    """A text message that came, by the gateway's id: its repeats do nothing. Neither phone nor text is kept."""

    __tablename__ = "inbound_text"

    gateway_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    received_at: Mapped[dt.datetime]


class OptOut(Base):
    """A phone that wants no messages, except answers to its own."""

    __tablename__ = "opt_out"

    phone: Mapped[str] = mapped_column(String(20), primary_key=True, repr=False)
    since: Mapped[dt.datetime]
