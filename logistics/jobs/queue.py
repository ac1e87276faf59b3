"""Asking for work and doing it once: enqueue, claim, heartbeat, complete, fail, cancel.

A claim holds the job for a lease and carries a fence. Whoever dies leaves a lease that runs out, and the next
claim raises the fence, so that a worker which comes back too late cannot commit anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.errors import Conflict, Failure, Invalid, Problem
from logistics.jobs.models import UNDER_WAY, Job, JobState

LEASE_S = 30
_RETRY_BASE_S = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do one job until the lease runs out."""

    job_id: int
    kind: str
    arguments: Mapping[str, Any]
    fence: int


def enqueue(
    session: Session, kind: str, key: str, arguments: Mapping[str, Any], *, run_at: dt.datetime | None = None
) -> Job:
    """The job of this kind and key: made now in the caller's transaction, or the one already asked for."""
    now = clock.now()
    statement = insert_new(session, Job).values(
        kind=kind,
        key=key,
        arguments=dict(arguments),
        run_at=run_at or now,
        created_at=now,
        state=JobState.READY,
        attempts=0,
        max_attempts=3,
        fence=0,
        progress={},
        error="",
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["kind", "key"]))
    return session.scalars(select(Job).where(Job.kind == kind, Job.key == key)).one()


def claim(
    session: Session,
    *,
    kinds: Collection[str] | None = None,
    job_id: int | None = None,
    now: dt.datetime | None = None,
    lease_s: int = LEASE_S,
) -> Claim | None:
    """The right to the job that has waited longest, or None where nothing is due.

    `job_id` asks for that job only: a carrier's message that comes twice finds nothing to claim. A job whose
    worker died as often as it may be tried is laid aside as dead.
    """
    moment = now or clock.now()
    due = or_(
        and_(Job.state == JobState.READY, Job.run_at <= moment),
        and_(Job.state == JobState.RUNNING, Job.lease_until < moment),
    )
    wanted = select(Job).where(due).order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
    if kinds is not None:
        wanted = wanted.where(Job.kind.in_(kinds))
    if job_id is not None:
        wanted = wanted.where(Job.id == job_id)
    while job := session.scalars(wanted).first():
        if job.attempts < job.max_attempts:
            job.state = JobState.RUNNING
            job.attempts += 1
            job.fence += 1
            job.lease_until = moment + dt.timedelta(seconds=lease_s)
            session.flush()
            return Claim(job.id, job.kind, job.arguments, job.fence)
        _lay_aside(job, job.error or "The worker died each time.", moment)
        session.flush()
    return None


def heartbeat(
    session: Session, held: Claim, *, progress: Mapping[str, Any] | None = None, lease_s: int = LEASE_S
) -> None:
    """Keep the claim for another lease and show progress. Raises Conflict where the claim is lost."""
    values: dict[str, Any] = {"lease_until": clock.now() + dt.timedelta(seconds=lease_s)}
    if progress is not None:
        values["progress"] = dict(progress)
    _update_held(session, held, values)


def complete(session: Session, held: Claim, result: Mapping[str, Any]) -> None:
    """Done, in the same transaction as the work itself. Raises Conflict where the claim is lost: nothing commits."""
    values = {
        "state": JobState.DONE,
        "result": dict(result),
        "finished_at": clock.now(),
        "lease_until": None,
        "error": "",
        "refusal": None,
    }
    _update_held(session, held, values)


def fail(session: Session, held: Claim, error: str | Failure, *, final: bool = False) -> None:
    """Not done: tried again later, or dead after the last try or where trying again cannot help (`final`).

    Of a refusal both languages are kept, with the field that each sentence is about.
    """
    job = session.get_one(Job, held.job_id, with_for_update=True)
    if job.fence != held.fence or job.state != JobState.RUNNING:
        raise _lost(held)
    job.refusal = _sentences(error) if isinstance(error, Failure) else None
    error = str(error)
    if final or job.attempts >= job.max_attempts:
        _lay_aside(job, error, clock.now())
    else:
        job.state = JobState.READY
        job.error = error
        job.lease_until = None
        job.run_at = clock.now() + dt.timedelta(seconds=_RETRY_BASE_S * 2**job.attempts)
    session.flush()


def try_again(session: Session, job_id: int) -> None:
    """Give a dead job a fresh set of tries. Raises Conflict where it is not dead."""
    revived = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.DEAD)
        .values(state=JobState.READY, attempts=0, run_at=clock.now(), finished_at=None, seen_at=None)
        .returning(Job.id)
    ).first()
    if revived is None:
        raise Conflict("job_not_dead", vi="Việc này không ở trạng thái hỏng.", en="This job is not dead.")


def cancel(session: Session, job_id: int) -> None:
    """End a job that nobody wants any more; a worker that is at it loses its claim and cannot commit.

    Raises Conflict where it has ended by itself.
    """
    ended = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state.in_(UNDER_WAY))
        .values(state=JobState.CANCELLED, finished_at=clock.now(), lease_until=None, error="", refusal=None)
        .returning(Job.id)
    ).first()
    if ended is None:
        raise Conflict("job_has_ended", vi="Việc này đã kết thúc.", en="This job has ended already.")


def note_failure(session: Session, job_id: int) -> None:
    """A person has seen that the job is dead and needs no more telling; nothing for a job that is not dead."""
    session.execute(update(Job).where(Job.id == job_id, Job.state == JobState.DEAD).values(seen_at=clock.now()))


def holds(session: Session, held: Claim) -> bool:
    """Whether the job is still this claim's to do."""
    ours = (Job.id == held.job_id, Job.fence == held.fence, Job.state == JobState.RUNNING)
    return session.scalar(select(Job.id).where(*ours)) is not None


def _update_held(session: Session, held: Claim, values: Mapping[str, Any]) -> None:
    ours = (Job.id == held.job_id, Job.fence == held.fence, Job.state == JobState.RUNNING)
    if session.execute(update(Job).where(*ours).values(**values).returning(Job.id)).first() is None:
        raise _lost(held)


def _sentences(refused: Failure) -> list[dict[str, str]]:
    """What a person is told, each with the JSON pointer of its field; empty for the whole."""
    problems = refused.problems if isinstance(refused, Invalid) else [Problem("", refused.code, refused.text)]
    return [{"at": problem.at, "vi": problem.text.vi, "en": problem.text.en} for problem in problems]


def _lay_aside(job: Job, error: str, moment: dt.datetime) -> None:
    job.state = JobState.DEAD
    job.error = error
    job.finished_at = moment
    job.lease_until = None


def _lost(held: Claim) -> Conflict:
    return Conflict(
        "claim_lost",
        vi=f"Việc số {held.job_id} đã được giao cho máy khác; kết quả này bị bỏ.",
        en=f"Job {held.job_id} has been given to another worker; this result is discarded.",
    )
