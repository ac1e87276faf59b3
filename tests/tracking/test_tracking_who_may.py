"""Who may tell which event, refused event by event with a clear code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from factories import NOON, a_seller, a_shipment, a_user, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.db import Database
from logistics.parties import principal_of
from logistics.parties.models import Role
from logistics.shipments.models import Parcel, Status
from logistics.tracking import EventCode, NewEvent, Outcome, Refusal, Sender, Verdict, record, uuid7
from logistics.tracking.who_may import may_tell

E = EventCode


class Tellers:
    """One parcel, and one sender of every kind that may see it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        office = an_office(session)
        seller = a_seller(session, office)
        shipment = a_shipment(session, seller)
        self.parcel = session.scalars(select(Parcel).where(Parcel.shipment_id == shipment.id)).one()
        at_office = {"office_id": office.id}
        self.senders = {
            "clerk": self._sender(Role.CLERK, **at_office),
            "dispatcher": self._sender(Role.DISPATCHER, **at_office),
            "driver": self._sender(Role.DRIVER, **at_office),
            "other driver": self._sender(Role.DRIVER, **at_office),
            "administrator": self._sender(Role.ADMINISTRATOR),
            "seller": self._sender(Role.SELLER, seller_id=seller.id),
            "office's program": self._sender(Role.INTEGRATOR, **at_office),
            "seller's program": self._sender(Role.INTEGRATOR, seller_id=seller.id),
            "carrier": Sender(device="carrier:ghn", carrier="ghn"),
            "house": Sender(),
        }

    def _sender(self, role: Role, **belongs: int) -> Sender:
        return Sender(principal=principal_of(a_user(self.session, role, **belongs)))

    def tell(self, who: str, code: EventCode, **more: object) -> Verdict:
        event = NewEvent(
            event_id=uuid7(),
            code=code,
            happened_at=NOON,
            parcels=(self.parcel.item_number,),
            **more,  # type: ignore[arg-type]
        )
        return record(self.session, [event], self.senders[who])[0]


@pytest.fixture
def tellers(database: Database) -> Iterator[Tellers]:
    with database.transaction() as session:
        yield Tellers(session)


@pytest.mark.parametrize(
    ("who", "may", "may_not"),
    [
        ("clerk", set(E), set()),
        ("dispatcher", {E.PICKUP_ASSIGNED, E.LOST, E.DELIVERED}, {E.ACCEPTED, E.BAGGED, E.UNBAGGED}),
        ("driver", {E.COLLECTED, E.PICKUP_FAILED, E.DELIVERED, E.ANNULLED}, {E.ACCEPTED, E.CANCELLED, E.LOST}),
        ("administrator", {E.CANCELLED}, {E.COLLECTED, E.ACCEPTED, E.DELIVERED}),
        ("seller", set(), set(E)),
        ("office's program", set(E), set()),
        ("seller's program", {E.CANCELLED}, set(E) - {E.CANCELLED}),
        ("carrier", {E.ARRIVED, E.DELIVERED, E.LOST}, {E.ACCEPTED, E.COLLECTED, E.CANCELLED, E.ANNULLED}),
        ("house", set(E), set()),
    ],
)
def test_each_tells_what_is_theirs(tellers: Tellers, who: str, may: set[E], may_not: set[E]) -> None:
    sender = tellers.senders[who]

    assert {code for code in may | may_not if may_tell(sender, code)} == may


def test_an_event_that_is_not_the_senders_is_rejected_and_changes_nothing(tellers: Tellers) -> None:
    verdict = tellers.tell("seller's program", E.DELIVERED)

    assert (verdict.outcome, verdict.code) == (Outcome.REJECTED, Refusal.NOT_YOURS_TO_TELL)
    tellers.session.refresh(tellers.parcel)
    assert tellers.parcel.status is Status.READY


def test_a_driver_annuls_only_what_they_told_themselves(tellers: Tellers) -> None:
    collected = tellers.tell("driver", E.COLLECTED).event_id

    strange = tellers.tell("other driver", E.ANNULLED, annuls=collected)
    own = tellers.tell("driver", E.ANNULLED, annuls=collected)

    assert strange.code is Refusal.NOT_YOURS_TO_ANNUL
    assert own.outcome is Outcome.APPLIED


def test_a_clerk_puts_right_what_a_driver_told(tellers: Tellers) -> None:
    collected = tellers.tell("driver", E.COLLECTED).event_id

    assert tellers.tell("clerk", E.ANNULLED, annuls=collected).outcome is Outcome.APPLIED
