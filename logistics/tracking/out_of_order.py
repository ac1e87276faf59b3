"""Steps that cannot follow what was told before: kept, since facts are never refused, and flagged for a person."""

from __future__ import annotations

from collections.abc import Iterable

from logistics.shipments.models import Status
from logistics.tracking.fold import BEFORE, OVER, Fact, State
from logistics.tracking.models import EventCode

E = EventCode

_TAKES_OVER = frozenset({E.COLLECTED, E.ACCEPTED})
_WITH_US = frozenset(
    {
        E.BAGGED,
        E.UNBAGGED,
        E.DEPARTED,
        E.ARRIVED,
        E.OUT_FOR_DELIVERY,
        E.DELIVERY_FAILED,
        E.AVAILABLE_FOR_PICKUP,
        E.DELIVERED,
        E.RETURNED,
    }
)
"""What only happens to a parcel that somebody of ours took over before."""


def is_out_of_order(code: EventCode, status: Status) -> bool:
    """Whether this cannot happen to a parcel of this status: nobody has it yet, or its way is over."""
    if status in OVER:
        return code in _TAKES_OVER | _WITH_US
    return status in BEFORE and code in _WITH_US


def rows_out_of_order(story: Iterable[tuple[Fact, State]]) -> frozenset[int]:
    """The rows of a parcel's `history` that are out of order; a late scan that fills the gap takes the flag away."""
    found, status = set[int](), State().status
    for fact, state in story:
        if is_out_of_order(fact.code, status):
            found.add(fact.row_id)
        status = state.status
    return frozenset(found)
