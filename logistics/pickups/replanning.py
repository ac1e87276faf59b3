"""A plan in force meets what has changed: the least change that takes it in, kept as a version to be looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.errors import Conflict, NotFound
from logistics.parties.models import VehicleKind
from logistics.parties.which_office import office_of_code
from logistics.pickups import planning
from logistics.pickups.models import CollectionRoute, Plan, Publication, Stop
from logistics.pickups.planning import Draft
from logistics.pickups.practice import MOUNTAINS, Practice
from logistics.pickups.shut_in import let_out, no_way_on
from logistics.pickups.standing import Standing, former_plan, name_of, stand
from logistics.pickups.stating import state
from logistics.pickups.under_way import under_way
from logistics.routing import Lock, Problem, VehicleType, replan
from logistics.routing import Plan as Found
from logistics.travel import Closure, Matrices, Source
from logistics.travel.chain import travel_matrix
from logistics.travel.closing import closures

_ROUTE_FIGURES = ("departs_at", "returns_at", "distance_m", "duration_s", "mass_g", "volume_cm3")
_STOP_TIMES = ("arrives_at", "departs_at")
_STOP_LEG = ("leg_distance_m", "leg_duration_s", "leg_quality", "leg_band")
_SAME_S = 60
"""A time that moves by less is the same time: a route whose stops all keep theirs is left exactly as it was."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The day as it stands and the problem that is left, with what has happened as facts."""

    standing: Standing
    draft: Draft
    former: Found


@dataclass(frozen=True, slots=True)
class Wish:
    """A stop of the plan in force, and the vehicle that a dispatcher wants to visit it."""

    stop_id: int
    vehicle_id: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """The situation, the plan found for it, and why it was asked for, as a version's summary says it."""

    situation: Situation
    plan: Found
    why: dict[str, object]


def situation(
    database: Database,
    office_code: str,
    service_day: dt.date,
    *,
    sources: Sequence[Source] = (),
    practice: Practice = MOUNTAINS,
) -> Situation:
    """The plan in force, what happened of it, and everything that has changed since, as a problem.

    Raises NotFound for an unknown office, Conflict where no plan is in force.
    """
    now = clock.now()
    now_s = clock.second_of_day(now, service_day)
    moment = max(now, clock.at(service_day, practice.window.start_s))
    with database.transaction() as session:
        standing = stand(session, office_of_code(session, office_code), service_day)
        chain = travel_matrix(session, sources)
        closed = closures(session, moment)

    def ask(kind: VehicleKind, closed: Sequence[Closure]) -> Matrices:
        return chain.matrix(standing.layout.points, kind.value, moment, closed)

    def left(roads: Mapping[VehicleKind, Matrices]) -> Problem:
        travel = [matrices.travel(kind.value) for kind, matrices in roads.items()]
        problem = state(standing.day, standing.layout, travel, practice)
        facts = under_way(standing, problem, roads, now_s)
        return replace(problem, vehicles=tuple(_from_now(one, now_s) for one in problem.vehicles), under_way=facts)

    roads = {kind: ask(kind, closed) for kind in sorted({vehicle.kind for vehicle in standing.day.vehicles})}
    roads = let_out(standing, left(roads), roads, closed, ask)
    problem = left(roads)
    return Situation(standing, Draft(standing.day, standing.layout, roads, problem), former_plan(standing, problem))


def _from_now(vehicle: VehicleType, now_s: int) -> VehicleType:
    """The vehicle as it can still leave: not before now. Those under way have left."""
    start_s = min(max(vehicle.shift.start_s, now_s), vehicle.shift.end_s)
    return replace(vehicle, shift=replace(vehicle.shift, start_s=start_s))


def propose(
    database: Database,
    office_code: str,
    service_day: dt.date,
    *,
    asked_by: int | None,
    wish: Wish | None = None,
    sources: Sequence[Source] = (),
) -> int:
    """The id of a new version that takes in what has changed; what is in force stays until it is published.

    Raises as `work_out` does.
    """
    found = work_out(database, office_code, service_day, wish=wish, sources=sources)
    with database.transaction() as session:
        return keep(session, found, created_by_id=asked_by).id


