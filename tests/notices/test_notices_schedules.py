"""The clock asks for retries only where something is due, and forgets what nobody needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select

from logistics import clock
from logistics.cli.handlers import HANDLERS, SCHEDULES
from logistics.db import Database
from logistics.jobs.models import Job, JobState
from logistics.jobs.schedules import fire
from logistics.notices.compose import compose
from logistics.notices.queue import DELIVER
from logistics.tracking import EventCode

BY_NAME = {schedule.name: schedule for schedule in SCHEDULES}


def _jobs(database: Database, kind: str) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.kind == kind)) or 0


def test_a_minute_in_which_nothing_is_due_makes_no_job(database: Database) -> None:
    assert fire(database, BY_NAME["deliver-what-is-due"], clock.now())
    assert _jobs(database, DELIVER) == 0


def test_a_minute_in_which_something_is_due_makes_one(database: Database, house: Any, now: list[dt.datetime]) -> None:
    compose(house.session, [house.happens(EventCode.COLLECTED).event_id])
    house.session.commit()
    before = _jobs(database, DELIVER)

    assert fire(database, BY_NAME["deliver-what-is-due"], now[0])

    assert _jobs(database, DELIVER) == before + 1


def test_ended_jobs_are_forgotten_after_a_week_and_dead_ones_stay_until_somebody_saw_them(
    database: Database, house: Any, now: list[dt.datetime]
) -> None:
    for state in (JobState.DONE, JobState.CANCELLED, JobState.DEAD):
        job = Job(
            kind="old", key=state, arguments={}, run_at=now[0], created_at=now[0], state=state, finished_at=now[0]
        )
        house.session.add(job)
    house.session.commit()

    fire(database, BY_NAME["forget"], now[0] + dt.timedelta(days=6))
    assert _jobs(database, "old") == 3
    fire(database, BY_NAME["forget"], now[0] + dt.timedelta(days=8))
    assert _jobs(database, "old") == 1
    with database.transaction() as session:
        session.scalars(select(Job).where(Job.kind == "old")).one().seen_at = now[0]
    fire(database, BY_NAME["forget"], now[0] + dt.timedelta(days=9))
    assert _jobs(database, "old") == 0


def test_every_kind_of_job_of_the_messages_and_carriers_has_its_handler() -> None:
    assert {"notify", "deliver", "exchange", "ask-carriers"} <= set(HANDLERS)
