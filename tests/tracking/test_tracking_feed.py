"""The feed of events: in the order in which we learnt of them, bags unpacked into their parcels, nobody else's."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from factories import NOON, a_seller, a_shipment, a_user, an_office
from postgres import PostgresServer
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Base, Database
from logistics.errors import Invalid
from logistics.parties import Principal, principal_of
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.feed import page_after, row_of
from logistics.tracking.models import Bag

BATCHES = 25


class Feed:
    """A seller with two parcels, another with one, and a bag."""

    def __init__(self, session: Session) -> None:
        self.session = session
        office = an_office(session)
        own, other = a_seller(session, office), a_seller(session, office)
        self.mine = self._numbers(a_shipment(session, own, parcels=2).id)
        [self.theirs] = self._numbers(a_shipment(session, other).id)
        self.reader = principal_of(a_user(session, Role.INTEGRATOR, seller_id=own.id))
        self.bag = "389385012300000018"
        session.add(Bag(sscc=self.bag, office_id=office.id, destination="Hà Nội", created_at=NOON))
        session.flush()

    def _numbers(self, shipment_id: int) -> list[str]:
        return list(self.session.scalars(select(Parcel.item_number).where(Parcel.shipment_id == shipment_id)))

    def happens(self, code: EventCode, *numbers: str, minute: int, **more: Any) -> NewEvent:
        at = NOON + dt.timedelta(minutes=minute)
        event = NewEvent(event_id=uuid7(), code=code, happened_at=at, parcels=numbers, **more)
        record(self.session, [event], Sender())
        return event

    def told(self, after: int = 0, limit: int = 50) -> list[tuple[EventCode, str]]:
        page = page_after(self.session, self.reader, after, limit)
        return [(line.code, line.item_number) for line in page.lines]


@pytest.fixture
def feed(database: Database) -> Iterator[Feed]:
    with database.transaction() as session:
        yield Feed(session)


def test_what_was_learnt_later_comes_later(feed: Feed) -> None:
    feed.happens(EventCode.ACCEPTED, feed.mine[0], minute=9)
    feed.happens(EventCode.COLLECTED, feed.mine[0], minute=1)

    assert [code for code, _ in feed.told()] == [EventCode.ACCEPTED, EventCode.COLLECTED]


def test_the_scan_of_a_bag_is_there_for_each_of_ones_parcels_in_it(feed: Feed) -> None:
    feed.happens(EventCode.BAGGED, *feed.mine, feed.theirs, minute=1, into=feed.bag)
    feed.happens(EventCode.UNBAGGED, feed.mine[1], minute=2, into=feed.bag)
    feed.happens(EventCode.DEPARTED, minute=3, bags=(feed.bag,))

    assert [line for line in feed.told() if line[0] is EventCode.DEPARTED] == [(EventCode.DEPARTED, feed.mine[0])]


def test_a_bag_with_nothing_of_ones_own_is_not_told(feed: Feed) -> None:
    feed.happens(EventCode.BAGGED, feed.theirs, minute=1, into=feed.bag)
    feed.happens(EventCode.DEPARTED, minute=2, bags=(feed.bag,))

    assert feed.told() == []


def test_it_goes_on_from_a_minute_before_an_event_that_one_has_had(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = [NOON]
    monkeypatch.setattr(clock, "now", lambda: learnt[0])
    feed.happens(EventCode.COLLECTED, feed.mine[0], minute=-9)
    learnt[0] += dt.timedelta(minutes=2)
    feed.happens(EventCode.COLLECTED, feed.mine[1], minute=-9)
    learnt[0] += dt.timedelta(seconds=30)
    heard_of = feed.happens(EventCode.ACCEPTED, feed.mine[0], minute=-8)
    feed.happens(EventCode.ACCEPTED, feed.mine[1], minute=-8)

    assert feed.told(after=row_of(feed.session, heard_of.event_id)) == [
        (EventCode.COLLECTED, feed.mine[1]),
        (EventCode.ACCEPTED, feed.mine[0]),
        (EventCode.ACCEPTED, feed.mine[1]),
    ]


def test_pages_neither_repeat_nor_skip(feed: Feed) -> None:
    for minute in range(5):
        feed.happens(EventCode.DELIVERY_FAILED, feed.mine[0], minute=minute, reason="weather")

    rows, last = 0, 0
    while (page := page_after(feed.session, feed.reader, last, 2)).last_row is not None:
        rows, last = rows + len(page.lines), page.last_row

    assert rows == 5


def test_an_event_that_never_was_is_refused(feed: Feed) -> None:
    with pytest.raises(Invalid):
        row_of(feed.session, uuid7())


@pytest.fixture
def own_database(own_database_url: str) -> Iterator[Database]:
    """A database with as many connections as the test wants."""
    database = Database(own_database_url)
    yield database
    database.dispose()


def told_to(database: Database, reader: Principal, after: int) -> tuple[list[str], int]:
    """The parcels of the next page, and the row to go on from."""
    with database.reading() as session:
        page = page_after(session, reader, after, 50)
    return [line.item_number for line in page.lines], page.last_row or after


def accepted(number: str) -> NewEvent:
    return NewEvent(event_id=uuid7(), code=EventCode.ACCEPTED, happened_at=NOON, parcels=(number,))


def test_an_event_whose_batch_commits_after_a_later_one_is_not_lost(postgres: PostgresServer) -> None:
    with postgres.database() as url:
        database = Database(url)
        Base.metadata.create_all(database.engine)
        with database.transaction() as session:
            house = Feed(session)
            slow, fast = house.mine
            reader = house.reader

        with database.transaction() as writing:
            record(writing, [accepted(slow)], Sender())
            with database.transaction() as session:
                record(session, [accepted(fast)], Sender())
            before, row = told_to(database, reader, 0)
        after, row = told_to(database, reader, row)

        assert before == []
        assert after == [slow, fast]
        assert told_to(database, reader, row) == ([], row)
        database.dispose()


def test_a_batch_that_was_given_up_holds_nobody_up(postgres: PostgresServer) -> None:
    with postgres.database() as url:
        database = Database(url)
        Base.metadata.create_all(database.engine)
        with database.transaction() as session:
            house = Feed(session)
            slow, fast = house.mine
            reader = house.reader

        with database.engine.connect() as connection, Session(connection) as given_up:  # type: ignore[arg-type]
            record(given_up, [accepted(slow)], Sender())
            given_up.rollback()
        with database.transaction() as session:
            record(session, [accepted(fast)], Sender())

        assert told_to(database, reader, 0)[0] == [fast]
        database.dispose()


def test_whoever_keeps_up_while_many_write_hears_of_everything_once(own_database: Database) -> None:
    with own_database.transaction() as session:
        house = Feed(session)
        numbers, reader = house.mine, house.reader
    writers = [threading.Thread(target=write_often, args=(own_database, number)) for number in numbers]
    for writer in writers:
        writer.start()

    heard, row = list[str](), 0
    while any(writer.is_alive() for writer in writers):
        lines, row = told_to(own_database, reader, row)
        heard += lines
    for _ in range(3):
        lines, row = told_to(own_database, reader, row)
        heard += lines

    assert sorted(heard) == sorted(numbers * BATCHES)


def write_often(database: Database, number: str) -> None:
    """A batch of one event again and again, each open for a moment more or less."""
    for n in range(BATCHES):
        with database.transaction() as session:
            record(session, [accepted(number)], Sender())
            time.sleep(0.03 * (n % 2))
