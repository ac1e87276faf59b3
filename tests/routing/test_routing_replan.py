"""The day goes on: one change, and only the routes it concerns change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from logistics.errors import Conflict
from logistics.routing import (
    NO_WAY,
    Break,
    Capacity,
    Iterations,
    Kind,
    Option,
    Plan,
    Problem,
    Reason,
    Step,
    Stop,
    Travel,
    UnderWay,
    Window,
    check,
    progressed,
    replan,
    solve,
    with_breakdown,
    with_closure,
    with_pickup,
    without_pickup,
)
from logistics.routing.itinerary import Call
from tests.routing.routing_cases import HOUR, a_problem, a_stop, a_van, driven, problems, valley


def two_valleys() -> tuple[Problem, Plan]:
    """Four households up and four down the road, a van for each half, and the plan for them."""
    apart = abs(np.subtract.outer([0, 1, 2, 3, 4, -1, -2, -3, -4], [0, 1, 2, 3, 4, -1, -2, -3, -4]))
    travel = Travel("road", apart * 600, apart * 5000)
    stops = tuple(a_stop(f"s{place}", place) for place in range(1, 9))
    problem = Problem(stops, (a_van(count=3, capacity=Capacity(pieces=5)),), (travel,))
    return problem, driven(problem, ["s1", "s2", "s3", "s4"], ["s5", "s6", "s7", "s8"])


def test_nothing_changed_changes_nothing() -> None:
    problem, plan = two_valleys()

    again = replan(problem, plan)

    assert again.plan == plan
    assert again.difference.routes == ()


def test_a_new_pickup_changes_one_route() -> None:
    problem, plan = two_valleys()

    again = replan(with_pickup(problem, a_stop("new", 3)), plan)

    assert again.difference.routes == (("van", 0),)
    assert again.difference.now_served == ("new",)
    assert again.plan.routes[1] == plan.routes[1]
    assert again.difference.cost == again.plan.cost - plan.cost


def test_a_cancelled_pickup_changes_one_route() -> None:
    problem, plan = two_valleys()

    again = replan(without_pickup(problem, "s8"), plan)

    assert again.difference.routes == (("van", 1),)
    assert again.difference.now_left_out == ("s8",)
    assert again.difference.distance_m == -10_000
    assert again.plan.routes[0] == plan.routes[0]


def test_a_cancelled_pickup_leaves_no_tie_behind() -> None:
    problem, _ = two_valleys()
    tied = replace(problem, together=(("s1", "s2"), ("s1", "s3", "s4")))

    assert without_pickup(tied, "s1").together == (("s3", "s4"),)


def test_served_prefixes_stay_and_the_rest_goes_round_a_closed_road() -> None:
    problem, plan = two_valleys()
    now = progressed(problem, plan, plan.routes[0].steps[2].start_s)
    closed = with_closure(now, [(2, 3), (3, 2), (2, 4), (4, 2)])

    again = replan(closed, plan)

    assert check(closed, again.plan) == ()
    assert again.plan.routes[0].steps[:3] == plan.routes[0].steps[:3]
    assert again.plan.routes[1].stops == plan.routes[1].stops
    assert [step.place for step in again.plan.routes[0].steps[2:4]] != [2, 3]


def test_breaks_and_reloads_that_happened_are_not_made_again() -> None:
    lunch = Break(Window(6 * HOUR, 7 * HOUR), 1800)
    van = a_van(count=1, capacity=Capacity(pieces=2), breaks=(lunch,), reload_places=(0,), reload_s=600)
    problem = a_problem(vehicles=(van,), stops=tuple(a_stop(f"s{i}", i) for i in range(1, 5)))
    reload = Call(Kind.RELOAD, 0)
    plan = driven(problem, ["s1", "s2", reload, "s3", "s4"])

    for step in plan.routes[0].steps:
        again = replan(progressed(problem, plan, step.start_s), plan)
        assert again.plan.routes[0].steps == plan.routes[0].steps


def test_a_broken_vehicles_stops_and_parcels_are_fetched_by_others() -> None:
    problem, plan = two_valleys()
    now = progressed(problem, plan, plan.routes[0].steps[2].start_s)
    broken = with_breakdown(now, "van", 0)

    again = replan(broken, plan)

    assert check(broken, again.plan) == ()
    assert again.plan.routes[0].stops == ("s1", "s2")
    rescued = {"s1 @ van 0", "s2 @ van 0"}
    assert {"s3", "s4", *rescued} <= {stop for route in again.plan.routes[1:] for stop in route.stops}
    assert set(again.difference.now_served) == rescued
    assert set(again.difference.moved) == {"s3", "s4"}


def test_a_vehicle_that_breaks_down_at_home_carries_nothing() -> None:
    problem, plan = two_valleys()
    broken = with_breakdown(problem, "van", 1)

    again = replan(broken, plan)

    assert len(broken.stops) == len(problem.stops)
    assert {"s5", "s6", "s7", "s8"} <= {stop for route in again.plan.routes for stop in route.stops}
    assert all(not route.stops for route in again.plan.routes if route.number == 1)


def test_a_closure_may_concern_one_profile_only() -> None:
    bike = replace(valley(), profile="bike")
    problem = a_problem(travel=(valley(), bike))

    closed = with_closure(problem, [(0, 1)], ["bike"])

    assert closed.travel[0] == problem.travel[0]
    assert closed.travel[1] != problem.travel[1]


def test_a_closed_area_keeps_every_place_open_to_itself() -> None:
    problem = a_problem()

    closed = with_closure(problem, [(1, 1), (1, 2)])

    assert closed.travel[0].duration_s[1, 1] == 0
    assert closed.travel[0].duration_s[1, 2] == NO_WAY


def test_a_pickup_nobody_can_reach_any_more_is_left_out_with_its_reason() -> None:
    problem, plan = two_valleys()
    cut_off = with_closure(problem, [(place, 8) for place in range(8)])

    again = replan(cut_off, plan)

    assert [(one.stop, one.reasons) for one in again.plan.unserved] == [("s8", (Reason.CLOSED_ROAD,))]


def test_a_vehicle_that_goes_straight_home_still_takes_the_rest_it_owes() -> None:
    apart = abs(np.subtract.outer(range(5), range(5)))
    fresh = a_stop("far", 4, max_onboard_s=45 * 60)
    van = a_van(breaks=(Break(Window(7 * HOUR, 7 * HOUR + 1800), 1800),))
    start = Step(Kind.START, 0, 6 * HOUR, 6 * HOUR, 6 * HOUR)
    served = Step(Kind.SERVE, 4, 6 * HOUR + 2400, 6 * HOUR + 2400, 7 * HOUR, "far")
    done = UnderWay("van", 0, (start, served))
    problem = Problem((fresh,), (van,), (Travel("road", apart * 600, apart * 5000),), under_way=(done,))

    route = replan(problem, driven(replace(problem, under_way=(), vehicles=(a_van(),)), ["far"])).plan.routes[0]

    assert [step.kind for step in route.steps] == [Kind.START, Kind.SERVE, Kind.BREAK, Kind.END]
    assert route.steps[-1].arrive_s == 7 * HOUR + 1800 + 2400


def test_a_day_that_has_not_begun_has_nothing_under_way() -> None:
    problem, plan = two_valleys()

    assert progressed(problem, plan, 0).under_way == ()
    late = progressed(problem, plan, 23 * HOUR)
    assert all(done.steps[-1].kind is not Kind.END for done in late.under_way)
    assert replan(late, plan).plan == replace(plan, search=plan.search)


NEW = Stop("new", (Option(0, service_s=300),))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(6), st.integers(6, 14), st.integers(0, 4), st.integers(0, 5))
def test_whatever_happens_the_new_plan_passes_the_audit_and_keeps_what_happened(
    problem: Problem, hour: int, what: int, which: int
) -> None:
    plan = solve(problem, Iterations(10))
    now = progressed(problem, plan, hour * HOUR)
    served = {step.stop for done in now.under_way for step in done.steps}
    match what:
        case 0:
            changed = with_pickup(now, NEW)
        case 1:
            waiting = [stop.id for stop in now.stops if stop.id not in served]
            assume(waiting)
            changed = without_pickup(now, waiting[which % len(waiting)])
        case 2:
            assume(now.under_way)
            done = now.under_way[which % len(now.under_way)]
            changed = with_breakdown(now, done.vehicle, done.number)
        case 3:
            changed = with_closure(now, [(0, which % now.travel[0].places)] if which % now.travel[0].places else [])
        case _:
            changed = now
    try:
        again = replan(changed, plan)
    except Conflict:
        assume(False)

    assert check(changed, again.plan) == ()
    if changed in (now, with_pickup(now, NEW)):
        assert again.difference.moved == again.difference.now_left_out == ()
    for done in changed.under_way:
        route = next(r for r in again.plan.routes if (r.vehicle, r.number) == (done.vehicle, done.number))
        assert route.steps[: len(done.steps)] == done.steps


def test_a_hand_over_that_nobody_can_take_is_a_conflict() -> None:
    from tests.routing.test_routing_check import a_feeder_plan, a_feeder_problem

    problem = a_feeder_problem()
    plan = a_feeder_plan(problem)
    bike = next(route for route in plan.routes if route.vehicle == "bike")
    given = progressed(problem, replace(plan, routes=(bike,)), 23 * HOUR)
    cut_off = with_closure(given, [(0, 1)], ["road"])

    with pytest.raises(Conflict):
        replan(cut_off, plan)


def test_a_replan_serves_new_stops_that_can_only_be_reached_one_after_the_other() -> None:
    ring = a_problem(travel=(valley(4).without([(1, 0), (0, 2), (2, 1), (1, 3), (3, 2)]),))
    only_c = replace(ring, stops=ring.stops[2:])
    before = solve(only_c, Iterations(20))

    plan = replan(ring, before).plan

    assert check(ring, plan) == ()
    assert plan.missing == 0
