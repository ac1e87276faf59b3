"""The double-entry ledger of cash on delivery: the only place that writes movements, and the balances over them.

Every movement takes from one account and gives to another, so all accounts of a shipment together are always
zero. No account but the consignee's, who is the source, can go below zero.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod.models import Account, CodEntry
from logistics.db import insert_new
from logistics.errors import Conflict
from logistics.shipments.models import Shipment
from logistics.text import dong

_AT_ONCE = 5_000
"""Shipments in one IN (...): every database takes that many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """`amount_vnd` of one shipment from the account `source` to the account `target`, done by `act`."""

    act: str
    shipment_id: int
    source: Account
    target: Account
    amount_vnd: int
    driver_id: int | None = None
    actor_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Balances:
    """What stands in each account, in whole dong; an account without movements stands at zero."""

    of: Mapping[Account, int] = field(default_factory=dict)

    def __getitem__(self, account: Account) -> int:
        return self.of.get(account, 0)


def move(session: Session, movements: Sequence[Movement]) -> int:
    """Write the movements; how many were new. What an act has moved it does not move again.

    The caller has locked the shipments (`lock`). Raises Conflict where the act moved something else before, or
    where an account holds less than is to be taken from it.
    """
    acts, shipments = {one.act for one in movements}, {one.shipment_id for one in movements}
    known = {_name(one): one for one in _written(session, CodEntry.act.in_(acts) & CodEntry.shipment_id.in_(shipments))}
    fresh = [movement for movement in movements if _name(movement) not in known]
    for movement in movements:
        before = known.get(_name(movement))
        if before is not None and _essence(before) != _essence(movement):
            raise Conflict(
                "cod_act_known",
                vi=f"Thao tác {movement.act} đã ghi sổ với số khác. Tải lại trang và kiểm tra.",
                en=f"The act {movement.act} was booked with other figures. Reload the page and look.",
            )
    _check_cover(session, fresh)
    now = clock.now()
    if fresh:
        session.execute(
            insert_new(session, CodEntry),
            [
                {
                    "act": movement.act,
                    "shipment_id": movement.shipment_id,
                    "debit": movement.target,
                    "credit": movement.source,
                    "amount_vnd": movement.amount_vnd,
                    "at": now,
                    "driver_id": movement.driver_id,
                    "actor_id": movement.actor_id,
                    "note": movement.note,
                }
                for movement in fresh
            ],
        )
    return len(fresh)


def moved_by(session: Session, act: str) -> list[Movement]:
    """The movements that the act has made, in order of shipment."""
    return _written(session, CodEntry.act == act)


def lock(session: Session, shipments: Collection[int]) -> None:
    """Hold these shipments until the transaction ends, in one order, so that nobody else moves their money."""
    session.execute(
        select(Shipment.id)
        .where(Shipment.id.in_(sorted(shipments)))
        .order_by(Shipment.id)
        .with_for_update(key_share=True)
    )


def balances(session: Session, shipments: Collection[int]) -> Mapping[int, Balances]:
    """The balances of each of the shipments."""
    found: dict[int, dict[Account, int]] = {shipment: {} for shipment in shipments}
    asked = sorted(shipments)
    for start in range(0, len(asked), _AT_ONCE):
        postings = _postings(CodEntry.shipment_id.in_(asked[start : start + _AT_ONCE])).subquery()
        rows = session.execute(
            select(postings.c.shipment_id, postings.c.account, func.sum(postings.c.amount_vnd)).group_by(
                postings.c.shipment_id, postings.c.account
            )
        )
        for shipment, account, amount_vnd in rows:
            found[shipment][account] = int(amount_vnd)
    return {shipment: Balances(of) for shipment, of in found.items()}


def total(session: Session, which: ColumnElement[bool]) -> Balances:
    """The balances over all shipments under the condition, which may speak of Shipment."""
    postings = _postings(CodEntry.shipment_id.in_(select(Shipment.id).where(which))).subquery()
    rows = session.execute(select(postings.c.account, func.sum(postings.c.amount_vnd)).group_by(postings.c.account))
    return Balances({account: int(amount_vnd) for account, amount_vnd in rows})


def standing_in(session: Session, account: Account, which: ColumnElement[bool]) -> Mapping[int, int]:
    """What stands in the account by the entries under the condition: dong by shipment, oldest first, no zeros."""
    standing = _standing(account)
    rows = session.execute(
        select(CodEntry.shipment_id, standing)
        .where(_touches(account), which)
        .group_by(CodEntry.shipment_id)
        .having(standing != 0)
        .order_by(func.min(CodEntry.id))
    )
    return {shipment: int(amount_vnd) for shipment, amount_vnd in rows}


