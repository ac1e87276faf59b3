"""Up to ten thousand shipments in one request, taken in by a worker, with a result for every row."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Response, current_app, jsonify, request
from flask_openapi3.models import RawModel
from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import UnsupportedMediaType

from logistics.errors import Invalid, NotFound
from logistics.jobs.models import Job, JobState
from logistics.parties import visible_to
from logistics.parties.models import Role, Seller
from logistics.settings import Settings
from logistics.shipments.many import MOST_ROWS, NewRow
from logistics.shipments.many_job import REGISTER, ask_to_register, results_of
from logistics.web.access import current_principal
from logistics.web.json_body import read_json
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import SHIPMENTS, answered, blueprint
from logistics.web.v1.job_error import JobError, job_error
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.seller_named import unknown_seller
from logistics.web.v1.shipments import ShipmentIn
from logistics.web.validation import invalid

_WHO = (Role.CLERK, Role.SELLER, Role.INTEGRATOR, Role.ADMINISTRATOR)
NDJSON = "application/x-ndjson"


class ShipmentLines(RawModel):
    """Shipments, one JSON object a line, each as for `POST /shipments`."""

    mimetypes = [NDJSON]  # noqa: RUF012  the library's own form


class ManyOut(BaseModel):
    """Where the registering stands; the counts are null until it is done."""

    id: int
    state: JobState
    rows: int | None
    made: int | None
    known: int | None
    rejected: int | None
    error: JobError


class ManyPath(BaseModel):
    """Which registering."""

    job_id: Id


@blueprint.post("/shipments/many", tags=[SHIPMENTS], responses={"202": ManyOut})
@allow(*_WHO)
def create_many_shipments(raw: ShipmentLines, header: OnceHeader) -> Response:
    """Register up to 10,000 shipments. The answer comes at once; ask for the job until it is done.

    A row that cannot be made holds up no other. 415 for anything but lines of JSON; sheets go to `/imports`.
    """
    if request.mimetype != NDJSON:
        raise UnsupportedMediaType
    return once(header, partial(_asked, request.get_data()))


def _asked(told: bytes, session: Session) -> Response:
    principal = current_principal()
    rows = list(_rows(session, told))
    return answered(jsonify(_shown(ask_to_register(session, _settings(), rows, principal.user_id))), 202)


@blueprint.get("/shipments/many/<int:job_id>", tags=[SHIPMENTS], responses={"200": ManyOut})
@allow(*_WHO)
def get_many_shipments(path: ManyPath) -> Response:
    """How far it is."""
    with current_database().reading() as session:
        return jsonify(_shown(_own(session, path.job_id)))


@blueprint.get(
    "/shipments/many/<int:job_id>/rows",
    tags=[SHIPMENTS],
    responses={
        "200": {
            "description": "What became of each row, one JSON object a line: row, reference, outcome "
            "(made, known, rejected), shipment_id, item_numbers, problems.",
            "content": {NDJSON: {"schema": {"type": "string"}}},
        }
    },
)
@allow(*_WHO)
def list_many_shipments(path: ManyPath) -> Response:
    """The result of every row, in their order. 404 until the job is done."""
    with current_database().reading() as session:
        job = _own(session, path.job_id)
    return Response(results_of(job, _settings().storage_dir), mimetype=NDJSON)


def _rows(session: Session, told: bytes) -> Iterator[NewRow]:
    """The rows with their faults of form; sellers that one may not know of are unknown."""
    lines = [(number, line) for number, line in enumerate(told.splitlines(), start=1) if line.strip()]
    if not 0 < len(lines) <= MOST_ROWS:
        raise Invalid.one(
            "",
            "bad_number_of_rows",
            vi=f"Gửi từ 1 đến {MOST_ROWS} dòng; đây có {len(lines)}.",
            en=f"Send 1 to {MOST_ROWS} rows; these are {len(lines)}.",
        )
    sellers = set(session.scalars(select(Seller.code).where(visible_to(current_principal(), Seller))))
    for number, line in lines:
        try:
            shipment = ShipmentIn.model_validate(read_json(line))
        except Invalid as refused:
            yield NewRow(number, "", None, refused.problems)
            continue
        except ValidationError as error:
            yield NewRow(number, "", None, invalid(error).problems)
            continue
        problems = () if shipment.seller_code in sellers else (unknown_seller(shipment.seller_code),)
        yield NewRow(number, shipment.reference, shipment.meant(), problems)


def _own(session: Session, job_id: int) -> Job:
    """The registering, if the asker asked for it. Raises NotFound."""
    job = session.scalar(select(Job).where(Job.id == job_id, Job.kind == REGISTER))
    if job is None or job.arguments.get("user_id") != current_principal().user_id:
        raise NotFound("registering")
    return job


def _shown(job: Job) -> dict[str, Any]:
    counts = job.result or {}
    return {
        "id": job.id,
        "state": job.state.value,
        **{name: counts.get(name) for name in ("rows", "made", "known", "rejected")},
        "error": job_error(job),
    }


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
