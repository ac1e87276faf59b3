"""Planning an office's day: read it, ask the roads, solve, and keep the plan as a new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics import clock, routing
from logistics.db import Database
from logistics.errors import Invalid, Text
from logistics.jobs import queue
from logistics.jobs.models import Job
from logistics.jobs.work import Work
from logistics.parties.models import Office, Vehicle, VehicleKind
from logistics.pickups import day as days
from logistics.pickups.day import Day
from logistics.pickups.models import CollectionRoute, PlaceKind, Plan, Stop, StopParcel, Unserved
from logistics.pickups.practice import MOUNTAINS, Practice
from logistics.pickups.solving import Effort, solve_apart
from logistics.pickups.stating import OFFICE, Layout, lay_out, state
from logistics.pickups.what_if import AS_IT_IS, Assumption, closures_of, supposed
from logistics.routing import Kind, Progress, Step
from logistics.routing.reasons import TEXTS
from logistics.travel import Matrices, Quality, Source
from logistics.travel.chain import travel_matrix
from logistics.travel.closing import closures
from logistics.travel.sources import configured

PLAN = "plan"
"""The kind of the planning job."""

NO_NUMBERS: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class Draft:
    """A day's problem and what is needed to read the solver's answer."""

    day: Day
    layout: Layout
    roads: Mapping[VehicleKind, Matrices]
    problem: routing.Problem


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

    Raises Invalid for a day gone by or too far ahead.
    """
    if service_day < clock.service_day(clock.now()):
        raise Invalid.one("/service_day", "day_gone_by", vi="Ngày này đã qua.", en="This day has gone by.")
    days.refuse_far_days(service_day)
    arguments: dict[str, Any] = {"office": office.code, "service_day": service_day.isoformat(), "asked_by": asked_by}
    if assumption:
        arguments["assumption"] = assumption.to_json()
    return queue.enqueue(session, PLAN, f"{office.code}:{service_day.isoformat()}:{key}", arguments)


def handle(work: Work) -> None:
    """The planning job: plan, keep the version and its publication rights in one commit with the job's end."""
    service_day = dt.date.fromisoformat(work.arguments["service_day"])
    sources = configured(work.settings.travel_engine_url, work.settings.storage_dir)
    assumption = Assumption.from_json(work.arguments.get("assumption", {}))
    draft = prepare(work.database, work.arguments["office"], service_day, sources=sources, assumption=assumption)
    seconds = work.settings.plan_seconds

    found = solve_apart(draft.problem, Effort(seconds), on_progress=shown(work, draft), cancelled=work.unwanted)
    with work.database.transaction() as session:
        plan = keep(session, draft, found, created_by_id=work.arguments.get("asked_by"))
        if assumption:
            plan.summary = plan.summary | {"why": {"kind": "what_if", **assumption.to_json()}}
        work.complete(session, {"plan_id": plan.id, "version": plan.version})


def shown(work: Work, draft: Draft) -> Callable[[Progress], None]:
    """Shows how far a search is on its job: stops served of all and, once all are served, cost and bound.

    Before that the cost is mostly the price of those left out, which means nothing to anybody.
    """
    seconds, stops = work.settings.plan_seconds, len(draft.problem.stops)

    def show(progress: Progress) -> None:
        figures = {
            "stops": stops,
            "served": stops - progress.unserved,
            "cost": None if progress.unserved else progress.cost,
            "gap": progress.cost / progress.bound - 1 if progress.bound else None,
        }
        work.report(min(int(progress.wall_s), seconds), seconds, progress_note(progress), figures=figures)

    return show


def progress_note(progress: Progress) -> str:
    """How far a search is, in words; the cost only once everybody is served, for before it is mostly penalties."""
    if progress.unserved:
        return f"còn {progress.unserved} điểm chưa có chuyến"
    return f"{progress.routes} chuyến, {progress.cost:,} đ".replace(",", ".")


