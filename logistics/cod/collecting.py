"""At the door: the money becomes due, and somebody of ours takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod.ledger import Movement, balances, lock, move
from logistics.cod.models import Account, CodEntry
from logistics.errors import Invalid
from logistics.shipments.bulk import insert_rows
from logistics.shipments.models import Shipment
from logistics.text import dong

_DUE = ("act", "shipment_id", "credit", "debit", "amount_vnd", "at", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Cash that a driver or clerk took for a shipment; `key` names the act, so that sending twice is one."""

    key: str
    shipment_id: int
    driver_id: int
    amount_vnd: int


def due_at_once(session: Session, amounts_vnd: Mapping[int, int]) -> None:
    """Ask the consignees of new shipments for their amounts: one insert for all, since nothing was booked before."""
    now = clock.now()
    rows = (("due", shipment, Account.CONSIGNEE, Account.DUE, vnd, now, "") for shipment, vnd in amounts_vnd.items())
    insert_rows(session, CodEntry, _DUE, rows)


def make_due(session: Session, shipment_id: int) -> int:
    """Ask the consignee for the shipment's amount, once; what is due now, in dong."""
    lock(session, [shipment_id])
    _make_due(session, shipment_id)
    return balances(session, [shipment_id])[shipment_id][Account.DUE]


def collect(session: Session, collection: Collection) -> None:
    """Book cash into the driver's hands, making it due first where nobody did.

    Raises Invalid for an amount that is not positive, Conflict where more is taken than is due: whoever
    typed it looks again.
    """
    _check_positive(collection.amount_vnd)
    lock(session, [collection.shipment_id])
    _make_due(session, collection.shipment_id)
    move(
        session,
        [
            Movement(
                act=f"collect:{collection.key}",
                shipment_id=collection.shipment_id,
                source=Account.DUE,
                target=Account.COLLECTED,
                amount_vnd=collection.amount_vnd,
                driver_id=collection.driver_id,
                actor_id=collection.driver_id,
            )
        ],
    )


def _make_due(session: Session, shipment_id: int) -> None:
    amount_vnd = session.scalar(select(Shipment.cod_amount_vnd).where(Shipment.id == shipment_id))
    if amount_vnd:
        move(
            session,
            [
                Movement(
                    act="due",
                    shipment_id=shipment_id,
                    source=Account.CONSIGNEE,
                    target=Account.DUE,
                    amount_vnd=amount_vnd,
                )
            ],
        )


def _check_positive(amount_vnd: int) -> None:
    if amount_vnd <= 0:
        raise Invalid.one(
            "/amount_vnd",
            "amount_not_positive",
            vi=f"Số tiền {dong(amount_vnd)} phải lớn hơn 0. Nhập lại.",
            en=f"The amount {amount_vnd:,} VND must be above zero. Enter it again.",
        )
