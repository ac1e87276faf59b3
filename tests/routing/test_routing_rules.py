"""The planner uses the rules of the mountains: feeders, meeting points, reloads, freshness, breaks, rain."""

from __future__ import annotations

from dataclasses import replace

from logistics.routing import (
    Break,
    Capacity,
    Iterations,
    Kind,
    Lock,
    Option,
    Pace,
    Plan,
    Precedence,
    Problem,
    Reason,
    Step,
    Transfer,
    Travel,
    UnderWay,
    Window,
    check,
    solve,
)
from tests.routing.routing_cases import HOUR, LEG_M, LEG_S, a_problem, a_stop, a_van, valley, with_stop


def planned(problem: Problem) -> Plan:
    plan = solve(problem, Iterations(400))
    assert check(problem, plan) == ()
    return plan


def kinds(plan: Plan, vehicle: str) -> list[Kind]:
    return [step.kind for route in plan.routes if route.vehicle == vehicle for step in route.steps]


def a_mountain(**transfer: object) -> Problem:
    """The truck's road ends at place 4; beyond it only the motorbike of a feeder who lives there gets through."""
    near = [a_stop(f"near{place}", place) for place in (1, 2, 3, 4)]
    beyond = Option(0, service_s=300, vehicles=("bike",))
    far = [a_stop(f"far{place}", place, options=(replace(beyond, place=place),)) for place in (5, 6, 7)]
    bike = a_van(id="bike", count=1, start=4, end=4, end_is_office=False, fixed_cost=10, cost_per_m=1)
    meeting = replace(Transfer("road head", 4, ("bike",), ("truck",), 300, HOUR), **transfer)
    return Problem((*near, *far), (a_van(id="truck", count=1), bike), (valley(8),), transfers=(meeting,))


def test_a_feeder_brings_everything_to_the_road_head_at_once() -> None:
    plan = planned(a_mountain())

    assert plan.unserved == ()
    (bike,) = (route for route in plan.routes if route.vehicle == "bike")
    assert {"far5", "far6", "far7"} <= {*bike.stops}
    assert kinds(plan, "bike")[-2:] == [Kind.GIVE, Kind.END]
    assert kinds(plan, "bike").count(Kind.GIVE) == kinds(plan, "truck").count(Kind.TAKE) == 1


def test_a_feeder_waits_for_the_truck_where_nothing_may_lie_unattended() -> None:
    plan = planned(a_mountain(keeps_s=0, window=Window(12 * HOUR, 18 * HOUR)))
    steps = [step for route in plan.routes for step in route.steps]
    give = next(step for step in steps if step.kind is Kind.GIVE)
    take = next(step for step in steps if step.kind is Kind.TAKE)

    assert give.start_s + 300 <= take.start_s <= give.depart_s


def test_without_a_truck_at_the_road_head_the_far_villages_are_left_out() -> None:
    plan = planned(replace(a_mountain(), transfers=()))

    assert {one.stop for one in plan.unserved} == {"far5", "far6", "far7"}


def test_the_household_walks_where_that_is_cheaper() -> None:
    farm_or_road = Option(3, service_s=300), Option(1, walk_cost=500)
    dear = Option(3, service_s=300), Option(1, walk_cost=99_000)
    one = a_problem(stops=(a_stop("a", 1),))

    walks = planned(replace(one, stops=(*one.stops, a_stop("b", 3, options=farm_or_road))))
    drives = planned(replace(one, stops=(*one.stops, a_stop("b", 3, options=dear))))

    assert {step.place for route in walks.routes for step in route.steps} == {0, 1}
    assert {step.place for route in drives.routes for step in route.steps} == {0, 1, 3}


def test_a_small_vehicle_makes_several_trips() -> None:
    van = a_van(count=1, capacity=Capacity(pieces=1), reload_places=(0,), reload_s=600)

    plan = planned(a_problem(vehicles=(van,)))

    assert plan.unserved == ()
    assert kinds(plan, "van").count(Kind.RELOAD) == 2


def test_a_break_falls_into_a_wait_where_there_is_one() -> None:
    lunch = Break(Window(6 * HOUR, 9 * HOUR), 1800)
    problem = with_stop(
        a_problem(vehicles=(a_van(count=1, breaks=(lunch,)),)), "a", windows=(Window(0, 6 * HOUR + 900),)
    )
    problem = with_stop(problem, "c", windows=(Window(9 * HOUR, 10 * HOUR),))

    (route,) = planned(problem).routes

    rest = next(step for step in route.steps if step.kind is Kind.BREAK)
    assert rest.depart_s <= 9 * HOUR
    assert route.steps[-1].arrive_s == 9 * HOUR + 300 + 3 * LEG_S


def test_fresh_goods_are_fetched_last_and_late() -> None:
    fresh = with_stop(a_problem(vehicles=(a_van(count=1),)), "b", max_onboard_s=2 * LEG_S)
    fresh = with_stop(fresh, "c", windows=(Window(9 * HOUR, 10 * HOUR),))

    (route,) = planned(fresh).routes

    assert route.stops[-1] == "b"
    assert route.steps[-1].arrive_s - route.steps[-2].depart_s <= 2 * LEG_S


