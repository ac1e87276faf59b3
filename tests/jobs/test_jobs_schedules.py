"""A due time happens once, with two clocks, one killed, or none running for a while."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import signal
import subprocess
import sys
import textwrap
import time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.db import Database
from logistics.jobs import queue
from logistics.jobs.models import Job, Tick
from logistics.jobs.schedules import Schedule, fire, missed

NINE = dt.datetime(2025, 11, 4, 2, 0, tzinfo=dt.UTC)


def _enqueue(session: Session, due_at: dt.datetime) -> None:
    queue.enqueue(session, "sweep", due_at.isoformat(), {})


HOURLY = Schedule("sweep", "0 * * * *", _enqueue)


def test_a_due_time_fired_by_two_clocks_happens_once(database: Database) -> None:
    assert [fire(database, HOURLY, NINE), fire(database, HOURLY, NINE)] == [True, False]

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_due_times_missed_while_no_clock_ran_are_found(database: Database) -> None:
    fire(database, HOURLY, NINE)

    due = missed(database, HOURLY, NINE + dt.timedelta(hours=3, minutes=10))

    assert due == [NINE + dt.timedelta(hours=n) for n in (1, 2, 3)]


def test_due_times_older_than_the_limit_are_let_go(database: Database) -> None:
    fire(database, HOURLY, NINE)

    due = missed(database, HOURLY, NINE + dt.timedelta(days=30))

    assert len(due) == 12


def test_a_schedule_that_never_ran_has_missed_nothing(database: Database) -> None:
    assert missed(database, HOURLY, NINE) == []


def test_plan_nights_are_nights_in_vietnam() -> None:
    trigger = Schedule("plan", "0 3 * * *", _enqueue).trigger()

    due = trigger.get_next_fire_time(None, NINE)

    assert due.astimezone(dt.UTC) == dt.datetime(2025, 11, 4, 20, 0, tzinfo=dt.UTC)


_CLOCK = """
import time
import logistics.schema
from apscheduler.triggers.cron import CronTrigger
from logistics.db import Database
from logistics.jobs import queue, schedules

class EverySecond(schedules.Schedule):
    def trigger(self):
        return CronTrigger(second="*", timezone="UTC")

def enqueue(session, due_at):
    queue.enqueue(session, "sweep", due_at.isoformat(), {{}})

scheduler = schedules.start(Database({url!r}), [EverySecond("second", "* * * * *", enqueue)])
print("started", flush=True)
time.sleep(60)
"""


def test_every_second_happens_once_with_two_clocks_and_one_killed(own_database_url: str) -> None:
    program = textwrap.dedent(_CLOCK.format(url=own_database_url))
    clocks = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in clocks:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "started"
    time.sleep(2.2)
    os.kill(clocks[0].pid, signal.SIGKILL)
    time.sleep(2.2)
    for process in clocks:
        process.kill()
        process.communicate()

    database = Database(own_database_url)
    with database.reading() as session:
        ticks = sorted(session.scalars(select(Tick.due_at)))
        jobs = session.scalar(select(func.count()).select_from(Job))
    database.dispose()
    gaps = {(later - earlier).total_seconds() for earlier, later in itertools.pairwise(ticks)}
    assert len(ticks) >= 4
    assert gaps == {1.0}
    assert jobs == len(ticks)
