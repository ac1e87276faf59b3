"""Laws that hold for every problem of the whole model."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from logistics.routing import (
    Iterations,
    Load,
    Option,
    Plan,
    Problem,
    Stop,
    Travel,
    VehicleType,
    check,
    plan_from_json,
    problem_from_json,
    solve,
    to_json,
)
from logistics.routing.check.drive import Drive
from logistics.routing.construct import construct
from logistics.routing.plan import Route
from logistics.routing.ways import Ways
from tests.routing.brute_force import least_price
from tests.routing.routing_cases import HOUR, a_van, problems, travels

OFTEN = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
SELDOM = settings(OFTEN, max_examples=15)


@OFTEN
@given(problems(8))
def test_every_first_plan_passes_the_audit(problem: Problem) -> None:
    plan = construct(problem).plan()

    assert check(problem, plan) == ()


@OFTEN
@given(problems(6))
def test_every_solved_plan_passes_the_audit_and_says_why_it_leaves_stops_out(problem: Problem) -> None:
    plan = solve(problem, Iterations(30))

    assert check(problem, plan) == ()
    assert all(one.reasons for one in plan.unserved)


@SELDOM
@given(problems(4))
def test_no_small_plan_is_better(problem: Problem) -> None:
    """Without hand-overs, which are too many to try: the rest of the model, reloads too, is tried out."""
    alone = replace(problem, transfers=())

    assert price(alone, solve(alone, Iterations(4000))) <= least_price(alone)


@SELDOM
@given(travels(5, "road"), st.lists(st.integers(1, 4), min_size=5, max_size=5))
def test_five_stops_of_a_plain_fleet_are_planned_at_the_least_cost(travel: Travel, loads: list[int]) -> None:
    stops = tuple(Stop(str(i), (Option(i % 5),), Load(pieces=load)) for i, load in enumerate(loads))
    problem = Problem(stops, (a_van(capacity=replace(a_van().capacity, pieces=6)),), (replace(travel, pace=()),))

    assert price(problem, solve(problem, Iterations(2000))) == least_price(problem)


def price(problem: Problem, plan: Plan) -> int:
    """What a search pays for the plan: routes, and what is left out at its price."""
    left_out = sum(problem.skip_price(problem.stop_of[one.stop]) for one in plan.unserved)
    return sum(route.cost for route in plan.routes) + left_out


@OFTEN
@given(problems(6))
def test_problems_and_plans_survive_the_way_through_json(problem: Problem) -> None:
    plan = construct(problem).plan()

    assert problem_from_json(to_json(problem)) == problem
    assert plan_from_json(to_json(plan)) == plan


@OFTEN
@given(problems(5), st.integers(1, 9))
def test_the_same_seed_gives_the_same_plan(problem: Problem, seed: int) -> None:
    assert solve(problem, Iterations(20), seed=seed) == solve(problem, Iterations(20), seed=seed)


@OFTEN
@given(travels(4, "road"), st.integers(0, 20 * HOUR), st.integers(50, 99), st.integers(0, 15))
def test_engine_and_auditor_drive_alike(travel: Travel, depart_s: int, confidence_pct: int, leg: int) -> None:
    vehicle = VehicleType("van", 1)
    problem = Problem((), (vehicle,), (travel,), confidence_pct=confidence_pct)
    ways, auditor = Ways(problem, vehicle), Drive(problem, Route("van", 0, (), 0, 0, 0))
    origin, target = divmod(leg, 4)
    assume(origin != target)

    arrival_s = ways.arrival_s(origin, target, depart_s)

    assert arrival_s == auditor.arrival_s(origin, target, depart_s)
    latest_s = ways.departure_s(origin, target, arrival_s)
    assert depart_s <= latest_s
    assert ways.arrival_s(origin, target, latest_s) <= arrival_s < ways.arrival_s(origin, target, latest_s + 1)
