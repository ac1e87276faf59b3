"""Work is asked for once, done once, and survives the death of whoever does it."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest
from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.errors import Conflict, Invalid, Unavailable
from logistics.jobs import host, queue, worker
from logistics.jobs.models import Job, JobState
from logistics.jobs.work import Work
from logistics.settings import Settings

SETTINGS = Settings(environment="test")


def _job(database: Database, key: str = "a") -> Job:
    with database.transaction() as session:
        return queue.enqueue(session, "plan", key, {"office": 1})


def _state(database: Database, job: Job) -> Job:
    with database.reading() as session:
        return session.scalars(select(Job).where(Job.id == job.id)).one()


def test_asking_twice_is_one_job(database: Database) -> None:
    assert _job(database).id == _job(database).id


def test_a_job_of_a_rolled_back_transaction_never_existed(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        _enqueue_and_fail(session)

    assert not worker.run_next(database, SETTINGS, {"plan": lambda work: None})


def _enqueue_and_fail(session) -> None:  # type: ignore[no-untyped-def]
    queue.enqueue(session, "plan", "undone", {})
    raise RuntimeError("the import failed")


def test_a_job_is_done_with_its_result(database: Database) -> None:
    job = _job(database)

    def handler(work: Work) -> None:
        with work.database.transaction() as session:
            work.complete(session, {"office": work.arguments["office"]})

    assert worker.run_next(database, SETTINGS, {"plan": handler})
    assert (_state(database, job).state, _state(database, job).result) == (JobState.DONE, {"office": 1})
    assert not worker.run_next(database, SETTINGS, {"plan": handler})


def test_a_job_of_another_kind_is_left_alone(database: Database) -> None:
    _job(database)

    assert not worker.run_next(database, SETTINGS, {"import": lambda work: None})


def test_a_refusal_is_final_and_says_why(database: Database) -> None:
    job = _job(database)

    def refuse(work: Work) -> None:
        raise Invalid.one("/office", "no_vehicle", vi="Không có xe.", en="No vehicle.")

    worker.run_next(database, SETTINGS, {"plan": refuse})

    after = _state(database, job)
    assert (after.state, after.error) == (JobState.DEAD, "/office: No vehicle.")
    assert after.refusal == [{"at": "/office", "vi": "Không có xe.", "en": "No vehicle."}]


def test_an_outage_is_tried_again_later(database: Database) -> None:
    job = _job(database)

    def outage(work: Work) -> None:
        raise Unavailable("sms", vi="Cổng SMS không trả lời.", en="The gateway does not answer.")

    worker.run_next(database, SETTINGS, {"plan": outage})

    after = _state(database, job)
    assert after.state == JobState.READY
    assert after.run_at > clock.now()


def test_a_dead_job_can_be_given_fresh_tries(database: Database) -> None:
    job = _job(database)
    with database.transaction() as session:
        held = queue.claim(session)
        assert held is not None
        queue.fail(session, held, "broken", final=True)

    with database.transaction() as session:
        queue.try_again(session, job.id)

    assert _state(database, job).state == JobState.READY
    with pytest.raises(Conflict), database.transaction() as session:
        queue.try_again(session, job.id)


def test_a_zombies_late_commit_is_refused(database: Database) -> None:
    job = _job(database)
    later = clock.now() + dt.timedelta(minutes=5)
    with database.transaction() as session:
        zombie = queue.claim(session)
    with database.transaction() as session:
        successor = queue.claim(session, now=later)
    assert zombie is not None
    assert successor is not None
    assert successor.fence == zombie.fence + 1

    with pytest.raises(Conflict), database.transaction() as session:
        queue.complete(session, zombie, {"by": "zombie"})
    with database.transaction() as session:
        queue.complete(session, successor, {"by": "successor"})

    assert _state(database, job).result == {"by": "successor"}


def test_a_cancelled_job_is_over_and_its_worker_learns_of_it(database: Database) -> None:
    job = _job(database)
    seen = []

    def handler(work: Work) -> None:
        with work.database.transaction() as session:
            queue.cancel(session, job.id)
        seen.append(work.unwanted())
        with work.database.transaction() as session:
            work.complete(session, {"plan": 1})

    worker.run_next(database, SETTINGS, {"plan": handler})

    assert seen == [True]
    after = _state(database, job)
    assert (after.state, after.result) == (JobState.CANCELLED, None)


def test_a_job_that_waits_is_cancelled_before_anybody_does_it(database: Database) -> None:
    job = _job(database)

    with database.transaction() as session:
        queue.cancel(session, job.id)

    assert not worker.run_next(database, SETTINGS, {"plan": lambda work: None})
    with pytest.raises(Conflict, match="ended already"), database.transaction() as session:
        queue.cancel(session, job.id)


def test_a_job_that_kills_every_worker_is_laid_aside(database: Database) -> None:
    job = _job(database)
    moment = clock.now()
    for _ in range(3):
        with database.transaction() as session:
            assert queue.claim(session, now=moment) is not None
        moment += dt.timedelta(minutes=5)

    with database.transaction() as session:
        assert queue.claim(session, now=moment) is None

    assert _state(database, job).state == JobState.DEAD


def test_many_workers_share_the_jobs_without_doing_one_twice(own_database_url: str) -> None:
    database = Database(own_database_url)
    for n in range(20):
        _job(database, str(n))
    done: list[int] = []

    def handler(work: Work) -> None:
        with work.database.transaction() as session:
            work.complete(session, {})
        done.append(1)

    threads = [threading.Thread(target=_drain, args=(own_database_url, handler)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as session:
        states = session.scalars(select(Job.state)).all()
    database.dispose()
    assert len(done) == 20
    assert set(states) == {JobState.DONE}


def _drain(url: str, handler) -> None:  # type: ignore[no-untyped-def]
    database = Database(url)
    while worker.run_next(database, SETTINGS, {"plan": handler}):
        pass
    database.dispose()


def test_the_job_of_a_killed_worker_is_done_by_the_next_after_the_lease(own_database_url: str) -> None:
    database = Database(own_database_url)
    job = _job(database)
    program = textwrap.dedent(
        f"""
        import time
        import logistics.schema
        from logistics.db import Database
        from logistics.jobs import queue
        database = Database({own_database_url!r})
        with database.transaction() as session:
            assert queue.claim(session, lease_s=1)
        print("claimed", flush=True)
        time.sleep(60)
        """
    )
    victim = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    assert victim.stdout.readline().strip() == "claimed"
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    victim.stdout.close()

    with database.transaction() as session:
        early = queue.claim(session, now=clock.now() - dt.timedelta(seconds=5))
        held = queue.claim(session, now=clock.now() + dt.timedelta(seconds=2))

    database.dispose()
    assert early is None
    assert held is not None
    assert (held.job_id, held.fence) == (job.id, 2)


def test_a_second_machine_on_sqlite_is_refused_while_the_first_is_alive(database: Database) -> None:
    now = clock.now()
    host.hold(database, machine="box", now=now)
    host.hold(database, machine="box", now=now)
    if database.dialect == "postgresql":
        host.hold(database, machine="laptop", now=now)
        return

    with pytest.raises(Conflict, match="postgresql://"):
        host.hold(database, machine="laptop", now=now + dt.timedelta(minutes=1))
    host.hold(database, machine="laptop", now=now + dt.timedelta(minutes=20))