def test_a_vehicle_leaves_late_rather_than_wait_on_the_road() -> None:
    late = with_stop(a_problem(stops=(a_stop("c", 3),)), "c", windows=(Window(12 * HOUR, 13 * HOUR),))

    (route,) = planned(late).routes

    assert route.steps[0].depart_s == 12 * HOUR - 3 * LEG_S
    assert route.duration_s == 6 * LEG_S + 300


def test_rain_makes_the_way_longer() -> None:
    rain = replace(valley(), pace=(Pace(6 * HOUR, 200), Pace(6 * HOUR + 600, 100)))

    (route,) = planned(a_problem(travel=(rain,), stops=(a_stop("a", 1, windows=(Window(0, 7 * HOUR),)),))).routes

    assert route.duration_s >= 2 * LEG_S + 300
    wet = a_problem(travel=(rain,), stops=(a_stop("c", 3, windows=(Window(0, 6 * HOUR + 2100),)),))
    assert planned(wet).routes[0].steps[1].arrive_s == 6 * HOUR + 600 + 300 + 2 * LEG_S


def test_bands_move_the_start_forward_so_that_the_window_is_kept() -> None:
    sure = valley()
    unsure = Travel("road", sure.duration_s, sure.distance_m, sure.duration_s * 3 // 2)
    late = a_problem(stops=(a_stop("c", 3, windows=(Window(12 * HOUR, 12 * HOUR),)),), travel=(unsure,))

    median, safe = planned(late), planned(replace(late, confidence_pct=90))

    assert median.routes[0].steps[0].depart_s == 12 * HOUR - 3 * LEG_S
    assert safe.routes[0].steps[0].depart_s == 12 * HOUR - 3 * LEG_S * 3 // 2


def test_groups_orders_and_locks_are_kept_together() -> None:
    tied = a_problem(
        together=(("a", "c"),), precedence=(Precedence("c", "a"),), locks=(Lock("b", "van", 1, 0), Lock("a", "van", 0))
    )

    plan = planned(tied)

    assert plan.unserved == ()
    assert [route.stops for route in plan.routes] == [("c", "a"), ("b",)]


def test_overtime_is_worth_a_second_vehicle_only_when_it_is_dear() -> None:
    cheap = a_van(regular_s=3_600, overtime_cost_per_s=1, fixed_cost=5_000)
    dear = replace(cheap, overtime_cost_per_s=100)

    assert len(planned(a_problem(vehicles=(cheap,))).routes) == 1
    assert len(planned(a_problem(vehicles=(dear,))).routes) == 2


def test_several_offices_each_send_their_own_vehicles() -> None:
    lower, upper = a_van(id="lower", count=1), a_van(id="upper", count=1, start=4, end=4)

    plan = planned(a_problem(vehicles=(lower, upper), stops=(a_stop("a", 1), a_stop("d", 4), a_stop("e", 3))))

    assert {route.vehicle: set(route.stops) for route in plan.routes} in (
        {"lower": {"a"}, "upper": {"d", "e"}},
        {"upper": {"a", "d", "e"}},
    )


def test_a_vehicle_may_end_elsewhere_than_it_began() -> None:
    through = a_problem(vehicles=(a_van(count=1, end=4),))

    (route,) = planned(through).routes

    assert route.stops == ("a", "b", "c")
    assert route.distance_m == 4 * LEG_M


def test_a_vehicle_under_way_goes_on_from_where_it_is() -> None:
    start = Step(Kind.START, 0, 6 * HOUR, 6 * HOUR, 6 * HOUR)
    at_b = Step(Kind.SERVE, 2, 6 * HOUR + 1200, 6 * HOUR + 1200, 7 * HOUR, "b")
    problem = a_problem(under_way=(UnderWay("van", 0, (start, at_b)),), vehicles=(a_van(count=1),))

    (route,) = planned(problem).routes

    assert route.steps[:2] == (start, at_b)
    assert set(route.stops) == {"a", "b", "c"}


def a_ring(*closed: tuple[int, int], places: int = 3) -> Problem:
    """An office at place 0 and a household at each other place, with these legs closed."""
    stops = tuple(a_stop(f"s{place}", place) for place in range(1, places))
    return Problem(stops, (a_van(count=1),), (valley(places).without(closed),))


def test_stops_are_served_that_can_only_be_reached_one_after_the_other() -> None:
    plan = planned(a_ring((1, 0), (0, 2), (2, 1)))

    assert plan.unserved == ()
    assert plan.routes[0].stops == ("s1", "s2")


def test_three_stops_on_a_one_way_road_join_a_route_that_passes_there() -> None:
    one_way = a_ring((1, 0), (2, 0), (0, 2), (0, 3), (2, 1), (3, 1), (3, 2), (1, 3), (4, 1), (4, 2), (4, 3), places=5)

    plan = planned(one_way)

    assert plan.unserved == ()
    assert "s1 s2 s3" in " ".join(plan.routes[0].stops)


def test_a_stop_beyond_a_closed_road_stays_out_and_says_so() -> None:
    (one,) = planned(a_ring((1, 0), (0, 2), (2, 1), (1, 2), (2, 0))).unserved[:1]

    assert Reason.CLOSED_ROAD in one.reasons
