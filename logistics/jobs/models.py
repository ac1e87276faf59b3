"""The job row is the truth about background work; carriers only bring its id to a worker."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from logistics.db import Base, Json, one_of, words


class JobState(StrEnum):
    """Where a job stands. A failed job waits for its next try as `ready`; `dead` needs a person."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


UNDER_WAY = (JobState.READY, JobState.RUNNING)
"""The states in which something is still to come of a job."""


class Job(Base):
    """One piece of work. `key` makes asking twice one job; `fence` makes a late worker's commit void."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        one_of("state", JobState),
        Index(None, "state", "run_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(200))
    arguments: Mapped[dict[str, Any]] = mapped_column(Json)
    run_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    state: Mapped[JobState] = mapped_column(words(JobState), default=JobState.READY)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    lease_until: Mapped[dt.datetime | None] = mapped_column(default=None)
    fence: Mapped[int] = mapped_column(default=0)
    progress: Mapped[dict[str, Any]] = mapped_column(Json, default_factory=dict)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json, default=None)
    error: Mapped[str] = mapped_column(Text, default="")
    refusal: Mapped[list[Any] | None] = mapped_column(Json, default=None)
    """What a person can mend about it, as {"at", "vi", "en"}; None where it failed for another reason."""
    finished_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    sent_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    """When a carrier last brought this job's id to a broker."""
    seen_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    """When a person took note that it is dead."""


class Tick(Base):
    """One due time of one schedule: its unique key makes it happen once, however many clocks run."""

    __tablename__ = "tick"
    __table_args__ = (UniqueConstraint("schedule", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    schedule: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[dt.datetime]
    fired_at: Mapped[dt.datetime]


class Host(Base):
    """The one machine that may use an SQLite file; a second one is refused while the first is alive."""

    __tablename__ = "host"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    seen_at: Mapped[dt.datetime]


class Breaker(Base):
    """How somebody outside has been answering: failures in a row, and until when they are left in peace."""

    __tablename__ = "breaker"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    rest_until: Mapped[dt.datetime | None] = mapped_column(default=None)
