"""A house with sellers, a clerk and parcels, and short words for what happens in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import pytest
from factories import a_seller, a_shipment, a_user, an_office
from http_receiver import Receiver, a_receiver
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.notices.models import Notice
from logistics.parties import Principal, principal_of
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7

MORNING = dt.datetime(2025, 11, 5, 2, 0, tzinfo=dt.UTC)
"""Nine o'clock in Lai Châu."""


class House:
    """An office, a seller with three parcels, and who asks for messages about them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.office = an_office(session)
        self.seller = a_seller(session, self.office, meeting_point="Ngã ba Bản Hon")
        self.clerk = principal_of(a_user(session, Role.CLERK, office_id=self.office.id))
        self.integrator: Principal = principal_of(a_user(session, Role.INTEGRATOR, seller_id=self.seller.id))
        self.administrator: Principal = principal_of(a_user(session, Role.ADMINISTRATOR))
        shipment = a_shipment(session, self.seller, parcels=3)
        self.parcels = list(session.scalars(select(Parcel).where(Parcel.shipment_id == shipment.id)))
        self.numbers = [parcel.item_number for parcel in self.parcels]

    def happens(self, code: EventCode, numbers: Sequence[str] | None = None, **more: object) -> NewEvent:
        """Record one event about these parcels (all, unless given), now unless told otherwise."""
        event = NewEvent(
            event_id=uuid7(),
            code=code,
            parcels=tuple(self.numbers if numbers is None else numbers),
            **({"happened_at": clock.now()} | more),  # type: ignore[arg-type]
        )
        [verdict] = record(self.session, [event], Sender())
        assert verdict.outcome == "applied", verdict
        return event

    def notices(self) -> list[Notice]:
        """Everything composed so far, oldest first."""
        return list(self.session.scalars(select(Notice).order_by(Notice.id)))

    def texts(self) -> list[str]:
        """What was written to phones."""
        return [notice.body["text"] for notice in self.notices() if "text" in notice.body]


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    # Not one transaction: what was scanned is committed before a worker looks at it.
    with Session(database.engine, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
        yield House(session)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The present moment, which a test may move: `now[0] += ...`."""
    moment = [MORNING]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as running:
        yield running
