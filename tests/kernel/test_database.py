"""The database's promises, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from factories import a_seller, an_office
from sqlalchemy import select, text
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


def test_a_connection_that_the_server_has_ended_is_replaced_before_its_next_use(own_database_url: str) -> None:
    database = Database(own_database_url)
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    if database.dialect == "postgresql":
        _end_all_connections(own_database_url)

    with database.transaction() as session:
        made = an_office(session, code="AGAIN")

    assert made.id
    database.dispose()


def test_only_a_connection_that_lay_idle_is_asked_whether_it_lives(
    own_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(own_database_url)
    if database.dialect == "sqlite":
        return  # a file does not hang up
    asked: list[Any] = []
    monkeypatch.setattr(database.engine.dialect, "do_ping", asked.append)

    def use(later_s: float) -> int:
        monkeypatch.setattr("logistics.db.time.monotonic", lambda: later_s)
        with database.reading() as session:
            session.execute(text("SELECT 1"))
        return len(asked)

    started_s = time.monotonic()
    assert [use(started_s + after_s) for after_s in (0, 1, 2, 60)] == [1, 1, 1, 2]
    database.dispose()


def _end_all_connections(url: str) -> None:
    other = Database(url)
    with other.transaction() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.dispose()
