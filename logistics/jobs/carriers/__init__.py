"""Carriers bring a job's id to a worker elsewhere. The job row stays the truth: a lost or repeated id is harmless."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.jobs.models import Job, JobState
from logistics.settings import Settings

log = logging.getLogger(__name__)

SEND_AGAIN_AFTER = dt.timedelta(seconds=60)
"""An id that nobody has claimed by then was lost on the way, or its worker died: it is sent again."""
_AT_ONCE = 200


class Carrier(Protocol):
    """What can bring ids to workers."""

    def send(self, job_ids: list[int]) -> None:
        """Hand the ids to the broker. Raises OSError or the broker's own error where it cannot be reached."""


def carrier_of(settings: Settings) -> Carrier | None:
    """The configured carrier; None where the clock's own workers poll the table."""
    if not settings.broker_url:
        return None
    from logistics.jobs.carriers.celery import CeleryCarrier

    return CeleryCarrier(settings.broker_url)


def send_due(database: Database, carrier: Carrier, *, now: dt.datetime | None = None) -> int:
    """Send the ids of jobs that are due, or whose worker's lease ran out; returns how many.

    Ids are marked as sent before they are: a broker that is away gets them again after a minute, and a worker
    that hears an id twice finds nothing to claim the second time.
    """
    moment = now or clock.now()
    with database.transaction() as session:
        job_ids = _due(session, moment)
    if not job_ids:
        return 0
    try:
        carrier.send(job_ids)
    except Exception:
        log.warning("the broker cannot be reached; %s jobs wait", len(job_ids), exc_info=True)
        return 0
    return len(job_ids)


def _due(session: Session, moment: dt.datetime) -> list[int]:
    waiting = (Job.state == JobState.READY) & (Job.run_at <= moment)
    abandoned = (Job.state == JobState.RUNNING) & (Job.lease_until < moment)
    unsent = or_(Job.sent_at.is_(None), Job.sent_at < moment - SEND_AGAIN_AFTER)
    jobs = session.scalars(
        select(Job)
        .where(or_(waiting, abandoned), unsent)
        .order_by(Job.run_at, Job.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for job in jobs:
        job.sent_at = moment
    return [job.id for job in jobs]
