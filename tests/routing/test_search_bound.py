"""The proven bound beside what brute force finds, and where none is given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from logistics.routing import Iterations, Problem, solve
from logistics.routing.bound import bounded, lower_bound, with_bound
from logistics.routing.recombine import Choice, Column, recombine
from tests.routing.brute_force import least_price
from tests.routing.routing_cases import a_problem, problems
from tests.routing.search_cases import a_town


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(4))
def test_no_plan_undercuts_the_bound(problem: Problem) -> None:
    bound = lower_bound(problem, seconds=1.0)

    assert bound is None or bound <= least_price(problem)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_plan_is_shown_within_a_few_percent_where_only_loads_bind(seed: int) -> None:
    problem = a_town(20, seed, windows=False)

    plan = with_bound(problem, solve(problem, Iterations(3000)), seconds=5.0)

    assert plan.bound is not None
    assert plan.bound <= plan.cost
    assert plan.gap_to_bound is not None
    assert plan.gap_to_bound < 1.0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_plan_with_windows_is_shown_within_a_few_percent(seed: int) -> None:
    problem = a_town(20, seed, windows=True)

    plan = with_bound(problem, solve(problem, Iterations(3000)), seconds=5.0)

    assert plan.bound is not None
    assert plan.bound <= plan.cost
    assert plan.gap_to_bound is not None
    assert plan.gap_to_bound < 0.1


def test_vehicles_of_many_kinds_are_bounded_by_the_best_of_each() -> None:
    town = a_problem()
    vans = tuple(replace(town.vehicles[0], id=f"van {number}", count=1, fixed_cost=number) for number in range(8))
    problem = replace(town, vehicles=(*town.vehicles, *vans))

    plan = with_bound(problem, solve(problem, Iterations(2000)), seconds=3.0)

    assert plan.bound is not None
    assert plan.cost - 28 <= plan.bound <= plan.cost


def test_a_choice_of_reload_places_gets_no_bound() -> None:
    town = a_town(6, 1, windows=False)
    van = replace(town.vehicles[0], reload_places=(0, 1))

    assert lower_bound(replace(town, vehicles=(van,)), seconds=1.0) is None


def test_a_bound_that_contradicts_a_plan_is_logged_and_not_claimed(caplog: pytest.LogCaptureFixture) -> None:
    plan = solve(a_problem(), Iterations(200))

    assert bounded(plan, plan.cost).bound == plan.cost
    assert bounded(plan, plan.cost + 1).bound is None
    assert "contradicts" in caplog.text


def test_a_problem_without_loads_gets_no_bound() -> None:
    town = a_problem()
    weightless = tuple(type(stop)(stop.id, stop.options) for stop in town.stops)

    assert lower_bound(Problem(weightless, town.vehicles, town.travel), seconds=1.0) is None


def test_recombination_takes_the_best_of_both_plans() -> None:
    east, west = Column(0, (0, 1), 10), Column(0, (2, 3), 10)
    worse_east, worse_west = Column(0, (0, 2), 14), Column(0, (1, 3), 14)

    chosen = recombine(Choice([worse_east, worse_west, west, east], [99] * 4, [2], incumbent=28))

    assert chosen is not None
    assert set(chosen) == {east, west}


def test_recombination_keeps_to_the_fleet_and_may_leave_a_stop_out() -> None:
    columns = [Column(0, (0, 1), 10), Column(0, (2,), 4), Column(1, (2,), 50)]

    chosen = recombine(Choice(columns, [100, 100, 30], [1, 1], incumbent=61))

    assert chosen == [columns[0]]


def test_recombination_finds_nothing_where_nothing_is_better() -> None:
    columns = [Column(0, (0, 1), 10)]

    assert recombine(Choice(columns, [9, 9], [1], incumbent=10)) is None
