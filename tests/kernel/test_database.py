"""The database's promises, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt

import pytest
from factories import a_seller, an_office
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from logistics.db import Database
from logistics.jobs.models import Host
from logistics.parties.models import Office


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def fail_halfway() -> None:
        with database.transaction() as session:
            an_office(session, code="GONE")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail_halfway()

    with database.reading() as session:
        assert session.scalar(select(Office).where(Office.code == "GONE")) is None


def test_a_moment_comes_back_aware_and_equal(database: Database) -> None:
    moment = dt.datetime(2025, 11, 4, 20, 22, 29, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    with database.transaction() as session:
        session.add(Host(id=1, name="box", seen_at=moment))

    with database.reading() as session:
        seen = session.scalars(select(Host.seen_at)).one()

    assert seen == moment
    assert seen.tzinfo == dt.UTC


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"), database.transaction() as session:
        session.add(Host(id=1, name="box", seen_at=dt.datetime(2025, 11, 4)))


def test_a_seller_without_an_office_is_refused(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)

        with pytest.raises(IntegrityError):
            a_seller(session, office, office_id=999_999)
        session.rollback()
