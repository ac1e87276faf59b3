"""The clock: due times become jobs exactly once, however many clocks run and whichever of them dies.

APScheduler only tells the time. Its executor writes (schedule, due time) under a unique key and enqueues the
jobs in the same transaction; who comes second finds the row and does nothing. Due times missed while no clock
ran are made up at the start.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database, insert_new
from logistics.jobs.models import Tick

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is to be enqueued when. `cron` is five fields in local time; older missed times are let go."""

    name: str
    cron: str
    enqueue: Callable[[Session, dt.datetime], None]
    make_up: dt.timedelta = dt.timedelta(hours=12)

    def trigger(self) -> CronTrigger:
        """The due times of this schedule in Asia/Ho_Chi_Minh."""
        return CronTrigger.from_crontab(self.cron, timezone=clock.LOCAL)


def fire(database: Database, schedule: Schedule, due_at: dt.datetime) -> bool:
    """Whether this call was the one that made the due time happen; its jobs are then enqueued."""
    with database.transaction() as session:
        row = insert_new(session, Tick).values(schedule=schedule.name, due_at=due_at, fired_at=clock.now())
        if session.execute(row.on_conflict_do_nothing().returning(Tick.id)).first() is None:
            return False
        schedule.enqueue(session, due_at)
    return True


def missed(database: Database, schedule: Schedule, now: dt.datetime) -> list[dt.datetime]:
    """Due times between the last one that happened and now, oldest first, not older than `make_up`.

    A schedule that has never run has missed nothing.
    """
    with database.reading() as session:
        last = session.scalar(select(func.max(Tick.due_at)).where(Tick.schedule == schedule.name))
    if last is None:
        return []
    trigger = schedule.trigger()
    due: list[dt.datetime] = []
    previous = max(last, now - schedule.make_up)
    while upcoming := trigger.get_next_fire_time(None, previous + dt.timedelta(seconds=1)):
        if upcoming > now:
            break
        due.append(upcoming.astimezone(dt.UTC))
        previous = upcoming
    return due


def start(database: Database, schedules: Sequence[Schedule]) -> BackgroundScheduler:
    """A running clock for these schedules; missed due times have been made up. Stop it with `.shutdown()`."""
    for schedule in schedules:
        for due_at in missed(database, schedule, clock.now()):
            fire(database, schedule, due_at)
    scheduler = BackgroundScheduler(timezone=clock.LOCAL, executors={"default": _TickExecutor(database, schedules)})
    for schedule in schedules:
        scheduler.add_job(_never_called, schedule.trigger(), id=schedule.name, coalesce=False, misfire_grace_time=3600)
    scheduler.start()
    return scheduler


def _never_called() -> None:
    """APScheduler wants a function; the executor below acts on the due time instead."""


class _TickExecutor(BaseExecutor):  # type: ignore[misc]  # APScheduler 3 has no types
    """Receives each job's due times and fires them through the database."""

    def __init__(self, database: Database, schedules: Sequence[Schedule]) -> None:
        super().__init__()
        self._database = database
        self._schedules = {schedule.name: schedule for schedule in schedules}

    def _do_submit_job(self, job: Any, run_times: Sequence[dt.datetime]) -> None:
        try:
            for due_at in run_times:
                fire(self._database, self._schedules[job.id], due_at.astimezone(dt.UTC))
        except Exception:
            log.exception("the tick of %s failed; another clock or the next start makes it up", job.id)
        self._run_job_success(job.id, [])
