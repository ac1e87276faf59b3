"""The states as a seller counts them: waiting, on their way, delivered, in trouble."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.parties import Principal, visible_to
from logistics.shipments.models import Parcel, Status


@dataclass(frozen=True, slots=True)
class Group:
    """Some states under one word."""

    code: str
    words: LazyString
    statuses: frozenset[Status]


GROUPS = (
    Group("waiting", lazy_gettext("waiting"), frozenset({Status.DRAFT, Status.READY, Status.PICKUP_ASSIGNED})),
    Group(
        "moving",
        lazy_gettext("on their way"),
        frozenset(
            {
                Status.COLLECTED,
                Status.ACCEPTED,
                Status.BAGGED,
                Status.IN_TRANSIT,
                Status.AT_HUB,
                Status.OUT_FOR_DELIVERY,
                Status.AVAILABLE_FOR_PICKUP,
            }
        ),
    ),
    Group("delivered", lazy_gettext("delivered"), frozenset({Status.DELIVERED})),
    Group(
        "trouble",
        lazy_gettext("in trouble"),
        frozenset({Status.RETURNING, Status.RETURNED, Status.CANCELLED, Status.LOST, Status.DAMAGED}),
    ),
)


def group(code: str) -> Group | None:
    """The group with that code, None for another word."""
    return next((each for each in GROUPS if each.code == code), None)


def counts(session: Session, principal: Principal) -> dict[str, int]:
    """How many parcels the principal sees in each group."""
    rows = session.execute(
        select(Parcel.status, func.count()).where(visible_to(principal, Parcel)).group_by(Parcel.status)
    )
    by_status: dict[Status, int] = defaultdict(int)
    for status, parcels in rows:
        by_status[status] = parcels
    return {each.code: sum(by_status[status] for status in each.statuses) for each in GROUPS}
