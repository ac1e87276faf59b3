"""A route leaves when that is cheapest: after the rain, between the windows, past the break."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from logistics.routing import (
    Break,
    Iterations,
    Pace,
    Plan,
    Precedence,
    Problem,
    Travel,
    VehicleType,
    Window,
    check,
    solve,
)
from logistics.routing.itinerary import Itinerary, serve
from logistics.routing.timetable import FEW, Timekeeper
from tests.routing.routing_cases import HOUR, LEG_S, a_problem, a_stop, a_van, valley

HALF_PAST_EIGHT = 8 * HOUR + HOUR // 2
RAIN = (Pace(0, 200), Pace(HALF_PAST_EIGHT, 100))


def a_day(*stops: object, pace: tuple[Pace, ...] = (), leg_s: int = LEG_S, **rules: object) -> Problem:
    """Stops in a row, `leg_s` apart, one van that costs a unit a second and nothing else."""
    apart = leg_s * abs(np.subtract.outer(np.arange(3), np.arange(3)))
    van = replace(VehicleType("van", shift=Window(5 * HOUR, 17 * HOUR), cost_per_s=1), **rules)
    return a_problem(stops=stops, vehicles=(van,), travel=(Travel("road", apart, apart, pace=pace),))


def planned(problem: Problem) -> Plan:
    plan = solve(problem, Iterations(100))
    assert check(problem, plan) == ()
    return plan


def test_a_route_leaves_when_the_rain_is_over() -> None:
    (route,) = planned(a_day(a_stop("a", 1), pace=RAIN, leg_s=HOUR)).routes

    assert route.steps[0].depart_s == HALF_PAST_EIGHT
    assert route.cost == 2 * HOUR + 300


def test_a_stop_too_far_in_the_rain_is_served_after_it() -> None:
    plan = planned(a_day(a_stop("a", 1), pace=RAIN, leg_s=HOUR, max_duration_s=3 * HOUR))

    assert plan.unserved == ()


def two_openings() -> Problem:
    """a is open twice, b only later, and a comes before b."""
    morning, later = Window(6 * HOUR, 7 * HOUR), Window(10 * HOUR, 11 * HOUR)
    day = a_day(a_stop("a", 1, windows=(morning, later)), a_stop("b", 2, windows=(later,)))
    return replace(day, precedence=(Precedence("a", "b"),))


def test_a_stop_is_served_in_its_later_window_where_waiting_would_cost_more() -> None:
    (route,) = planned(two_openings()).routes

    assert route.cost == 4 * LEG_S + 2 * 300


def test_later_windows_keep_a_route_within_its_longest_duration() -> None:
    day = two_openings()

    plan = planned(replace(day, vehicles=(replace(day.vehicles[0], max_duration_s=HOUR),)))

    assert plan.unserved == ()


def test_a_route_leaves_after_its_break_would_be_due() -> None:
    lunch = Break(Window(11 * HOUR, 12 * HOUR), 1800)
    day = a_day(a_stop("a", 1, windows=(Window(12 * HOUR + 300, 15 * HOUR),)), leg_s=HOUR // 2, breaks=(lunch,))

    (route,) = planned(day).routes

    assert route.cost == HOUR + 300
    assert len(route.steps) == 3


def test_large_plans_leave_at_their_best_too() -> None:
    stops = [a_stop(f"s{i}", 1 + i % 2) for i in range(FEW + 1)]

    (route,) = planned(a_day(*stops, pace=RAIN)).routes

    assert route.duration_s == 4 * LEG_S + 300 * len(stops)


def test_plain_routes_are_timed_once() -> None:
    problem = a_problem(vehicles=(a_van(max_duration_s=5 * HOUR),), travel=(valley(),))
    keeper, itinerary = Timekeeper(problem), Itinerary("van", 0, (serve(problem, "a"), serve(problem, "b")))
    timed = keeper.plain(itinerary)

    assert keeper.settled(itinerary, timed) is timed
