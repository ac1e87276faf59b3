"""Giving parcels to a carrier and taking them back: kept as rows here, done at the carrier by a job."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers import visibility as _visibility  # noqa: F401  registers the rule of our table
from logistics.carriers.models import HandOver, HandOverState
from logistics.db import insert_new
from logistics.errors import Conflict, NotFound
from logistics.jobs import queue
from logistics.parties import Principal, visible_to
from logistics.parties.audit import note
from logistics.shipments.models import Parcel

EXCHANGE = "exchange"
"""The kind of the job that tells the carriers what is due."""

_TAKEN_BACK = (HandOverState.WITHDRAWN, HandOverState.REFUSED)


def hand_over(session: Session, principal: Principal, carrier: str, numbers: Sequence[str]) -> list[HandOver]:
    """The hand-overs of these parcels to the carrier, made now or before; one that came to nothing is asked anew.

    Raises NotFound for a number that the principal does not see, Conflict where another carrier has the parcel.
    """
    seen = visible_to(principal, Parcel)
    found = session.execute(select(Parcel.id, Parcel.item_number).where(Parcel.item_number.in_(numbers), seen)).all()
    if unknown := set(numbers) - {row.item_number for row in found}:
        first = min(unknown)
        raise NotFound("parcel", vi=f"Không có bưu gửi {first}.", en=f"There is no parcel {first}.")
    parcel_ids = [row.id for row in found]
    _refuse_if_elsewhere(session, carrier, parcel_ids)
    now = clock.now()
    for parcel_id in sorted(parcel_ids):
        row = insert_new(session, HandOver).values(parcel_id=parcel_id, carrier=carrier, created_at=now, due_at=now)
        session.execute(row.values(state=HandOverState.WAITING, **_FRESH).on_conflict_do_nothing())
    mine = (HandOver.carrier == carrier, HandOver.parcel_id.in_(parcel_ids))
    rows = list(session.scalars(select(HandOver).where(*mine).order_by(HandOver.id).with_for_update()))
    for given in rows:
        if given.state in _TAKEN_BACK:
            given.state, given.due_at, given.attempts, given.last_error = HandOverState.WAITING, now, 0, ""
    ask_for_exchange(session)
    note(session, principal, "carrier.hand_over", carrier, f"{len(rows)} parcels")
    return rows


def withdraw(session: Session, principal: Principal, hand_over_id: int) -> HandOver:
    """The hand-over, withdrawn at once where the carrier was never told, else as soon as it agrees. Raises NotFound."""
    seen = visible_to(principal, HandOver)
    given = session.scalar(select(HandOver).where(HandOver.id == hand_over_id, seen).with_for_update())
    if given is None:
        raise NotFound("hand_over")
    if given.state is HandOverState.WAITING and given.attempts == 0:
        given.state = HandOverState.WITHDRAWN
    elif given.state in (HandOverState.WAITING, HandOverState.CONFIRMED):
        given.state, given.due_at, given.attempts = HandOverState.WITHDRAWING, clock.now(), 0
        ask_for_exchange(session)
    note(session, principal, "carrier.withdraw", f"hand-over {given.id}", given.carrier)
    return given


def ask_for_exchange(session: Session) -> None:
    """A job that tells the carriers whatever is due when it runs."""
    queue.enqueue(session, EXCHANGE, uuid.uuid4().hex, {})


_FRESH = {
    "attempts": 0,
    "uncertain": False,
    "last_error": "",
    "carrier_number": "",
    "raw_status": "",
}


def _refuse_if_elsewhere(session: Session, carrier: str, parcel_ids: Sequence[int]) -> None:
    elsewhere = session.execute(
        select(HandOver.carrier, Parcel.item_number)
        .join(Parcel, Parcel.id == HandOver.parcel_id)
        .where(HandOver.parcel_id.in_(parcel_ids), HandOver.carrier != carrier, HandOver.state.not_in(_TAKEN_BACK))
    ).first()
    if elsewhere:
        raise Conflict(
            "with_another_carrier",
            vi=f"Bưu gửi {elsewhere.item_number} đã giao cho {elsewhere.carrier}. Rút lại trước.",
            en=f"Parcel {elsewhere.item_number} was given to {elsewhere.carrier}. Withdraw it there first.",
        )
