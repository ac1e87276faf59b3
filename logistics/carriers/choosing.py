"""Which parcels may be handed over to a carrier: those that are ready at the office, alone, in a bag or on a trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from logistics.carriers.models import LIVE, HandOver
from logistics.codes import CodeKind, check
from logistics.errors import Denied, Invalid, NotFound, Problem, Text
from logistics.parties import Principal, visible_to
from logistics.shipments.models import Parcel, Status
from logistics.tracking.models import Bag, Custody, HolderKind
from logistics.tracking.trips.loading import aboard
from logistics.tracking.trips.planning import find_trip
from logistics.tracking.visibility import concerning

READY = frozenset({Status.ACCEPTED, Status.BAGGED, Status.AT_HUB})
"""Taken in, and not yet on the road."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A parcel as it stands: whether it is ready at the office, and which carrier it is given to, "" for none."""

    parcel_id: int
    item_number: str
    ready: bool
    given: str


def own_office(principal: Principal) -> int:
    """The office that hands over. Raises Denied for somebody without one, a seller's program among them."""
    if principal.office_id is None or principal.seller_id is not None:
        raise Denied("no_office", vi="Tài khoản chưa thuộc bưu cục nào.", en="This account belongs to no office.")
    return principal.office_id


def chosen(session: Session, principal: Principal, carrier: str, numbers: Sequence[str], at: str) -> list[Lying]:
    """The parcels with these numbers, each once. Raises Invalid with each that cannot go to the carrier, and why."""
    lying = _lying(session, principal, numbers)
    problems = []
    for place, number in enumerate(numbers):
        if fault := _fault(number, lying.get(number), carrier):
            problems.append(Problem(at or f"/parcels/{place}", *fault))
    if problems:
        raise Invalid(problems)
    return list({number: lying[number] for number in numbers}.values())


def inside(session: Session, principal: Principal, code: str) -> list[str]:
    """The item numbers in the bag or aboard the trip with this code; of an item number, itself.

    Raises Invalid at /inside where nothing is in it, NotFound where the principal knows of no such bag or trip.
    """
    verdict = check(code)
    if verdict.kind is CodeKind.ITEM_NUMBER:
        return [verdict.canonical or code]
    if verdict.kind is CodeKind.SSCC:
        seen = (Bag.sscc == (verdict.canonical or code), visible_to(principal, Bag))
        bags = list(session.scalars(select(Bag.id).where(*seen)))
        if not bags:
            raise NotFound("bag", vi=f"Không có túi {code[:40]}.", en=f"There is no bag {code[:40]}.")
    else:
        bags = [bag.id for bag in aboard(session, find_trip(session, code, principal))]
    numbers = session.scalars(
        select(Parcel.item_number)
        .join(Custody, Custody.parcel_id == Parcel.id)
        .where(Custody.bag_id.in_(bags))
        .order_by(Parcel.item_number)
    ).all()
    if not numbers:
        raise Invalid.one("/inside", "nothing_inside", vi=f"{code} không có bưu gửi.", en=f"{code} holds no parcel.")
    return list(numbers)


def lying_loose(session: Session, office_id: int, limit: int) -> tuple[list[Parcel], int]:
    """The parcels that are ready at the office, in no bag and with no carrier: the first, and how many there are."""
    loose = (
        _ready_at(office_id),
        Custody.bag_id.is_(None),
        Parcel.id.not_in(select(HandOver.parcel_id).where(HandOver.state.in_(LIVE))),
    )
    found = select(Parcel).join(Custody, Custody.parcel_id == Parcel.id).where(*loose)
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    return list(session.scalars(found.order_by(Parcel.item_number).limit(limit))), count


def _lying(session: Session, principal: Principal, numbers: Sequence[str]) -> dict[str, Lying]:
    """Those of the parcels that the principal may know of, by item number."""
    rows = session.execute(
        select(Parcel.id, Parcel.item_number, _ready_at(own_office(principal)).label("ready"), HandOver.carrier)
        .outerjoin(Custody, Custody.parcel_id == Parcel.id)
        .outerjoin(HandOver, and_(HandOver.parcel_id == Parcel.id, HandOver.state.in_(LIVE)))
        .where(Parcel.item_number.in_(set(numbers)), concerning(principal))
    )
    return {row.item_number: Lying(row.id, row.item_number, bool(row.ready), row.carrier or "") for row in rows}


def _ready_at(office_id: int) -> ColumnElement[bool]:
    return (Custody.holder == HolderKind.OFFICE) & (Custody.holder_id == office_id) & Parcel.status.in_(READY)


def _fault(number: str, lying: Lying | None, carrier: str) -> tuple[str, Text] | None:
    """Why the parcel cannot go to the carrier, as a code and in words; None where it can, or was given to it before."""
    if lying is None:
        return "unknown_parcel", Text(f"Không có bưu gửi {number}.", f"There is no parcel {number}.")
    if lying.given == carrier:
        return None
    if lying.given:
        return "with_another_carrier", Text(
            f"Bưu gửi {number} đã giao cho {lying.given}. Rút lại trước.",
            f"Parcel {number} was given to {lying.given}. Withdraw it there first.",
        )
    if not lying.ready:
        return "not_ready_here", Text(
            f"Bưu gửi {number} chưa sẵn sàng ở bưu cục này. Nhận vào bưu cục trước.",
            f"Parcel {number} is not ready at this office. Take it in first.",
        )
    return None