def plan_now(
    database: Database,
    office_code: str,
    service_day: dt.date,
    *,
    effort: Effort,
    sources: Sequence[Source] = (),
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> int:
    """Plan at once, as the command line does; returns the id of the new version."""
    draft = prepare(database, office_code, service_day, sources=sources)
    found = solve_apart(draft.problem, effort, on_progress=on_progress)
    with database.transaction() as session:
        return keep(session, draft, found, created_by_id=None).id


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


def keep(
    session: Session,
    draft: Draft,
    found: routing.Plan,
    *,
    created_by_id: int | None,
    numbers: Mapping[int, int] = NO_NUMBERS,
) -> Plan:
    """The plan stored as the next version of its office's day; what is in force does not change.

    `numbers` are the numbers that vehicles' routes had in a former version, and keep.
    """
    day = draft.day
    latest = session.scalar(
        select(func.max(Plan.version)).where(Plan.office_id == day.office.id, Plan.service_day == day.service_day)
    )
    plan = Plan(
        office_id=day.office.id,
        service_day=day.service_day,
        version=(latest or 0) + 1,
        created_at=clock.now(),
        cost=found.cost,
        distance_m=found.distance_m,
        duration_s=found.duration_s,
        summary=_summary(draft, found),
        created_by_id=created_by_id,
    )
    plan.routes.extend(sorted(_route_rows(draft, found.routes, numbers), key=lambda row: row.sequence))
    plan.unserved.extend(_unserved_rows(draft, found))
    session.add(plan)
    session.flush()
    return plan


def _summary(draft: Draft, found: routing.Plan) -> dict[str, Any]:
    shares = {
        quality.name.lower(): round(float(np.mean([m.shares()[quality] for m in draft.roads.values()])), 4)
        for quality in Quality
    }
    return {
        "engine": found.search.engine,
        "iterations": found.search.iterations,
        "wall_s": round(found.search.wall_s, 2),
        "cpu_s": round(found.search.cpu_s, 2),
        "bound": found.bound,
        "gap_to_bound": found.gap_to_bound,
        "missing": found.missing,
        "travel": {quality: share for quality, share in shares.items() if share},
        "sources": {q.name.lower(): told for m in draft.roads.values() for q, told in sorted(m.versions.items())},
        "complaints": [{"vi": text.vi, "en": text.en} for text in _complaints(draft)],
    }


def _route_rows(draft: Draft, routes: Sequence[routing.Route], numbers: Mapping[int, int]) -> Iterator[CollectionRoute]:
    free = (number for number in count(1) if number not in numbers.values())
    for route in routes:
        vehicle = draft.layout.groups[route.vehicle].vehicles[route.number]
        yield _route_row(draft, route, vehicle, numbers.get(vehicle.id) or next(free))


def _complaints(draft: Draft) -> list[Text]:
    """What sources of travel times could not say, each once."""
    return list(dict.fromkeys(text for matrices in draft.roads.values() for text in matrices.complaints))


def _route_row(draft: Draft, route: routing.Route, vehicle: Vehicle, sequence: int) -> CollectionRoute:
    served = [draft.layout.batches[stop] for stop in route.stops]
    row = CollectionRoute(
        plan_id=0,
        sequence=sequence,
        vehicle_id=vehicle.id,
        vehicle_kind=vehicle.kind,
        driver_id=vehicle.driver_id,
        departs_at=clock.at(draft.day.service_day, route.steps[0].depart_s),
        returns_at=clock.at(draft.day.service_day, route.steps[-1].arrive_s),
        distance_m=route.distance_m,
        duration_s=route.duration_s,
        mass_g=sum(batch.load.mass_g for batch in served),
        volume_cm3=sum(batch.load.volume_cm3 for batch in served),
    )
    row.stops.extend(_stop_rows(draft, route, vehicle.kind))
    return row


def _stop_rows(draft: Draft, route: routing.Route, kind: VehicleKind) -> list[Stop]:
    matrices = draft.roads[kind]
    rows: list[Stop] = []
    trip, here = 1, OFFICE
    for step in route.steps:
        if step.kind is Kind.RELOAD:
            trip += 1
        if step.kind is Kind.SERVE:
            rows.append(_stop_row(draft, step, (here, matrices), (trip, len(rows) + 1)))
        if step.kind is not Kind.BREAK:
            here = step.place
    return rows


def _stop_row(draft: Draft, step: Step, leg: tuple[int, Matrices], order: tuple[int, int]) -> Stop:
    origin, matrices = leg
    trip, sequence = order
    batch = draft.layout.batches[step.stop]
    farm = draft.layout.places[batch.call.seller.id][PlaceKind.FARM]
    point = draft.layout.points[step.place]
    duration_s = int(matrices.duration_s[origin, step.place])
    row = Stop(
        route_id=0,
        sequence=sequence,
        request_id=batch.call.request.id,
        place=PlaceKind.FARM if step.place == farm else PlaceKind.MEETING_POINT,
        lat=point.lat,
        lon=point.lon,
        arrives_at=clock.at(draft.day.service_day, step.arrive_s),
        departs_at=clock.at(draft.day.service_day, step.depart_s),
        leg_distance_m=int(matrices.distance_m[origin, step.place]),
        leg_duration_s=duration_s,
        leg_quality="" if origin == step.place else Quality(int(matrices.quality[origin, step.place])).name.lower(),
        leg_band=float(matrices.band_s[origin, step.place]) / duration_s if duration_s else 0.0,
        trip=trip,
    )
    row.parcels.extend(StopParcel(stop_id=0, parcel_id=parcel.parcel_id) for parcel in batch.parcels)
    return row


def _unserved_rows(draft: Draft, found: routing.Plan) -> list[Unserved]:
    """One row per request of which anything is left out; the reasons of its pieces without repeats."""
    reasons: dict[int, dict[str, dict[str, str]]] = {}
    for left in found.unserved:
        request_id = draft.layout.batches[left.stop].call.request.id
        for reason in left.reasons:
            text = TEXTS[reason]
            reasons.setdefault(request_id, {})[reason.value] = {"code": reason.value, "vi": text.vi, "en": text.en}
        reasons.setdefault(request_id, {})
    return [
        Unserved(plan_id=0, request_id=request_id, reasons=list(given.values()))
        for request_id, given in reasons.items()
    ]


def planning_job(session: Session, office: Office, service_day: dt.date) -> Job | None:
    """The newest planning of the office's day, whatever became of it."""
    prefix = f"{office.code}:{service_day.isoformat()}:"
    return session.scalar(
        select(Job)
        .where(Job.kind == PLAN, Job.key.startswith(prefix, autoescape=True))
        .order_by(Job.id.desc())
        .limit(1)
    )
