"""What the job rows and ticks of the past are for: nothing, after a while."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from logistics.jobs.models import Job, JobState, Tick

DONE_D = 7
TICKS_D = 30


def forget(session: Session, now: dt.datetime) -> None:
    """Delete jobs done more than a week ago and ticks older than a month; dead jobs stay until a person saw them."""
    done = delete(Job).where(Job.state == JobState.DONE, Job.finished_at < now - dt.timedelta(days=DONE_D))
    ticks = delete(Tick).where(Tick.due_at < now - dt.timedelta(days=TICKS_D))
    for statement in (done, ticks):
        session.execute(statement, execution_options={"synchronize_session": False})
