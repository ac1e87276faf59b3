"""What the job rows and ticks of the past are for: nothing, after a while."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, delete, or_
from sqlalchemy.orm import Session

from logistics.jobs.models import Job, JobState, Tick

DONE_D = 7
TICKS_D = 30


def forget(session: Session, now: dt.datetime) -> None:
    """Delete jobs that ended more than a week ago and ticks older than a month.

    Dead jobs stay until a week after a person saw them.
    """
    long_ago = now - dt.timedelta(days=DONE_D)
    done = delete(Job).where(
        or_(
            and_(Job.state.in_((JobState.DONE, JobState.CANCELLED)), Job.finished_at < long_ago),
            and_(Job.state == JobState.DEAD, Job.seen_at < long_ago),
        )
    )
    ticks = delete(Tick).where(Tick.due_at < now - dt.timedelta(days=TICKS_D))
    for statement in (done, ticks):
        session.execute(statement, execution_options={"synchronize_session": False})
