"""In the evening: the driver's cash is counted, what it covers is handed in, and a difference is explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod.ledger import Movement, in_hand, lock, move
from logistics.cod.models import Account, CashUp
from logistics.errors import Conflict, Invalid
from logistics.parties.models import Office, User
from logistics.text import dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What a clerk counted; `key` is made with the form, so that pressing twice is one counting.

    Without a driver it is what the line-haul carriers paid over to the office.
    """

    key: str
    driver_id: int | None
    office_id: int
    counted_vnd: int
    explanation: str = ""
    actor_id: int | None = None


def expected_vnd(session: Session, driver_id: int | None, office_id: int | None = None) -> int:
    """The cash the driver, or without one the office's line-haul carriers, should have now."""
    return sum(in_hand(session, driver_id, office_id).values())


def cash_up(session: Session, counting: Counting) -> CashUp:
    """Hand in what was counted, oldest collections first; what is short stays in the driver's account.

    What is over is written down with its explanation and belongs to no shipment. Raises Invalid for a
    difference without an explanation or a negative count, Conflict for a key used for another counting.
    """
    if counting.counted_vnd < 0:
        raise Invalid.one(
            "/counted_vnd",
            "amount_negative",
            vi=f"Số tiền đếm được {dong(counting.counted_vnd)} không thể âm. Nhập lại.",
            en=f"The count {counting.counted_vnd:,} VND cannot be negative. Enter it again.",
        )
    # One counting of a purse at a time: the second clerk waits here and then finds nothing left.
    whose = User.id == counting.driver_id if counting.driver_id is not None else Office.id == counting.office_id
    session.execute(select(1).where(whose).with_for_update(key_share=True))
    known = session.scalar(select(CashUp).where(CashUp.key == counting.key))
    if known is not None:
        return _same(known, counting)
    lock(session, in_hand(session, counting.driver_id, counting.office_id))
    held = in_hand(session, counting.driver_id, counting.office_id)
    _check_explained(sum(held.values()), counting)
    move(session, list(_handed_in(held, counting)))
    now = clock.now()
    counted = CashUp(
        key=counting.key,
        driver_id=counting.driver_id,
        office_id=counting.office_id,
        service_day=clock.service_day(now),
        at=now,
        expected_vnd=sum(held.values()),
        counted_vnd=counting.counted_vnd,
        explanation=counting.explanation.strip(),
        actor_id=counting.actor_id,
    )
    session.add(counted)
    session.flush()
    return counted


def _handed_in(held: Mapping[int, int], counting: Counting) -> Iterator[Movement]:
    left_vnd = counting.counted_vnd
    for shipment, amount_vnd in held.items():
        covered_vnd = min(amount_vnd, left_vnd)
        if covered_vnd > 0:
            yield Movement(
                act=f"hand-in:{counting.key}",
                shipment_id=shipment,
                source=Account.COLLECTED,
                target=Account.HANDED_IN,
                amount_vnd=covered_vnd,
                driver_id=counting.driver_id,
                actor_id=counting.actor_id,
            )
        left_vnd -= covered_vnd


def _check_explained(held_vnd: int, counting: Counting) -> None:
    difference_vnd = counting.counted_vnd - held_vnd
    if difference_vnd and not counting.explanation.strip():
        raise Invalid.one(
            "/explanation",
            "difference_unexplained",
            vi=f"{_apart(difference_vnd)} so với sổ ({dong(held_vnd)}). Đếm lại hoặc ghi lý do.",
            en=f"{difference_vnd:+,} VND against the ledger ({held_vnd:,} VND). Count again or say why.",
        )


def _apart(difference_vnd: int) -> str:
    return f"{'Thừa' if difference_vnd > 0 else 'Thiếu'} {dong(abs(difference_vnd))}"


def _same(known: CashUp, counting: Counting) -> CashUp:
    if (known.driver_id, known.office_id, known.counted_vnd) != (
        counting.driver_id,
        counting.office_id,
        counting.counted_vnd,
    ):
        raise Conflict(
            "cash_up_key_used",
            vi="Lần kiểm quỹ này đã ghi với số khác. Tải lại trang và kiểm tra.",
            en="This counting was written down with other figures. Reload the page and look.",
        )
    return known
