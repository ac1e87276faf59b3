"""Registering many shipments as a job: a program hands its rows over and asks later what became of each."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Problem, Text
from logistics.jobs import queue
from logistics.jobs.models import Job
from logistics.jobs.work import Work
from logistics.settings import Settings
from logistics.shipments.many import NewRow, register_many
from logistics.shipments.new import NewConsignee, NewLine, NewShipment
from logistics.shipments.sheets.storage import keep_sheet, kept_sheet
from logistics.shipments.writing import Stamp

REGISTER = "register"
"""The kind of the job."""


def ask_to_register(session: Session, settings: Settings, rows: Iterable[NewRow], user_id: int) -> Job:
    """The job that registers the rows. They are kept before the job is: who finds the job finds them."""
    told = "\n".join(json.dumps(_kept(row), ensure_ascii=False, default=str) for row in rows)
    sha256 = keep_sheet(settings.storage_dir, told.encode())
    arguments = {"sha256": sha256, "user_id": user_id}
    return queue.enqueue(session, REGISTER, f"{user_id}:{uuid.uuid4().hex}", arguments)


def handle(work: Work) -> None:
    """Register the rows, in one commit with the job's end; its result counts them and names their file."""
    asked, storage = work.arguments, work.settings.storage_dir
    rows = [_read(json.loads(line)) for line in kept_sheet(storage, asked["sha256"]).splitlines()]
    stamp = Stamp(now=clock.now(), item_number_key=work.settings.item_number_key, user_id=asked["user_id"])
    with work.database.transaction() as session:
        results = register_many(session, rows, stamp)
        lines = "\n".join(json.dumps(result.as_json(), ensure_ascii=False) for result in results)
        counts = Counter(result.outcome for result in results)
        kept = keep_sheet(storage, f"{lines}\n".encode())
        told = {outcome: counts[outcome] for outcome in ("made", "known", "rejected")}
        work.complete(session, {"rows": len(rows), **told, "results": kept})


def results_of(job: Job, storage: Path) -> bytes:
    """What became of each row, one JSON object a line. Raises NotFound before the job is done."""
    return kept_sheet(storage, str((job.result or {}).get("results", "")))


def _kept(row: NewRow) -> dict[str, Any]:
    """The row as plain values."""
    shipment = row.shipment
    told: dict[str, Any] = {"row": row.row, "reference": row.reference}
    if shipment is not None:
        fields = {name: getattr(shipment, name) for name in shipment.__dataclass_fields__}
        told["shipment"] = fields | {
            "consignee": _plain(shipment.consignee),
            "lines": [_plain(line) for line in shipment.lines],
        }
    told["problems"] = [[each.at, each.code, each.text.vi, each.text.en] for each in row.problems]
    return told


def _plain(value: NewConsignee | NewLine) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _read(told: Mapping[str, Any]) -> NewRow:
    """The row that `_kept` wrote down."""
    shipment: NewShipment | None = None
    if (fields := told.get("shipment")) is not None:
        promised_on = fields["promised_on"]
        shipment = NewShipment(
            **fields
            | {
                "consignee": NewConsignee(**fields["consignee"]),
                "lines": tuple(NewLine(**line) for line in fields["lines"]),
                "promised_on": dt.date.fromisoformat(promised_on) if promised_on else None,
            }
        )
    problems = tuple(Problem(at, code, Text(vi, en)) for at, code, vi, en in told["problems"])
    return NewRow(told["row"], told["reference"], shipment, problems)
