"""Giving parcels to a carrier and taking them back: kept as rows here, done at the carrier by a job."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers import visibility as _visibility  # noqa: F401  registers the rule of our table
from logistics.carriers.choosing import Lying, chosen, own_office
from logistics.carriers.models import LIVE, HandOver, HandOverState
from logistics.db import insert_new
from logistics.errors import Conflict, NotFound
from logistics.jobs import queue
from logistics.parties import Principal, visible_to
from logistics.parties.audit import note
from logistics.shipments.models import Parcel

EXCHANGE = "exchange"
"""The kind of the job that tells the carriers what is due."""
LEASE_S = 120
"""For so long a hand-over belongs to the worker that has claimed it."""

_AT_ONCE = 200


def hand_over(
    session: Session, principal: Principal, carrier: str, numbers: Sequence[str], at: str = ""
) -> list[HandOver]:
    """The hand-overs of these parcels from the principal's office to the carrier, made now or before.

    One that came to nothing stays as it is: the parcel is announced anew. `at` is the JSON pointer of what named
    the parcels together; without it each has its own, /parcels/<n>. Raises Invalid with every parcel that is not
    ready at the office or is with another carrier, Denied for somebody without an office.
    """
    office_id = own_office(principal)
    parcels = chosen(session, principal, carrier, numbers, at)
    new = [each for each in parcels if not each.given]
    _announce(session, carrier, office_id, new)
    ids = [each.parcel_id for each in parcels]
    mine = (HandOver.parcel_id.in_(ids), HandOver.carrier == carrier, HandOver.state.in_(LIVE))
    rows = list(session.scalars(select(HandOver).where(*mine).order_by(HandOver.id)))
    if len(rows) < len(ids):
        raise Conflict(
            "handed_over_meanwhile",
            vi="Có bưu gửi vừa được giao cho hãng khác. Tải lại trang rồi thử lại.",
            en="Some parcels have just been given to another carrier. Look again, then retry.",
        )
    if new:
        ask_for_exchange(session)
        note(session, principal, "carrier.hand_over", carrier, f"{len(new)} parcels")
    return rows


def withdraw(session: Session, principal: Principal, hand_over_id: int) -> HandOver:
    """The hand-over, withdrawn at once where the carrier was never told, else as soon as it agrees. Raises NotFound."""
    given = take(session, principal, hand_over_id)
    if given.state is HandOverState.WAITING and given.attempts == 0:
        given.state = HandOverState.WITHDRAWN
    elif given.state in (HandOverState.WAITING, HandOverState.CONFIRMED):
        given.state, given.due_at, given.attempts = HandOverState.WITHDRAWING, clock.now(), 0
        ask_for_exchange(session)
    note(session, principal, "carrier.withdraw", f"hand-over {given.id}", given.carrier)
    return given


def try_again(session: Session, principal: Principal, hand_over_id: int) -> HandOver:
    """The parcel announced anew where the hand-over came to nothing; else the same hand-over, tried at once.

    Raises NotFound, Invalid where the parcel is no longer ready at the office, Conflict where the carrier has it.
    """
    given = take(session, principal, hand_over_id)
    now = clock.now()
    match given.state:
        case HandOverState.REFUSED | HandOverState.WITHDRAWN:
            number = session.scalars(select(Parcel.item_number).where(Parcel.id == given.parcel_id)).one()
            [given] = hand_over(session, principal, given.carrier, [number])
        case HandOverState.WAITING | HandOverState.WITHDRAWING:
            # What is due sooner may be in the hands of a worker just now, and comes soon anyway.
            if given.due_at > now + dt.timedelta(seconds=LEASE_S):
                given.due_at = now
                ask_for_exchange(session)
        case HandOverState.CONFIRMED:
            raise Conflict(
                "carrier_has_it",
                vi="Hãng đã nhận đơn này, không cần thử lại.",
                en="The carrier has taken this on: there is nothing to try again.",
            )
    return given


def take(session: Session, principal: Principal, hand_over_id: int) -> HandOver:
    """The hand-over that the principal's office made, for this transaction alone until it ends. Raises NotFound."""
    mine = (HandOver.id == hand_over_id, visible_to(principal, HandOver), HandOver.office_id == own_office(principal))
    given = session.scalar(select(HandOver).where(*mine).with_for_update())
    if given is None:
        raise NotFound("hand_over", vi="Không có lần bàn giao này.", en="There is no such hand-over.")
    return given


def ask_for_exchange(session: Session) -> None:
    """A job that tells the carriers whatever is due when it runs."""
    queue.enqueue(session, EXCHANGE, uuid.uuid4().hex, {})


def _announce(session: Session, carrier: str, office_id: int, parcels: Sequence[Lying]) -> None:
    """A row for each parcel; where somebody else was faster, theirs stands."""
    now = clock.now()
    former = _former(session, carrier, [each.parcel_id for each in parcels])
    rows = [
        {
            "parcel_id": each.parcel_id,
            "carrier": carrier,
            "office_id": office_id,
            "reference": _reference(each.item_number, former.get(each.parcel_id, 0)),
            "created_at": now,
            "due_at": now,
            "state": HandOverState.WAITING,
            **_FRESH,
        }
        for each in sorted(parcels, key=lambda each: each.parcel_id)
    ]
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert_new(session, HandOver).values(rows[start : start + _AT_ONCE]).on_conflict_do_nothing())


def _former(session: Session, carrier: str, parcel_ids: Sequence[int]) -> Mapping[int, int]:
    """How often each parcel was announced to the carrier before."""
    counts = (
        select(HandOver.parcel_id, func.count().label("many"))
        .where(HandOver.carrier == carrier, HandOver.parcel_id.in_(parcel_ids))
        .group_by(HandOver.parcel_id)
    )
    return {row.parcel_id: row.many for row in session.execute(counts)}


def _reference(item_number: str, former: int) -> str:
    # A carrier refuses a reference that it has had, also one that was cancelled since.
    return f"{item_number}-{former + 1}" if former else item_number


_FRESH = {"attempts": 0, "uncertain": False, "last_error": "", "carrier_number": "", "raw_status": ""}
