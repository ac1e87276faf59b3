"""Which office, day and version a dispatcher's page is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid, NotFound
from logistics.jobs.models import Job
from logistics.parties import visible_to
from logistics.parties.models import Office
from logistics.pickups.models import Plan
from logistics.pickups.planning import planning_job
from logistics.web.access import current_principal
from logistics.web.row_id import row_id


@dataclass(frozen=True, slots=True)
class Asked:
    """The office and service day of the page, and the offices one may go to."""

    office: Office
    offices: Sequence[Office]
    day: dt.date


def asked(session: Session) -> Asked:
    """From `?office=` and `?day=`: one's first office and today where nothing is said.

    Raises NotFound for an office one may not see, Invalid for a day that is none.
    """
    visible = session.scalars(select(Office).where(visible_to(current_principal(), Office)).order_by(Office.name)).all()
    code = request.values.get("office", "")
    office = next((office for office in visible if not code or office.code == code), None)
    if office is None:
        raise NotFound("office", vi=f"Không có bưu cục {code}.", en=f"There is no office {code}.")
    return Asked(office, visible, _day(request.values.get("day", "")))


def asked_job(session: Session, here: Asked) -> Job | None:
    """The planning or re-planning that `?job=` names, else the newest of the office's day."""
    return planning_job(session, here.office, here.day, request.args.get("job", type=row_id))


def ended(here: Asked, job: Job | None) -> str:
    """Where to go from a planning that is done: to the version it made; where it made none, that is said."""
    result = (job and job.result) or {}
    if result.get("nothing"):
        flash(gettext("Nothing would change: the plan in force still holds."), "good")
    return url_for("dispatch.today", office=here.office.code, day=here.day.isoformat(), version=result.get("version"))


def visible_plan(session: Session, plan_id: int) -> Plan:
    """The plan, if the asker may see it. Raises NotFound."""
    plan = session.scalar(select(Plan).where(Plan.id == plan_id, visible_to(current_principal(), Plan)))
    if plan is None:
        raise NotFound("plan", vi="Không có kế hoạch này.", en="There is no such plan.")
    return plan


def _day(written: str) -> dt.date:
    if not written:
        return clock.service_day(clock.now())
    try:
        day = dt.date.fromisoformat(written)
        if not 2000 <= day.year < 2100:
            raise ValueError
        return day
    except ValueError:
        raise Invalid.one(
            "/day", "not_a_day", vi="Ngày phải có dạng 2025-11-05.", en="Write the day like 2025-11-05."
        ) from None
