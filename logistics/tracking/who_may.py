"""Who may tell which event: a scan at the counter is the clerk's word, a failed visit the driver's.

The house itself (planning, the demonstration) tells what it did. A carrier tells only of its own errand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import assert_never

from logistics.parties.models import Role
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import Sender

E = EventCode

_AT_THE_COUNTER = frozenset({E.ACCEPTED, E.BAGGED, E.UNBAGGED, E.AVAILABLE_FOR_PICKUP})
_ON_THE_ROAD = frozenset({E.DEPARTED, E.ARRIVED})
_AT_THE_SENDERS = frozenset({E.COLLECTED, E.PICKUP_FAILED})
_AT_THE_CONSIGNEES = frozenset({E.OUT_FOR_DELIVERY, E.DELIVERED, E.DELIVERY_FAILED, E.RETURNED, E.DAMAGED})
_DECIDED = frozenset({E.PICKUP_ASSIGNED, E.PICKUP_UNASSIGNED, E.RETURNING, E.CANCELLED, E.LOST})

_STAFF = frozenset(EventCode)
_OF_A_PERSON: Mapping[Role, Collection[EventCode]] = {
    Role.CLERK: _STAFF,
    Role.DISPATCHER: _STAFF - _AT_THE_COUNTER,
    Role.ADMINISTRATOR: _DECIDED | {E.ANNULLED},
    Role.DRIVER: _AT_THE_SENDERS | _ON_THE_ROAD | _AT_THE_CONSIGNEES | {E.ANNULLED},
    Role.SELLER: frozenset(),
}
_OF_AN_OFFICES_PROGRAM = _STAFF
_OF_A_SELLERS_PROGRAM = frozenset({E.CANCELLED})
_OF_A_CARRIER = _ON_THE_ROAD | _AT_THE_CONSIGNEES | {E.AVAILABLE_FOR_PICKUP, E.RETURNING, E.LOST}

ONLY_THEIR_OWN = frozenset({Role.DRIVER, Role.INTEGRATOR})
"""Who may annul only what they told themselves."""


def may_tell(sender: Sender, code: EventCode) -> bool:
    """Whether an event of this code is the sender's to tell."""
    return code in _codes(sender)


def _codes(sender: Sender) -> Collection[EventCode]:
    if sender.carrier:
        return _OF_A_CARRIER
    principal = sender.principal
    if principal is None:
        return _STAFF
    match principal.role:
        case Role.INTEGRATOR:
            return _OF_AN_OFFICES_PROGRAM if principal.seller_id is None else _OF_A_SELLERS_PROGRAM
        case Role.CLERK | Role.DISPATCHER | Role.ADMINISTRATOR | Role.DRIVER | Role.SELLER:
            return _OF_A_PERSON[principal.role]
        case _:
            assert_never(principal.role)