def work_out(
    database: Database,
    office_code: str,
    service_day: dt.date,
    *,
    wish: Wish | None = None,
    sources: Sequence[Source] = (),
) -> Proposal:
    """The least change that takes in what has happened and, where one is given, a dispatcher's wish.

    What becomes late or too heavy by the wish is what the version's comparison and its reasons say.
    Raises as `situation` does, and Conflict where what happened leaves no lawful plan; NotFound for a wish for a stop
    or vehicle that is not of the day, Conflict for a stop that is dealt with.
    """
    found = situation(database, office_code, service_day, sources=sources)
    problem = _wished(found, wish) if wish else found.draft.problem
    try:
        again = replan(problem, found.former).plan
    except Conflict as none:
        raise no_way_on(found.standing, problem, found.draft.roads) from none
    return Proposal(found, again, {"kind": "by_hand" if wish else "replan"})


def _wished(found: Situation, wish: Wish) -> Problem:
    """The problem with the stop locked to the vehicle."""
    problem = found.draft.problem
    name, seat = f"s{wish.stop_id}", found.standing.seats.get(wish.vehicle_id)
    if name not in problem.stop_of or seat is None:
        raise NotFound("stop", vi="Không có điểm hoặc xe này.", en="There is no such stop or vehicle.")
    if any(step.stop == name for done in problem.under_way for step in done.steps):
        raise Conflict("stop_dealt_with", vi="Điểm này đã đi qua.", en="This stop has been dealt with.")
    return replace(problem, locks=(*problem.locks, Lock(name, *seat)))


def drop(session: Session, plan_id: int) -> None:
    """Throw a version away. Raises NotFound, or Conflict for one that is in force, which a driver may be driving by."""
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise NotFound("plan")
    if session.scalar(select(Publication.plan_id).where(Publication.plan_id == plan_id)) is not None:
        raise Conflict("plan_in_force", vi="Bản này đang dùng.", en="This version is in force.")
    session.delete(plan)
    session.flush()


def keep(session: Session, proposal: Proposal, *, created_by_id: int | None) -> Plan:
    """The plan stored as the next version; routes that keep their stops and times are copied as they were.

    A visit that is past stands at the time when it was told, after the leg that was planned: roads closed since
    do not change how it was reached.
    """
    situation, again = proposal.situation, proposal.plan
    standing = situation.standing
    driven = replace(again, routes=tuple(route for route in again.routes if route.stops))
    numbers = {route.vehicle_id: route.sequence for route in standing.routes}
    plan = planning.keep(session, situation.draft, driven, created_by_id=created_by_id, numbers=numbers)
    former = {route.vehicle_id: route for route in standing.routes}
    planned = {
        (link.parcel_id, stop.from_vehicle_id): stop
        for route in standing.routes
        for stop in route.stops
        for link in stop.parcels
    }
    past = {step.stop for done in situation.draft.problem.under_way for step in done.steps}
    for route in plan.routes:
        pairs = [(planned.get((stop.parcels[0].parcel_id, stop.from_vehicle_id)), stop) for stop in route.stops]
        before = former.get(route.vehicle_id)
        same = before is not None and _unchanged(before, [old for old, _ in pairs], route)
        if same:
            _copy(before, route, _ROUTE_FIGURES)
        for old, stop in pairs:
            if old and (same or name_of(old) in past):
                _copy(old, stop, _STOP_LEG)
            if old and same:
                _copy(old, stop, _STOP_TIMES)
    plan.summary = plan.summary | {"from_version": standing.plan.version, "why": proposal.why}
    session.flush()
    return plan


def _unchanged(before: CollectionRoute, old: Sequence[Stop | None], after: CollectionRoute) -> bool:
    """Whether the route has the stops it had, in their order, at their times and with their parcels."""
    if [stop.id for stop in before.stops] != [stop.id if stop else None for stop in old]:
        return False
    pairs = list(zip(before.stops, after.stops, strict=True))
    if any(_numbers(one) != _numbers(other) for one, other in pairs):
        return False
    return all(abs((one.arrives_at - other.arrives_at).total_seconds()) < _SAME_S for one, other in pairs)


def _numbers(stop: Stop) -> set[int]:
    return {link.parcel_id for link in stop.parcels}


def _copy(source: object, target: object, names: Sequence[str]) -> None:
    for name in names:
        setattr(target, name, getattr(source, name))
