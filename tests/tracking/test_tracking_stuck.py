"""The board of what is stuck."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from factories import NOON, a_parcel, a_seller, a_shipment, an_office
from sqlalchemy import true
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.stuck import Trouble, stuck_parcels

TODAY = clock.service_day(NOON)
DAY = dt.timedelta(days=1)


class Board:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.seller = a_seller(session, an_office(session))

    def a_parcel(self, promised_on: dt.date | None = None, **given: Any) -> Parcel:
        shipment = a_shipment(self.session, self.seller, parcels=0, promised_on=promised_on)
        return a_parcel(self.session, shipment, **given)

    def tell(self, parcel: Parcel, code: EventCode, hours_ago: int, reason: str = "") -> None:
        event = NewEvent(
            event_id=uuid7(),
            code=code,
            happened_at=NOON - dt.timedelta(hours=hours_ago),
            parcels=(parcel.item_number,),
            reason=reason,
        )
        record(self.session, [event], Sender())

    def troubles(self) -> dict[str, tuple[Trouble, ...]]:
        return {each.item_number: each.troubles for each in stuck_parcels(self.session, true())}


@pytest.fixture
def board(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with database.transaction() as session:
        yield Board(session)


def test_a_parcel_on_its_way_without_trouble_is_not_on_the_board(board: Board) -> None:
    fresh = board.a_parcel(promised_on=TODAY + DAY, keep_by=TODAY + 3 * DAY)
    board.tell(fresh, EventCode.COLLECTED, hours_ago=2)

    assert board.troubles() == {}


def test_what_keeps_for_long_is_not_called_spoiling_for_another_trouble(board: Board) -> None:
    silent = board.a_parcel(keep_by=TODAY + 300 * DAY)
    board.tell(silent, EventCode.COLLECTED, hours_ago=13)

    assert board.troubles() == {silent.item_number: (Trouble.SILENT,)}


def test_what_spoils_is_late_failed_twice_or_silent_is_named(board: Board) -> None:
    spoiling = board.a_parcel(keep_by=TODAY + DAY)
    late = board.a_parcel(promised_on=TODAY - DAY)
    failed = board.a_parcel()
    for hours in (3, 2):
        board.tell(failed, EventCode.PICKUP_FAILED, hours, reason="road_blocked")
    silent = board.a_parcel()
    board.tell(silent, EventCode.COLLECTED, hours_ago=13)

    assert board.troubles() == {
        spoiling.item_number: (Trouble.KEEP_BY,),
        late.item_number: (Trouble.LATE,),
        failed.item_number: (Trouble.FAILED_TWICE,),
        silent.item_number: (Trouble.SILENT,),
    }
    assert next(iter(board.troubles())) == spoiling.item_number


def test_a_scan_that_changed_no_status_breaks_the_silence(board: Board) -> None:
    parcel = board.a_parcel()
    board.tell(parcel, EventCode.ACCEPTED, hours_ago=40)
    board.tell(parcel, EventCode.ACCEPTED, hours_ago=1)

    assert board.troubles() == {}


def test_what_was_scanned_since_takes_no_place_of_what_was_not(board: Board) -> None:
    scanned, silent = (board.a_parcel() for _ in range(2))
    for parcel, hours_ago in ((scanned, 60), (silent, 50)):
        board.tell(parcel, EventCode.ACCEPTED, hours_ago=hours_ago)
    board.tell(scanned, EventCode.ACCEPTED, hours_ago=1)

    [shown] = stuck_parcels(board.session, true(), limit=1)

    assert shown.item_number == silent.item_number


def test_what_is_over_leaves_the_board(board: Board) -> None:
    parcel = board.a_parcel(promised_on=TODAY - DAY)
    board.tell(parcel, EventCode.DELIVERED, hours_ago=1)

    assert board.troubles() == {}
