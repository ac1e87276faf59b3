"""What would change if a version were put in force."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, jsonify
from pydantic import BaseModel, Field

from logistics.pickups import look_up
from logistics.pickups.comparing import Comparison, Household, Moved, compare
from logistics.pickups.standing import nothing_in_force
from logistics.pickups.view import RouteView, StopView
from logistics.web.handling_events import moment
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import PLANS, blueprint
from logistics.web.v1.plannings import PLANNERS
from logistics.web.v1.plans import PlanPath, plan_named


class StopOut(BaseModel):
    """A stop in short."""

    id: int
    seller_code: str
    arrives_at: str


class MovedOut(StopOut):
    """A stop that another vehicle visits, or at another time; `later_s` is negative where it comes earlier."""

    from_plate: str
    to_plate: str
    later_s: int


class HouseholdOut(StopOut):
    """A household from which so many parcels more, or fewer, are fetched."""

    parcels: int


class ChangedRouteOut(BaseModel):
    """A route of this version whose stops or times, of what is still to come, are not as they were."""

    id: int
    sequence: int
    vehicle_id: int
    vehicle_plate: str


class DifferenceOut(BaseModel):
    """From the version in force to this one; figures are this one's less the other's, in the units of their names."""

    in_force_id: int = Field(description="The version in force, with which this one is compared.")
    nothing: bool = Field(description="Whether drivers would notice no difference.")
    routes: int
    parcels: int
    distance_m: int
    duration_s: int
    cost_vnd: int
    left_out: int
    changed: list[ChangedRouteOut]
    moved: list[MovedOut]
    late: list[MovedOut] = Field(description="Visited five minutes or more later than told.")
    now_served: list[StopOut]
    no_longer: list[StopOut]
    more: list[HouseholdOut]
    fewer: list[HouseholdOut]


@blueprint.get("/plans/<int:plan_id>/difference", tags=[PLANS], responses={"200": DifferenceOut})
@allow(*PLANNERS)
def get_difference(path: PlanPath) -> Response:
    """What would change against the version in force; 409 where none is."""
    with current_database().reading() as session:
        plan = plan_named(session, path.plan_id)
        in_force = look_up.published_plan_id(session, plan.office_id, plan.service_day)
        if in_force is None:
            raise nothing_in_force()
        found = compare(look_up.plan_view(session, in_force), look_up.plan_view(session, plan.id))
    return jsonify(_told(found).model_dump(mode="json"))


def stop_out(stop: StopView) -> StopOut:
    """The stop in short."""
    return StopOut(id=stop.id, seller_code=stop.seller_code, arrives_at=moment(stop.arrives_at))


def _told(found: Comparison) -> DifferenceOut:
    return DifferenceOut(
        in_force_id=found.former.id,
        nothing=found.nothing,
        routes=found.routes,
        parcels=found.parcels,
        distance_m=found.distance_m,
        duration_s=found.duration_s,
        cost_vnd=found.cost,
        left_out=found.left_out,
        changed=[_route(route) for route in found.changed],
        moved=_moved(found.moved),
        late=_moved(found.late),
        now_served=[stop_out(stop) for stop in found.now_served],
        no_longer=[stop_out(stop) for stop in found.no_longer],
        more=_households(found.more),
        fewer=_households(found.fewer),
    )


def _route(route: RouteView) -> ChangedRouteOut:
    return ChangedRouteOut(
        id=route.id, sequence=route.sequence, vehicle_id=route.vehicle_id, vehicle_plate=route.vehicle_plate
    )


def _moved(moves: Sequence[Moved]) -> list[MovedOut]:
    return [
        MovedOut(**dict(stop_out(move.stop)), from_plate=move.from_plate, to_plate=move.to_plate, later_s=move.later_s)
        for move in moves
    ]


def _households(found: Sequence[Household]) -> list[HouseholdOut]:
    return [HouseholdOut(**dict(stop_out(one.stop)), parcels=one.parcels) for one in found]
