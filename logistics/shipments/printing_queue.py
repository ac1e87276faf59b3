"""Labels that wait for an office's label printer: queued, claimed by its agent, settled by what came of it.

Raw printers acknowledge nothing, so the queue promises this much: no label is lost, and none is sent a second
time without bearing the mark of a reprint.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, NotFound
from logistics.labels.content import LabelContent
from logistics.shipments.label_content import label_contents
from logistics.shipments.labelling import Printing, print_labels, record_printing
from logistics.shipments.models import Parcel, PrintJob, PrintState, Status

LEASE_S = 60
LAYOUT = "office-printer"
MAYBE_PRINTED = "Có thể đã in: máy in ngắt giữa chừng"
"""The reason written down when a label is sent a second time."""


class PrintOutcome(StrEnum):
    """What an agent knows of a label it was given."""

    PRINTED = "printed"
    NOT_SENT = "not_sent"
    """Not one byte reached the printer: it is off."""
    UNSURE = "unsure"
    """The connection broke after the first byte: it may lie in the printer's tray."""


@dataclass(frozen=True, slots=True)
class Given:
    """One label for the agent that claimed it, and the fence with which to settle it."""

    job_id: int
    fence: int
    label: LabelContent
    maybe_printed: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """One label that has not come out yet."""

    job_id: int
    item_number: str
    state: PrintState
    queued_at: dt.datetime
    maybe_printed: bool


def queue_labels(session: Session, parcel_ids: Sequence[int], office_id: int, printing: Printing) -> list[int]:
    """The ids of jobs that print these parcels' labels on the office's printer, in this order.

    Counted as printed now. Raises Conflict as record_printing does: void, or printed before and no reason given.
    """
    record_printing(session, parcel_ids, printing)
    jobs = [
        PrintJob(office_id=office_id, parcel_id=parcel_id, queued_at=printing.now, queued_by_id=printing.user_id)
        for parcel_id in parcel_ids
    ]
    session.add_all(jobs)
    session.flush()
    return [job.id for job in jobs]


def claim_label(session: Session, office_id: int, now: dt.datetime) -> Given | None:
    """The label that has waited longest, held for LEASE_S seconds; None where nothing waits.

    One whose agent was never heard of again comes back as `maybe_printed`, and says so on its label.
    """
    while (job := _next(session, office_id, now)) is not None:
        parcel = session.get_one(Parcel, job.parcel_id, populate_existing=True)
        if parcel.voided_at is not None or parcel.status is Status.CANCELLED:
            job.state, job.settled_at = PrintState.DROPPED, now
            session.flush()
            continue
        sent_before = job.maybe_printed or job.state is PrintState.CLAIMED
        job.state, job.maybe_printed, job.fence = PrintState.CLAIMED, sent_before, job.fence + 1
        job.leased_until = now + dt.timedelta(seconds=LEASE_S)
        session.flush()
        return Given(job.id, job.fence, _label(session, job, now), sent_before)
    return None


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a claim, as its agent tells it."""

    job_id: int
    fence: int
    outcome: PrintOutcome
    at: dt.datetime


def settle_label(session: Session, told: Settled, mine: ColumnElement[bool]) -> None:
    """Write down what came of a claim; told twice it counts once.

    Raises NotFound for a job that is not the asker's, Conflict where the label was claimed again meanwhile.
    """
    job = session.scalar(select(PrintJob).where(PrintJob.id == told.job_id, mine).with_for_update())
    if job is None:
        raise NotFound("print_job")
    if job.fence != told.fence:
        raise Conflict(
            "claimed_again",
            vi="Nhãn này đã được giao in lại. Bỏ qua, in nhãn tiếp theo.",
            en="This label was claimed again meanwhile. Leave it and take the next.",
        )
    if job.state is not PrintState.CLAIMED:
        return
    match told.outcome:
        case PrintOutcome.PRINTED:
            job.state, job.settled_at = PrintState.PRINTED, told.at
        case PrintOutcome.NOT_SENT:
            job.state = PrintState.WAITING
        case PrintOutcome.UNSURE:
            job.state, job.maybe_printed = PrintState.WAITING, True
        case _:
            assert_never(told.outcome)
    session.flush()


def waiting_labels(session: Session, mine: ColumnElement[bool]) -> list[Waiting]:
    """What the printers have not put out yet, oldest first."""
    rows = session.execute(
        select(PrintJob, Parcel.item_number)
        .join(Parcel, Parcel.id == PrintJob.parcel_id)
        .where(PrintJob.state.in_((PrintState.WAITING, PrintState.CLAIMED)), mine)
        .order_by(PrintJob.id)
    )
    return [Waiting(job.id, number, job.state, job.queued_at, job.maybe_printed) for job, number in rows]


def _next(session: Session, office_id: int, now: dt.datetime) -> PrintJob | None:
    forgotten = and_(PrintJob.state == PrintState.CLAIMED, PrintJob.leased_until < now)
    return session.scalar(
        select(PrintJob)
        .where(PrintJob.office_id == office_id, or_(PrintJob.state == PrintState.WAITING, forgotten))
        .order_by(PrintJob.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _label(session: Session, job: PrintJob, now: dt.datetime) -> LabelContent:
    if job.maybe_printed:
        again = Printing(now=now, layout=LAYOUT, user_id=job.queued_by_id, reason=MAYBE_PRINTED)
        (label,) = print_labels(session, [job.parcel_id], again)
        return label
    (label,) = label_contents(session, [job.parcel_id])
    return label
