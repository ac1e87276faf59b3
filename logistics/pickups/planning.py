"""Planning an office's day: read it, ask the roads, solve, and keep the plan as a new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.errors import Conflict, Failure, Invalid
from logistics.jobs import queue
from logistics.jobs.models import Job
from logistics.jobs.work import Work
from logistics.parties.models import Office
from logistics.parties.which_office import office_of_code
from logistics.pickups import day as days
from logistics.pickups.keeping import Draft as Draft
from logistics.pickups.keeping import keep as keep
from logistics.pickups.models import Plan
from logistics.pickups.practice import MOUNTAINS, Practice
from logistics.pickups.reported import refuse_under_way
from logistics.pickups.seating import former_routes, seated
from logistics.pickups.solving import Effort, solve_apart
from logistics.pickups.stating import lay_out, state
from logistics.pickups.what_if import AS_IT_IS, Assumption, closures_of, supposed
from logistics.routing import Plan as Found
from logistics.routing import Progress
from logistics.travel import Source
from logistics.travel.chain import travel_matrix
from logistics.travel.closing import closures
from logistics.travel.sources import configured

PLAN = "plan"
"""The kind of the planning job."""

REPLAN = "replan"
"""The kind of the job that changes a plan in force."""


def ask_for_plan(
    session: Session,
    office: Office,
    service_day: dt.date,
    *,
    asked_by: int | None,
    key: str,
    assumption: Assumption = AS_IT_IS,
) -> Job:
    """The job that plans this office's day, as it is or under an assumption; the same key is the same job.

    Raises Invalid for a day gone by or too far ahead, Conflict for one of which drivers have reported stops.
    """
    refuse_planning(session, office, service_day)
    arguments: dict[str, Any] = {"office": office.code, "service_day": service_day.isoformat(), "asked_by": asked_by}
    if assumption:
        arguments["assumption"] = assumption.to_json()
    return queue.enqueue(session, PLAN, f"{office.code}:{service_day.isoformat()}:{key}", arguments)


def refuse_planning(session: Session, office: Office, service_day: dt.date) -> None:
    """Raises Invalid for a day gone by or too far ahead, Conflict for one of which drivers have reported stops."""
    if service_day < clock.service_day(clock.now()):
        raise Invalid.one("/service_day", "day_gone_by", vi="Ngày này đã qua.", en="This day has gone by.")
    days.refuse_far_days(service_day)
    refuse_under_way(session, office.id, service_day)


def why_not(session: Session, office: Office, service_day: dt.date) -> Failure | None:
    """What `refuse_planning` says against planning the office's day; None where nothing does."""
    try:
        refuse_planning(session, office, service_day)
    except (Invalid, Conflict) as refusal:
        return refusal
    return None


def handle(work: Work) -> None:
    """The planning job: plan, keep the version and its publication rights in one commit with the job's end."""
    service_day = dt.date.fromisoformat(work.arguments["service_day"])
    sources = configured(work.settings.travel_engine_url, work.settings.storage_dir)
    assumption = Assumption.from_json(work.arguments.get("assumption", {}))
    draft = prepare(work.database, work.arguments["office"], service_day, sources=sources, assumption=assumption)
    seconds = work.settings.plan_seconds

    found = solve_apart(draft.problem, Effort(seconds), on_progress=shown(work, draft), cancelled=work.unwanted)
    with work.database.transaction() as session:
        plan = settle(session, draft, found, created_by_id=work.arguments.get("asked_by"))
        if assumption:
            plan.summary = plan.summary | {"why": {"kind": "what_if", **assumption.to_json()}}
        work.complete(session, {"plan_id": plan.id, "version": plan.version})


def shown(work: Work, draft: Draft) -> Callable[[Progress], None]:
    """Shows how far a search is on its job: stops served of all and, once all are served, cost and bound.

    A household with more than one vehicle takes is several stops, so the households are told too. Before all are
    served the cost is mostly the price of those left out, which means nothing to anybody.
    """
    seconds, stops = work.settings.plan_seconds, len(draft.problem.stops)

    def show(progress: Progress) -> None:
        figures = {
            "households": len(draft.layout.places),
            "stops": stops,
            "served": stops - progress.unserved,
            "cost": None if progress.unserved else progress.cost,
            "gap": progress.cost / progress.bound - 1 if progress.bound else None,
        }
        work.report(min(int(progress.wall_s), seconds), seconds, figures=figures)

    return show


def plan_now(
    database: Database,
    office_code: str,
    service_day: dt.date,
    *,
    effort: Effort,
    sources: Sequence[Source] = (),
    on_start: Callable[[Draft], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> int:
    """Plan at once, as the command line does; returns the id of the new version.

    `on_start` is told of the day once nothing stands against planning it. Raises as `refuse_planning` and `prepare` do.
    """
    with database.reading() as session:
        refuse_planning(session, office_of_code(session, office_code), service_day)
    draft = prepare(database, office_code, service_day, sources=sources)
    on_start(draft)
    found = solve_apart(draft.problem, effort, on_progress=on_progress)
    with database.transaction() as session:
        return settle(session, draft, found, created_by_id=None).id


def settle(session: Session, draft: Draft, found: Found, *, created_by_id: int | None) -> Plan:
    """The plan stored as the next version; of vehicles that are alike, each drives what is nearest to what it drove."""
    former = former_routes(session, draft.day)
    return keep(session, draft, seated(found, draft.layout, former), created_by_id=created_by_id)


def prepare(
    database: Database,
    office_code: str,
    service_day: dt.date,
    *,
    sources: Sequence[Source] = (),
    practice: Practice = MOUNTAINS,
    assumption: Assumption = AS_IT_IS,
) -> Draft:
    """The day as a problem: read in one transaction, the roads asked outside it.

    `sources` are the configured engine and road graph; without them anchors and the estimate answer.

    Raises NotFound and Invalid as `day.read` does, and Invalid where the problem contradicts itself.
    """
    departure = clock.at(service_day, practice.window.start_s)
    with database.transaction() as session:
        day = supposed(session, days.read(session, office_code, service_day), assumption)
        chain = travel_matrix(session, sources)
        closed = [*closures(session, departure), *closures_of(assumption)]
    layout = lay_out(day)
    kinds = sorted({vehicle.kind for vehicle in day.vehicles})
    roads = {kind: chain.matrix(layout.points, kind.value, departure, closed) for kind in kinds}
    travel = [matrices.travel(kind.value) for kind, matrices in roads.items()]
    return Draft(day, layout, roads, state(day, layout, travel, practice))


def planning_job(session: Session, office: Office, service_day: dt.date, job_id: int | None = None) -> Job | None:
    """The newest planning or re-planning of the office's day, whatever became of it; the one with the id if given."""
    prefix = f"{office.code}:{service_day.isoformat()}:"
    jobs = select(Job).where(Job.kind.in_([PLAN, REPLAN]), Job.key.startswith(prefix, autoescape=True))
    if job_id is not None:
        jobs = jobs.where(Job.id == job_id)
    return session.scalar(jobs.order_by(Job.id.desc()).limit(1))
