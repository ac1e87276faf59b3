"""The feed of events: in the order in which we learnt of them, bags unpacked into their parcels, nobody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from factories import NOON, a_seller, a_shipment, a_user, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.db import Database
from logistics.errors import Invalid
from logistics.parties import principal_of
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.feed import page_after, row_of
from logistics.tracking.models import Bag


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


def test_it_goes_on_after_an_event_that_one_has_had(feed: Feed) -> None:
    first = feed.happens(EventCode.COLLECTED, *feed.mine, minute=1)
    feed.happens(EventCode.ACCEPTED, feed.mine[0], minute=2)

    assert feed.told(after=row_of(feed.session, first.event_id)) == [(EventCode.ACCEPTED, feed.mine[0])]


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
