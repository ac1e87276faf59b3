"""A key is worked on by one at a time, its answer is kept for a day, and dead work is taken over."""

from __future__ import annotations

import datetime as dt

import pytest
from factories import a_user
from sqlalchemy import func, select

from logistics import clock
from logistics.db import Database
from logistics.errors import Conflict, Invalid
from logistics.parties import idempotency
from logistics.parties.idempotency import Answer, Asked, Claim
from logistics.parties.models import KeptAnswer, Role

ANSWER = Answer(201, "application/json", '{"id": 1, "tên": "Lò"}'.encode())


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The moment that the clock shows: a list of one, to be set."""
    moment = [dt.datetime(2025, 11, 5, 1, 0, tzinfo=dt.UTC)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def asked(database: Database) -> Asked:
    with database.transaction() as session:
        return Asked(a_user(session, Role.INTEGRATOR).id, "key", "a" * 64)


def _claim(database: Database, asked: Asked) -> Claim:
    with database.transaction() as session:
        claimed = idempotency.claim(session, asked)
    assert isinstance(claimed, Claim)
    return claimed


def _keep(database: Database, claimed: Claim) -> None:
    with database.transaction() as session:
        idempotency.keep(session, claimed, ANSWER)


def test_the_first_answer_is_given_again(database: Database, asked: Asked) -> None:
    _keep(database, _claim(database, asked))

    with database.transaction() as session:
        assert idempotency.claim(session, asked) == ANSWER


def test_a_key_that_is_being_worked_on_is_a_conflict(database: Database, asked: Asked) -> None:
    _claim(database, asked)

    with pytest.raises(Conflict, match="being done"), database.transaction() as session:
        idempotency.claim(session, asked)


def test_the_key_of_one_request_does_not_serve_another(database: Database, asked: Asked) -> None:
    _keep(database, _claim(database, asked))

    with pytest.raises(Invalid, match="another request"), database.transaction() as session:
        idempotency.claim(session, Asked(asked.user_id, asked.key, "b" * 64))


def test_two_users_may_use_the_same_key(database: Database, asked: Asked) -> None:
    _keep(database, _claim(database, asked))
    with database.transaction() as session:
        other = Asked(a_user(session, Role.INTEGRATOR).id, asked.key, asked.sha256)

    assert isinstance(_claim(database, other), Claim)


def test_a_released_key_is_new(database: Database, asked: Asked) -> None:
    claimed = _claim(database, asked)
    with database.transaction() as session:
        idempotency.release(session, claimed)

    assert isinstance(_claim(database, asked), Claim)


def test_an_answer_is_kept_for_a_day(database: Database, asked: Asked, at: list[dt.datetime]) -> None:
    _keep(database, _claim(database, asked))

    at[0] += dt.timedelta(hours=23, minutes=59)
    with database.transaction() as session:
        assert idempotency.claim(session, asked) == ANSWER
    at[0] += dt.timedelta(minutes=2)
    assert isinstance(_claim(database, asked), Claim)


def test_dead_work_is_taken_over_and_cannot_finish_any_more(
    database: Database, asked: Asked, at: list[dt.datetime]
) -> None:
    dead = _claim(database, asked)
    at[0] += idempotency.PATIENCE + dt.timedelta(seconds=1)
    heir = _claim(database, asked)

    with pytest.raises(Conflict):
        _keep(database, dead)
    _keep(database, heir)


def test_old_answers_are_forgotten(database: Database, asked: Asked, at: list[dt.datetime]) -> None:
    _keep(database, _claim(database, asked))

    with database.transaction() as session:
        idempotency.forget_before(session, at[0] + dt.timedelta(seconds=1))
        assert session.scalar(select(func.count()).select_from(KeptAnswer)) == 0
