"""The demonstration shows something on every page, whoever looks."""

from __future__ import annotations

import pytest
from sqlalchemy import select, true

from logistics import clock
from logistics.cli.demo.loading import load
from logistics.cod.office_day import counted, payables, purses
from logistics.cod.overdue import overdue_cash
from logistics.db import Base, Database, engine_for
from logistics.notices.models import Notice, NoticeState
from logistics.parties.models import Office
from logistics.settings import Settings
from logistics.tracking.disputes import objections, unverified_pickups
from logistics.tracking.models import Bag, BagState
from logistics.tracking.stuck import Trouble, stuck_parcels


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A database with nothing but the demonstration in it."""
    engine = engine_for(f"sqlite:///{tmp_path_factory.mktemp('demo')}/demo.db")
    Base.metadata.create_all(engine)
    database = Database("", engine=engine)
    with database.transaction() as session:
        assert load(session, Settings())
    return database


def test_bags_are_open_sealed_on_their_way_and_counted(demonstration: Database) -> None:
    with demonstration.reading() as session:
        states = sorted(session.scalars(select(Bag.state)))

    assert states == sorted([BagState.OPEN, BagState.SEALED, BagState.SEALED, BagState.OPENED])


def test_cash_is_in_hands_counted_short_overdue_and_waits_to_be_paid(demonstration: Database) -> None:
    with demonstration.reading() as session:
        office = session.scalars(select(Office.id).order_by(Office.id)).all()[0]

        today = counted(session, office, clock.service_day(clock.now()))

        assert None in {purse.holder_id for purse in purses(session, office)}
        assert any(cash_up.difference_vnd for cash_up, _ in today)
        assert len(overdue_cash(session, true())) == 1
        assert payables(session, office)


def test_parcels_are_stuck_in_dispute_and_missing_from_a_bag(demonstration: Database) -> None:
    with demonstration.reading() as session:
        troubles = {trouble for each in stuck_parcels(session, true()) for trouble in each.troubles}

        assert troubles >= {Trouble.MISSING, Trouble.FAILED_TWICE, Trouble.SILENT}
        assert len(objections(session, true())) == 1
        assert len(unverified_pickups(session, true())) > 1


def test_letters_wait_to_be_sent_again(demonstration: Database) -> None:
    with demonstration.reading() as session:
        assert len(session.scalars(select(Notice).where(Notice.state == NoticeState.DEAD)).all()) == 3


def test_loading_it_twice_loads_it_once(demonstration: Database) -> None:
    with demonstration.transaction() as session:
        assert not load(session, Settings())
