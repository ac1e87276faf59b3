"""Re-planning as a job, so that the web stays free while the roads are asked and the change is worked out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from logistics.jobs import queue
from logistics.jobs.models import Job
from logistics.jobs.work import Work
from logistics.parties.models import Office
from logistics.pickups import look_up, replanning
from logistics.pickups.comparing import compare
from logistics.pickups.models import Plan
from logistics.pickups.planning import REPLAN
from logistics.pickups.replanning import Wish
from logistics.pickups.standing import nothing_in_force
from logistics.travel.sources import configured


def ask_for_replan(
    session: Session, office: Office, service_day: dt.date, *, asked_by: int | None, key: str, wish: Wish | None = None
) -> Job:
    """The job that makes the version which takes in what has changed, or a wish; the same key is the same job.

    Raises Conflict where no plan is in force.
    """
    if look_up.published_plan_id(session, office.id, service_day) is None:
        raise nothing_in_force()
    arguments: dict[str, Any] = {"office": office.code, "service_day": service_day.isoformat(), "asked_by": asked_by}
    if wish:
        arguments["wish"] = [wish.stop_id, wish.vehicle_id]
    return queue.enqueue(session, REPLAN, f"{office.code}:{service_day.isoformat()}:{key}", arguments)


def handle(work: Work) -> None:
    """The re-planning job: the version in one commit with the job's end, or none where nothing would change."""
    told = work.arguments
    wish = Wish(*told["wish"]) if "wish" in told else None
    found = replanning.work_out(
        work.database,
        told["office"],
        dt.date.fromisoformat(told["service_day"]),
        wish=wish,
        sources=configured(work.settings.travel_engine_url, work.settings.storage_dir),
    )
    with work.database.transaction() as session:
        plan = replanning.keep(session, found, created_by_id=told.get("asked_by"))
        if wish is None and _changes_nothing(session, found.situation.standing.plan, plan):
            replanning.drop(session, plan.id)
            work.complete(session, {"nothing": True})
        else:
            work.complete(session, {"plan_id": plan.id, "version": plan.version})


def _changes_nothing(session: Session, former: Plan, plan: Plan) -> bool:
    before, after = look_up.plan_view(session, former.id), look_up.plan_view(session, plan.id)
    return compare(before, after).nothing and len(before.unserved) == len(after.unserved)
