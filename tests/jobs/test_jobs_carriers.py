"""A carrier brings ids; losing or repeating one does no harm, because the job row is the truth."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import textwrap
import time

import pytest
from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.jobs import queue, worker
from logistics.jobs.carriers import carrier_of, send_due
from logistics.jobs.models import Job, JobState
from logistics.settings import Settings

SETTINGS = Settings(environment="test")


class Pigeon:
    """Remembers what it was given to carry."""

    def __init__(self, *, lost: bool = False) -> None:
        self.carried: list[int] = []
        self._lost = lost

    def send(self, job_ids: list[int]) -> None:
        if self._lost:
            raise OSError("no broker")
        self.carried += job_ids


def _job(database: Database, key: str) -> int:
    with database.transaction() as session:
        return queue.enqueue(session, "sweep", key, {}).id


def test_a_due_job_is_sent_once_and_again_only_after_a_minute(database: Database) -> None:
    job_id, pigeon, now = _job(database, "a"), Pigeon(), clock.now()

    for seconds in (0, 1, 30, 61):
        send_due(database, pigeon, now=now + dt.timedelta(seconds=seconds))

    assert pigeon.carried == [job_id, job_id]


def test_an_id_that_comes_twice_is_done_once(database: Database) -> None:
    job_id, done = _job(database, "a"), []
    handlers = {"sweep": lambda work: done.append(work)}

    assert worker.run_next(database, SETTINGS, handlers, job_id=job_id)
    assert not worker.run_next(database, SETTINGS, handlers, job_id=job_id)
    assert len(done) == 1


def test_a_broker_that_is_away_keeps_the_jobs_waiting(database: Database) -> None:
    job_id, now = _job(database, "a"), clock.now()

    assert send_due(database, Pigeon(lost=True), now=now) == 0

    pigeon = Pigeon()
    send_due(database, pigeon, now=now + dt.timedelta(seconds=61))
    assert pigeon.carried == [job_id]


def test_the_job_of_a_dead_worker_is_sent_again(database: Database) -> None:
    job_id, now = _job(database, "a"), clock.now()
    send_due(database, Pigeon(), now=now)
    with database.transaction() as session:
        queue.claim(session, job_id=job_id, now=now)

    pigeon = Pigeon()
    send_due(database, pigeon, now=now + dt.timedelta(seconds=90))

    assert pigeon.carried == [job_id]


def test_without_a_broker_there_is_no_carrier() -> None:
    assert carrier_of(SETTINGS) is None


BROKERS = os.environ.get("TEST_BROKER_URLS", "redis://127.0.0.1:6379/9 amqp://guest:guest@127.0.0.1:5672//").split()


def _answers(broker: str) -> bool:
    import kombu

    try:
        with kombu.Connection(broker, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=0, timeout=2)
    except Exception:
        return False
    return True


@pytest.mark.parametrize("broker", BROKERS, ids=lambda url: url.partition(":")[0])
def test_a_worker_behind_a_real_broker_does_the_job(own_database_url: str, broker: str) -> None:
    if not _answers(broker):
        pytest.skip(f"no broker answers at {broker.partition('@')[2] or broker} (set TEST_BROKER_URLS)")
    database = Database(own_database_url)
    program = textwrap.dedent(
        f"""
        import sys
        import logistics.schema
        from logistics.jobs.carriers import celery
        from logistics.settings import Settings
        settings = Settings(environment="test", database_url={own_database_url!r}, broker_url={broker!r})
        def sweep(work):
            with work.database.transaction() as session:
                work.complete(session, {{"by": "celery"}})
        sys.argv = ["celery"]
        celery.consume(settings, {{"sweep": sweep}})
        """
    )
    consumer = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE)
    try:
        job_id = _job(database, "through-the-broker")
        carrier = carrier_of(Settings(environment="test", broker_url=broker))
        assert carrier is not None
        send_due(database, carrier)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and _state(database, job_id).state is not JobState.DONE:
            time.sleep(0.2)
        assert _state(database, job_id).result == {"by": "celery"}
    finally:
        consumer.terminate()
        consumer.communicate()
        database.dispose()


def _state(database: Database, job_id: int) -> Job:
    with database.reading() as session:
        return session.scalars(select(Job).where(Job.id == job_id)).one()
