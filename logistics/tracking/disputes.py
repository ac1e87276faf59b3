"""Failed pickups that nobody proved: the seller is asked, may object, and a dispatcher decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.errors import Conflict, NotFound
from logistics.parties import Principal, audit, visible_to
from logistics.parties.models import Seller, User
from logistics.shipments.models import Parcel, Shipment
from logistics.tracking.models import Dispute, DisputeState, EventCode, HandlingEvent
from logistics.tracking.proof import Evidence, evidence_of

DISPUTABLE_D = 14


@dataclass(frozen=True, slots=True)
class Unverified:
    """A failed pickup without proof, or one that was disputed, as the seller reads it."""

    row_id: int
    item_number: str
    happened_at: dt.datetime
    reason: str
    proof: Evidence
    state: DisputeState | None
    answer: str


def unverified_pickups(session: Session, sees: ColumnElement[bool]) -> list[Unverified]:
    """The unproven failed pickups of the last two weeks among the parcels under the condition, newest first.

    One that was disputed stays with its answer, also where a photo came after all.
    """
    since = clock.now() - dt.timedelta(days=DISPUTABLE_D)
    rows = session.execute(
        select(HandlingEvent, Parcel.item_number, Dispute.state, Dispute.answer)
        .join(Parcel, Parcel.id == HandlingEvent.parcel_id)
        .outerjoin(Dispute, Dispute.event_row_id == HandlingEvent.id)
        .where(sees, HandlingEvent.code == EventCode.PICKUP_FAILED, HandlingEvent.recorded_at >= since)
        .order_by(HandlingEvent.happened_at.desc(), HandlingEvent.id.desc())
    ).all()
    proofs = evidence_of(session, [row[0] for row in rows])
    return [
        Unverified(event.id, number, event.happened_at, event.reason, proofs[event.id], state, answer or "")
        for event, number, state, answer in rows
        if state is not None or not proofs[event.id].verified
    ]


@dataclass(frozen=True, slots=True)
class Objection:
    """A dispute as the dispatcher weighs it: what the driver told, what stands behind it, and the objection."""

    dispute_id: int
    item_number: str
    seller: str
    seller_phone: str
    driver: str
    driver_phone: str
    happened_at: dt.datetime
    reason: str
    note: str
    objection: str
    opened_at: dt.datetime
    state: DisputeState
    answer: str
    proof: Evidence


def objections(session: Session, sees: ColumnElement[bool], limit: int = 100) -> list[Objection]:
    """The disputes about parcels under the condition: open ones first, the oldest of them on top."""
    rows = session.execute(
        select(
            HandlingEvent,
            *(Dispute.id.label("dispute_id"), Parcel.item_number),
            *(Seller.name.label("seller"), Seller.phone.label("seller_phone")),
            *(User.name.label("driver"), User.phone.label("driver_phone")),
            *(HandlingEvent.happened_at, HandlingEvent.reason, HandlingEvent.note),
            *(Dispute.objection, Dispute.opened_at, Dispute.state, Dispute.answer),
        )
        .join(HandlingEvent, HandlingEvent.id == Dispute.event_row_id)
        .join(Parcel, Parcel.id == HandlingEvent.parcel_id)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Seller, Seller.id == Shipment.seller_id)
        .outerjoin(User, User.id == HandlingEvent.actor_id)
        .where(sees)
        .order_by(Dispute.state != DisputeState.OPEN, Dispute.opened_at, Dispute.id)
        .limit(limit)
    ).all()
    proofs = evidence_of(session, [row.HandlingEvent for row in rows])
    return [_objection(row, proofs[row.HandlingEvent.id]) for row in rows]


def _objection(row: Any, proof: Evidence) -> Objection:
    told: dict[str, Any] = {name: "" if value is None else value for name, value in row._asdict().items()}
    del told["HandlingEvent"]
    return Objection(**told, proof=proof)


def dispute(
    session: Session, principal: Principal, event_row_id: int, objection: str, sees: ColumnElement[bool]
) -> None:
    """Object to an unproven failed pickup; doing it twice is one objection.

    Raises NotFound where the parcel is not the principal's to see, Conflict where the failure was proven.
    """
    event = session.scalar(
        select(HandlingEvent)
        .join(Parcel, Parcel.id == HandlingEvent.parcel_id)
        .where(HandlingEvent.id == event_row_id, HandlingEvent.code == EventCode.PICKUP_FAILED, sees)
    )
    if event is None:
        raise NotFound("event")
    if evidence_of(session, [event])[event.id].verified:
        raise Conflict(
            "pickup_proven",
            vi="Lần lấy hàng này có bằng chứng, không khiếu nại được. Liên hệ bưu cục.",
            en="This failed pickup was proven and cannot be disputed. Contact the post office.",
        )
    row = {
        "event_row_id": event.id,
        "opened_by_id": principal.user_id,
        "opened_at": clock.now(),
        "objection": objection[:400],
    }
    session.execute(
        insert_new(session, Dispute)
        .values(row | {"state": DisputeState.OPEN, "answer": ""})
        .on_conflict_do_nothing(index_elements=[Dispute.event_row_id])
    )


def settle(session: Session, principal: Principal, dispute_id: int, *, right: DisputeState, answer: str) -> None:
    """Decide a dispute: UPHELD (nobody came) or DISMISSED (the failed pickup stands).

    The event stays in the story either way: the parcel still waits, and annulling would give it back to a
    route that is long over. Raises Conflict where somebody decided before.
    """
    if right is DisputeState.OPEN:
        raise ValueError("a dispute is settled as upheld or dismissed")
    seen = visible_to(principal, Dispute)
    found = session.scalar(select(Dispute).where(Dispute.id == dispute_id, seen).with_for_update())
    if found is None:
        raise NotFound("dispute")
    if found.state is not DisputeState.OPEN:
        raise Conflict(
            "dispute_settled",
            vi="Khiếu nại này đã được giải quyết. Tải lại trang.",
            en="This dispute has been settled. Reload the page.",
        )
    found.state, found.answer = right, answer[:400]
    found.settled_by_id, found.settled_at = principal.user_id, clock.now()
    audit.note(session, principal, f"dispute.{right}", f"dispute {dispute_id}", answer)
