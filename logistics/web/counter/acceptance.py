"""Taking parcels in at the office: one scan each, answered with one line and one sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Conflict, Denied
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking.accept import accept
from logistics.tracking.findings import Finding, Scan
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Outcome, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7
from logistics.web.access import current_principal
from logistics.web.counter.blueprint import blueprint
from logistics.web.language import say
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_DEVICE = "counter"
LONGEST_CODE = 100
"""What is longer is no code of anybody's, and would not fit into the address of the page that says so."""
_FINE = (Finding.FINE, Finding.BAG_ARRIVED, Finding.BAG_HERE)


@blueprint.post("/accept")
@allow(Role.CLERK)
def accept_scan() -> ResponseReturnValue:
    """Accept what was scanned, a parcel or a bag; scanned twice it is accepted once. Its line for this round."""
    code = request.form.get("number", "")[:LONGEST_CODE]
    with current_database().transaction() as session:
        (scan,) = accept(session, [code], _sender(), own_office())
    if "HX-Request" in request.headers:
        return render_template("counter/accepted.html", scan=scan, tone=_tone(scan))
    flash(f"{scan.number} · {say(scan.advice)}", _tone(scan))
    return redirect(url_for("counter.desk", q=scan.number))


def _tone(scan: Scan) -> str:
    """The colour of the answer: good, warn where it is worth a second look, bad where nothing was kept."""
    if scan.finding in _FINE:
        return "good"
    return "warn" if scan.kept or scan.finding is Finding.ALREADY_HERE else "bad"


def take_in(session: Session, numbers: Sequence[str], evidence: Mapping[str, Any]) -> None:
    """Record that these parcels, just registered, lie on the counter; `evidence` is such as {"weighed_g": 1480}."""
    event = NewEvent(
        event_id=uuid7(),
        code=EventCode.ACCEPTED,
        happened_at=clock.now(),
        parcels=tuple(numbers),
        office_id=own_office(),
        evidence=evidence,
    )
    (verdict,) = record(session, [event], _sender())
    if verdict.outcome is not Outcome.APPLIED:
        raise Conflict(
            f"not_accepted_{verdict.code}",
            vi="Không ghi nhận được. Đăng ký lại.",
            en="It could not be recorded. Register it again.",
        )


def own_office() -> int:
    """The office at whose counter the asker stands. Raises Denied for somebody without one."""
    office_id = current_principal().office_id
    if office_id is None:
        raise Denied("no_office", vi="Tài khoản chưa thuộc bưu cục nào.", en="This account belongs to no office.")
    return office_id


def _sender() -> Sender:
    principal = current_principal()
    return Sender(principal=principal, device=_DEVICE, sees=visible_to(principal, Parcel))
