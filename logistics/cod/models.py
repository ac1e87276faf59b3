"""Money collected on delivery, as a ledger: every movement takes from one account and gives to another."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from logistics.db import Base, one_of, words


class Account(StrEnum):
    """Where the money of one shipment stands on its way from the consignee to the seller."""

    CONSIGNEE = "consignee"
    DUE = "due"
    COLLECTED = "collected"
    HANDED_IN = "handed_in"
    RECONCILED = "reconciled"
    PAID_OUT = "paid_out"
    WAIVED = "waived"


class CodEntry(Base):
    """`amount_vnd` moved from the account `credit` to the account `debit`; rows are only ever added.

    `act` names what was done ("collect:...", "pay-out:..."), and moves a shipment's money once: doing it twice is
    one movement. Cash in a driver's hands carries `driver_id`,
    in both rows: the one that brought it there and the one that took it away.
    """

    __tablename__ = "cod_entry"
    __table_args__ = (
        UniqueConstraint("act", "shipment_id"),
        one_of("debit", Account),
        one_of("credit", Account),
        CheckConstraint("amount_vnd > 0", name="amount"),
        CheckConstraint("debit <> credit", name="moves"),
        Index(None, "shipment_id"),
        Index(None, "driver_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    act: Mapped[str] = mapped_column(String(120))
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"))
    debit: Mapped[Account] = mapped_column(words(Account))
    credit: Mapped[Account] = mapped_column(words(Account))
    amount_vnd: Mapped[int]
    at: Mapped[dt.datetime]
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    note: Mapped[str] = mapped_column(String(400), default="")


class CashUp(Base):
    """One counting of cash at an office: what the ledger expected, what lay there, and why they differ.

    Without a driver it is what the line-haul carriers paid over.
    """

    __tablename__ = "cash_up"
    __table_args__ = (
        CheckConstraint("expected_vnd >= 0 AND counted_vnd >= 0", name="amounts"),
        CheckConstraint("counted_vnd = expected_vnd OR explanation <> ''", name="explained"),
        Index(None, "office_id", "service_day"),
        Index(None, "driver_id", "service_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    service_day: Mapped[dt.date]
    at: Mapped[dt.datetime]
    expected_vnd: Mapped[int]
    counted_vnd: Mapped[int]
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    explanation: Mapped[str] = mapped_column(String(400), default="")

    @property
    def difference_vnd(self) -> int:
        """Positive where more lay there than the ledger expected."""
        return self.counted_vnd - self.expected_vnd
