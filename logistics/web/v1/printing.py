"""The label printer of an office: what waits for it, and its agent's claims and reports."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response, jsonify
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Denied
from logistics.labels.formats import LabelFormat
from logistics.labels.zpl import zpl
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.labelling import Printing, parcels_of_numbers
from logistics.shipments.models import Parcel, PrintJob
from logistics.shipments.printing_queue import (
    LAYOUT,
    Given,
    PrintOutcome,
    Settled,
    claim_label,
    queue_labels,
    settle_label,
    waiting_labels,
)
from logistics.web.access import current_principal
from logistics.web.handling_events import ItemNumber, moment
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import LARGEST, Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import PRINTING, answered, blueprint
from logistics.web.v1.once import OnceHeader, once


class QueueIn(JsonBody):
    """Labels for the office's printer, in this order; a reprint needs a reason."""

    item_numbers: list[ItemNumber] = Field(min_length=1, max_length=500)
    reason: str = Field(default="", max_length=200)


class QueuedOut(BaseModel):
    """The jobs, one per label."""

    job_ids: list[int]


class WaitingOut(BaseModel):
    """One label that has not come out yet."""

    id: int
    item_number: str
    state: str
    queued_at: str
    maybe_printed: bool


class QueueOut(BaseModel):
    """What the office's printer still has to print, oldest first."""

    jobs: list[WaitingOut]


class ClaimIn(JsonBody):
    """The printer for which a label is fetched."""

    size: LabelFormat = Field(default=LabelFormat.MM_100X150, strict=False)
    dots_per_mm: Literal[8, 12] = 8


class GivenOut(BaseModel):
    """One label in ZPL, held for a minute; settle it with its fence."""

    id: int
    fence: int
    item_number: str
    maybe_printed: bool = Field(description="It was sent before and may have come out; this one is marked a reprint.")
    zpl: str


class ClaimOut(BaseModel):
    """The label that has waited longest; null where none waits."""

    job: GivenOut | None


class OutcomeIn(JsonBody):
    """What came of a label: `unsure` where the connection broke after the first byte."""

    fence: int = Field(ge=1, le=LARGEST)
    outcome: PrintOutcome = Field(strict=False)


class PrintJobPath(BaseModel):
    """Which label."""

    job_id: Id


@blueprint.post("/print-jobs", tags=[PRINTING], responses={"201": QueuedOut})
@allow(Role.CLERK, Role.INTEGRATOR)
def queue_print_jobs(body: QueueIn, header: OnceHeader) -> Response:
    """Send labels to the office's printer. 409 for a void parcel, or a reprint without a reason."""
    principal = current_principal()
    printing = Printing(now=clock.now(), layout=LAYOUT, user_id=principal.user_id, reason=body.reason)

    def work(session: Session) -> Response:
        parcels = parcels_of_numbers(session, body.item_numbers, visible_to(principal, Parcel))
        jobs = queue_labels(session, parcels, _own_office(), printing)
        return answered(jsonify(job_ids=jobs), 201)

    return once(header, work)


@blueprint.get("/print-jobs", tags=[PRINTING], responses={"200": QueueOut})
@allow(Role.CLERK, Role.INTEGRATOR)
def list_print_jobs() -> Response:
    """What the office's printer still has to print."""
    mine = PrintJob.office_id == _own_office()
    with current_database().reading() as session:
        jobs = waiting_labels(session, mine)
    return jsonify(
        jobs=[
            {
                "id": job.job_id,
                "item_number": job.item_number,
                "state": job.state.value,
                "queued_at": moment(job.queued_at),
                "maybe_printed": job.maybe_printed,
            }
            for job in jobs
        ]
    )


@blueprint.post("/print-jobs/claim", tags=[PRINTING], responses={"200": ClaimOut})
@allow(Role.CLERK, Role.INTEGRATOR)
def claim_print_job(body: ClaimIn) -> Response:
    """Fetch one label for the printer that stands here; nobody else gets it for a minute."""
    with current_database().transaction() as session:
        given = claim_label(session, _own_office(), clock.now())
    return jsonify(job=_given(given, body) if given else None)


@blueprint.post("/print-jobs/<int:job_id>/outcome", tags=[PRINTING], responses={"204": None})
@allow(Role.CLERK, Role.INTEGRATOR)
def settle_print_job(path: PrintJobPath, body: OutcomeIn) -> Response:
    """Tell what came of a label. 409 where it was claimed again meanwhile."""
    told = Settled(path.job_id, body.fence, body.outcome, clock.now())
    with current_database().transaction() as session:
        settle_label(session, told, PrintJob.office_id == _own_office())
    return Response(status=204)


def _given(given: Given, wanted: ClaimIn) -> dict[str, Any]:
    return {
        "id": given.job_id,
        "fence": given.fence,
        "item_number": given.label.item_number,
        "maybe_printed": given.maybe_printed,
        "zpl": "".join(zpl([given.label], wanted.dots_per_mm, wanted.size)),
    }


def _own_office() -> int:
    """The office whose printer is meant. Raises Denied for a key of a seller or of no office."""
    principal = current_principal()
    if principal.office_id is None or principal.seller_id is not None:
        raise Denied("no_office", vi="Khóa này không thuộc bưu cục nào.", en="This key belongs to no office.")
    return principal.office_id