def in_hand(session: Session, driver_id: int | None, office_id: int | None = None) -> Mapping[int, int]:
    """The cash the driver holds now: dong by shipment, oldest collection first.

    Without a driver it is what line-haul carriers took for the office's shipments and have yet to pay over.
    """
    if driver_id is not None:
        return standing_in(session, Account.COLLECTED, CodEntry.driver_id == driver_id)
    of_office = CodEntry.shipment_id.in_(select(Shipment.id).where(Shipment.office_id == office_id))
    return standing_in(session, Account.COLLECTED, CodEntry.driver_id.is_(None) & of_office)


def held_by_driver(which: ColumnElement[bool]) -> Select[int | None, int, Any]:
    """The cash that drivers hold by the entries under the condition, one row for each shipment that is not at zero.

    `driver_id`, `amount_vnd`, and `since`, when it was first collected.
    """
    standing = _standing(Account.COLLECTED)
    collected_at = case((CodEntry.debit == Account.COLLECTED, CodEntry.at))
    return (
        select(CodEntry.driver_id, standing.label("amount_vnd"), func.min(collected_at).label("since"))
        .where(CodEntry.driver_id.is_not(None), _touches(Account.COLLECTED), which)
        .group_by(CodEntry.driver_id, CodEntry.shipment_id)
        .having(standing != 0)
    )


def in_whose_hands(session: Session, shipments: Collection[int]) -> Mapping[int, Mapping[int | None, int]]:
    """Who holds how much of each shipment's cash: dong by driver, None for a line-haul carrier; no zeros."""
    standing = _standing(Account.COLLECTED)
    rows = session.execute(
        select(CodEntry.shipment_id, CodEntry.driver_id, standing)
        .where(CodEntry.shipment_id.in_(shipments), _touches(Account.COLLECTED))
        .group_by(CodEntry.shipment_id, CodEntry.driver_id)
        .having(standing != 0)
    )
    held: dict[int, dict[int | None, int]] = {shipment: {} for shipment in shipments}
    for shipment, driver, amount_vnd in rows:
        held[shipment][driver] = int(amount_vnd)
    return held


def _standing(account: Account) -> ColumnElement[int]:
    return func.sum(case((CodEntry.debit == account, CodEntry.amount_vnd), else_=-CodEntry.amount_vnd))


def _touches(account: Account) -> ColumnElement[bool]:
    return or_(CodEntry.debit == account, CodEntry.credit == account)


def _written(session: Session, which: ColumnElement[bool]) -> list[Movement]:
    rows = session.scalars(select(CodEntry).where(which).order_by(CodEntry.shipment_id))
    return [
        Movement(
            act=row.act,
            shipment_id=row.shipment_id,
            source=row.credit,
            target=row.debit,
            amount_vnd=row.amount_vnd,
            driver_id=row.driver_id,
            actor_id=row.actor_id,
            note=row.note,
        )
        for row in rows
    ]


def _postings(which: ColumnElement[bool]) -> Select[tuple[int, Account, int]]:
    given = select(CodEntry.shipment_id, CodEntry.debit.label("account"), CodEntry.amount_vnd).where(which)
    taken = select(
        CodEntry.shipment_id, CodEntry.credit.label("account"), (literal(-1) * CodEntry.amount_vnd).label("amount_vnd")
    ).where(which)
    both = union_all(given, taken).subquery()
    return select(both.c.shipment_id, both.c.account, both.c.amount_vnd)


def _name(movement: Movement) -> tuple[str, int]:
    return movement.act, movement.shipment_id


def _essence(movement: Movement) -> tuple[Account, Account, int]:
    return movement.source, movement.target, movement.amount_vnd


def _check_cover(session: Session, movements: Sequence[Movement]) -> None:
    standing = {
        shipment: dict(found.of)
        for shipment, found in balances(session, {movement.shipment_id for movement in movements}).items()
    }
    for movement in movements:
        accounts = standing[movement.shipment_id]
        left_vnd = accounts.get(movement.source, 0) - movement.amount_vnd
        if left_vnd < 0 and movement.source is not Account.CONSIGNEE:
            raise Conflict(
                "cod_not_covered",
                vi=f"Vận đơn {movement.shipment_id}: chỉ còn {dong(left_vnd + movement.amount_vnd)} ở bước "
                f"{movement.source}, không đủ {dong(movement.amount_vnd)}. Tải lại trang và kiểm tra.",
                en=f"Shipment {movement.shipment_id}: {left_vnd + movement.amount_vnd:,} VND stand as "
                f"{movement.source}, not {movement.amount_vnd:,}. Reload the page and look.",
            )
        accounts[movement.source] = left_vnd
        accounts[movement.target] = accounts.get(movement.target, 0) + movement.amount_vnd
