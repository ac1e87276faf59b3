"""The plan in force as it stands now: what happened, what is still to be done, and the problem that is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from logistics import clock, routing
from logistics.errors import Conflict
from logistics.parties.models import Office, Seller, Vehicle
from logistics.pickups import day as days
from logistics.pickups.day import Call, Day, Waiting, waiting_of
from logistics.pickups.joining import joined
from logistics.pickups.models import CollectionRoute, PickupRequest, Plan, Publication, Stop, StopParcel
from logistics.pickups.reported import dealt_with, told_of
from logistics.pickups.stating import OFFICE, Batch, Group, Layout, arrange, batches_of, groups_of
from logistics.pickups.stranded import as_it_was, loads_aboard
from logistics.pickups.view import WAITING
from logistics.routing import Kind, Problem, Step
from logistics.shipments.models import Parcel

Seat = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """An office's day in the middle: the plan in force, its batches, and since when each stop is dealt with.

    A batch of the plan in force is named after its stop (`s12`), a new one after its request (`7.1`), and what is to
    be taken over from a broken vehicle after both (`x3.7`).
    """

    day: Day
    plan: Plan
    fence: int
    routes: tuple[CollectionRoute, ...]
    layout: Layout
    seats: Mapping[int, Seat]
    """By vehicle id: the planner's name for it."""
    dealt_with: Mapping[int, dt.datetime]
    """By stop id: when its parcels were last said to be collected, or not to be had."""


def stand(session: Session, office: Office, service_day: dt.date) -> Standing:
    """How the plan in force for the office's day stands. Raises Conflict where none is in force."""
    publication = session.get(Publication, (office.id, service_day), populate_existing=True)
    if publication is None:
        raise nothing_in_force()
    day = days.look(session, office, service_day)
    plan = session.get_one(Plan, publication.plan_id)
    routes = session.scalars(
        select(CollectionRoute)
        .where(CollectionRoute.plan_id == plan.id)
        .order_by(CollectionRoute.sequence)
        .options(selectinload(CollectionRoute.stops).selectinload(Stop.parcels))
    ).all()
    day = replace(day, **_with_those_on_the_road(session, day, routes))
    groups = groups_of(day.vehicles)
    told = told_of(session, routes)
    past = dealt_with(told)
    broken = loads_aboard(session, day, routes, past)
    batches = [*joined(_planned(session, routes, told, day), _new(day, routes, groups), day, (routes, past)), *broken]
    seats = {vehicle.id: (group.id, number) for group in groups for number, vehicle in enumerate(group.vehicles)}
    return Standing(day, plan, publication.fence, tuple(routes), arrange(office, groups, batches), seats, past)


def nothing_in_force() -> Conflict:
    """What to say where there is no plan that could be changed."""
    return Conflict(
        "nothing_in_force",
        vi="Ngày này chưa có kế hoạch nào đang dùng: hãy lập kế hoạch.",
        en="No plan is in force for this day: make one.",
    )


def _with_those_on_the_road(session: Session, day: Day, routes: Sequence[CollectionRoute]) -> dict[str, Any]:
    """The vehicles of the day and those on the plan's routes; one that was taken from service counts as broken."""
    known = {vehicle.id for vehicle in day.vehicles}
    gone = session.scalars(
        select(Vehicle).where(Vehicle.id.in_([route.vehicle_id for route in routes]), Vehicle.id.not_in(known))
    ).all()
    broken = {vehicle.id: clock.now() for vehicle in gone if not vehicle.active} | dict(day.broken)
    return {"vehicles": (*day.vehicles, *gone), "broken": broken}


def _planned(
    session: Session, routes: Sequence[CollectionRoute], told: Mapping[tuple[int, int], dt.datetime], day: Day
) -> list[Batch]:
    """The stops of the plan in force that are dealt with, or where something still waits to be fetched.

    What is still to be taken over from a broken vehicle is not among them: that is told by what it has on board.
    """
    stops = [stop for route in routes for stop in route.stops]
    calls, past = _calls(session, stops), dealt_with(told)
    open_requests = {call.request.id for call in day.calls}
    batches = []
    for stop in stops:
        request, seller, parcels = calls[stop.id]
        here = [parcel for parcel in parcels if parcel.status in WAITING]
        taken_over = None
        if stop.from_vehicle_id is not None:
            fetched = tuple(waiting_of(parcel) for parcel in parcels if (stop.id, parcel.id) in told)
            taken_over = as_it_was(session, day, stop, fetched)
        elif stop.id in past:
            # What was not handed over weighs nothing on board, but stays written at the stop.
            fetched = tuple(_empty(parcel) if parcel in here else waiting_of(parcel) for parcel in parcels)
        elif request.id in open_requests:
            fetched = tuple(waiting_of(parcel) for parcel in here)
        else:
            continue
        if fetched:
            batches.append(Batch(name_of(stop), Call(request, seller, fetched), fetched, taken_over=taken_over))
    return batches


def _calls(session: Session, stops: Sequence[Stop]) -> dict[int, tuple[PickupRequest, Seller, list[Parcel]]]:
    """By stop: its request, its seller and its parcels."""
    asked = session.execute(
        select(PickupRequest, Seller)
        .join(Seller, Seller.id == PickupRequest.seller_id)
        .where(PickupRequest.id.in_([stop.request_id for stop in stops]))
    )
    people = {request.id: (request, seller) for request, seller in asked}
    parcels: dict[int, list[Parcel]] = {stop.id: [] for stop in stops}
    rows = session.execute(
        select(StopParcel.stop_id, Parcel)
        .join(Parcel, Parcel.id == StopParcel.parcel_id)
        .where(StopParcel.stop_id.in_(parcels.keys()))
        .order_by(Parcel.id)
    )
    for stop_id, parcel in rows:
        parcels[stop_id].append(parcel)
    return {stop.id: (*people[stop.request_id], parcels[stop.id]) for stop in stops}


def _new(day: Day, routes: Sequence[CollectionRoute], groups: Sequence[Group]) -> list[Batch]:
    """What waits and is on no route of the plan in force."""
    known = {link.parcel_id for route in routes for stop in route.stops for link in stop.parcels}
    fresh = []
    for call in day.calls:
        parcels = tuple(parcel for parcel in call.parcels if parcel.parcel_id not in known)
        if parcels:
            fresh += batches_of(replace(call, parcels=parcels), groups)
    return fresh


def _empty(parcel: Parcel) -> Waiting:
    return Waiting(parcel.id, 0, 0, perishable=False)


def name_of(stop: Stop) -> str:
    """The planner's name for a stop of the plan in force."""
    return f"s{stop.id}"


def former_plan(standing: Standing, problem: Problem) -> routing.Plan:
    """The plan in force in the planner's words, with the times that people were told."""
    routes = [
        routing.Route(
            *standing.seats[route.vehicle_id],
            tuple(planned_steps(standing, problem, route)),
            route.distance_m,
            route.duration_s,
            0,
        )
        for route in standing.routes
    ]
    return routing.Plan(tuple(routes), (), standing.plan.cost)


def planned_steps(standing: Standing, problem: Problem, route: CollectionRoute) -> list[Step]:
    """The route's steps from START to END at their planned times; breaks are not written down anywhere."""

    def second(moment: dt.datetime) -> int:
        return clock.second_of_day(moment, standing.day.service_day)

    leave_s = second(route.departs_at)
    steps, trip = [Step(Kind.START, OFFICE, leave_s, leave_s, leave_s)], 1
    for stop in route.stops:
        if name_of(stop) not in standing.layout.batches:
            continue
        arrive_s = second(stop.arrives_at)
        if stop.trip != trip:
            leave_s = max(steps[-1].depart_s, arrive_s - stop.leg_duration_s)
            steps.append(Step(Kind.RELOAD, OFFICE, steps[-1].depart_s, steps[-1].depart_s, leave_s))
            trip = stop.trip
        place, option = _option(standing, problem, stop)
        steps.append(Step(Kind.SERVE, place, arrive_s, arrive_s, second(stop.departs_at), name_of(stop), option))
    home_s = max(steps[-1].depart_s, second(route.returns_at))
    return [*steps, Step(Kind.END, OFFICE, home_s, home_s, home_s)]


def _option(standing: Standing, problem: Problem, stop: Stop) -> tuple[int, int]:
    """The row of the stop's place in the matrices, and which of its options that is; the first where it is gone."""
    batch = standing.layout.batches[name_of(stop)]
    rows = {} if batch.taken_over else standing.layout.places[batch.call.seller.id]
    places = [option.place for option in problem.stop_of[name_of(stop)].options]
    wanted = rows.get(stop.place, places[0])
    option = places.index(wanted) if wanted in places else 0
    return places[option], option
