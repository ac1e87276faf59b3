"""A solver's plan, read back into routes, stops and parcels and stored as a version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics import clock, routing
from logistics.errors import Text
from logistics.parties.models import Vehicle, VehicleKind
from logistics.pickups.day import Day
from logistics.pickups.models import CollectionRoute, PlaceKind, Plan, Stop, StopParcel, Unserved
from logistics.pickups.stating import OFFICE, Batch, Layout, TakeOver
from logistics.routing import Kind, Step
from logistics.routing.reasons import TEXTS, Reason
from logistics.text import counted
from logistics.travel import Matrices, Quality

NO_NUMBERS: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class Draft:
    """A day's problem and what is needed to read the solver's answer."""

    day: Day
    layout: Layout
    roads: Mapping[VehicleKind, Matrices]
    problem: routing.Problem


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
    """The stops in order; what a household hands over in parts without the vehicle leaving is one stop."""
    matrices = draft.roads[kind]
    rows: list[Stop] = []
    trip, here = 1, OFFICE
    for step in route.steps:
        if step.kind is Kind.RELOAD:
            trip += 1
        if step.kind is Kind.SERVE:
            row = _stop_row(draft, step, (here, matrices), (trip, len(rows) + 1))
            if here == step.place and rows and rows[-1].request_id == row.request_id:
                rows[-1].departs_at = row.departs_at
                rows[-1].parcels.extend(row.parcels)
            else:
                rows.append(row)
        if step.kind is not Kind.BREAK:
            here = step.place
    return rows


def _stop_row(draft: Draft, step: Step, leg: tuple[int, Matrices], order: tuple[int, int]) -> Stop:
    origin, matrices = leg
    trip, sequence = order
    batch = draft.layout.batches[step.stop]
    point = draft.layout.points[step.place]
    duration_s = int(matrices.duration_s[origin, step.place])
    row = Stop(
        route_id=0,
        sequence=sequence,
        request_id=batch.call.request.id,
        place=_place(draft, batch, step.place),
        lat=point.lat,
        lon=point.lon,
        arrives_at=clock.at(draft.day.service_day, step.arrive_s),
        departs_at=clock.at(draft.day.service_day, step.depart_s),
        leg_distance_m=int(matrices.distance_m[origin, step.place]),
        leg_duration_s=duration_s,
        leg_quality="" if origin == step.place else Quality(int(matrices.quality[origin, step.place])).name.lower(),
        leg_band=float(matrices.band_s[origin, step.place]) / duration_s if duration_s else 0.0,
        trip=trip,
        from_vehicle_id=batch.taken_over.vehicle_id if batch.taken_over else None,
    )
    row.parcels.extend(StopParcel(stop_id=0, parcel_id=parcel.parcel_id) for parcel in batch.parcels)
    return row


def _place(draft: Draft, batch: Batch, row: int) -> PlaceKind:
    if batch.taken_over:
        return PlaceKind.VEHICLE
    farm = draft.layout.places[batch.call.seller.id][PlaceKind.FARM]
    return PlaceKind.FARM if row == farm else PlaceKind.MEETING_POINT


def _unserved_rows(draft: Draft, found: routing.Plan) -> list[Unserved]:
    """One row per request of which anything is left out; the reasons of its pieces without repeats."""
    reasons: dict[int, dict[str, dict[str, str]]] = {}
    for left in found.unserved:
        batch = draft.layout.batches[left.stop]
        request_id = batch.call.request.id
        if batch.taken_over:
            reasons.setdefault(request_id, {})["on_broken_vehicle"] = _on_board(len(batch.parcels), batch.taken_over)
        # What one more vehicle would serve is not also too far, or too late, for every vehicle.
        for reason in [Reason.FLEET] if Reason.FLEET in left.reasons else left.reasons:
            text = TEXTS[reason]
            reasons.setdefault(request_id, {})[reason.value] = _reason(reason.value, text)
        reasons.setdefault(request_id, {})
    return [
        Unserved(plan_id=0, request_id=request_id, reasons=list(given.values()))
        for request_id, given in reasons.items()
    ]


def _on_board(parcels: int, broken: TakeOver) -> dict[str, str]:
    """What to say first of parcels that nobody can take over."""
    text = Text(
        f"{parcels} kiện đang nằm trên xe {broken.plate} bị hỏng, chưa xe nào đến chuyển tải được:",
        f"{counted(parcels, 'parcel')} on board of {broken.plate}, which broke down; no vehicle can take over:",
    )
    return _reason("on_broken_vehicle", text)


def _reason(code: str, text: Text) -> dict[str, str]:
    return {"code": code, "vi": text.vi, "en": text.en}
