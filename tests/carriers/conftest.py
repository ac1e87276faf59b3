"""A house that hands over to two carriers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from carrier_stub import Stub, a_carrier, carrier_settings
from factories import a_seller, a_shipment, a_user, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers import exchange
from logistics.carriers.handing_over import EXCHANGE, ask_for_exchange
from logistics.carriers.models import HandOver
from logistics.db import Database
from logistics.jobs import worker
from logistics.parties import principal_of
from logistics.parties.models import Role
from logistics.settings import Settings
from logistics.shipments.models import Parcel, Status
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7


@pytest.fixture
def stub() -> Iterator[Stub]:
    with a_carrier() as made:
        yield made


@pytest.fixture
def settings(stub: Stub) -> Settings:
    return carrier_settings(stub)


class House:
    """An office that has taken in two parcels of one shipment with cash on delivery."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session, self.settings = session, settings
        self.office = an_office(session, phone="+842133876543")
        self.clerk = principal_of(a_user(session, Role.CLERK, office_id=self.office.id))
        shipment = a_shipment(
            session, a_seller(session, self.office), parcels=2, cod_amount_vnd=450_000, goods_value_vnd=500_000
        )
        query = select(Parcel).where(Parcel.shipment_id == shipment.id).order_by(Parcel.sequence)
        self.parcels = list(session.scalars(query))
        self.numbers = [parcel.item_number for parcel in self.parcels]
        at = clock.now() - dt.timedelta(days=30)
        taken = NewEvent(event_id=uuid7(), code=EventCode.ACCEPTED, happened_at=at, parcels=tuple(self.numbers))
        record(session, [taken], Sender(principal=self.clerk))
        session.commit()

    def exchange(self) -> None:
        """Let a worker tell the carriers what is due."""
        self.session.commit()
        database = Database("", engine=self.session.get_bind())  # type: ignore[arg-type]
        with database.transaction() as own:
            ask_for_exchange(own)
        while worker.run_next(database, self.settings, {EXCHANGE: exchange.handle}):
            pass
        self.session.expire_all()

    def given(self) -> list[HandOver]:
        return list(self.session.scalars(select(HandOver).order_by(HandOver.id)))

    def status(self, n: int = 0) -> Status:
        return self.session.scalars(select(Parcel.status).where(Parcel.id == self.parcels[n].id)).one()


@pytest.fixture
def house(database: Database, settings: Settings) -> Iterator[House]:
    with Session(database.engine, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
        yield House(session, settings)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The present moment, which a test may move: `now[0] += ...`."""
    moment = [dt.datetime(2025, 11, 5, 2, 0, tzinfo=dt.UTC)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment
