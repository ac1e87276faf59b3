"""The auditor finds a planted fault in every rule of the model.

Most faults are planted in the rule: a plan that was good is audited under a stricter problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from logistics.routing import (
    NO_WAY,
    Break,
    Capacity,
    Load,
    Lock,
    Option,
    Pace,
    Plan,
    Precedence,
    Problem,
    Route,
    Rule,
    Step,
    Transfer,
    Travel,
    UnderWay,
    Window,
    check,
)
from logistics.routing.itinerary import Call
from logistics.routing.plan import Kind
from tests.routing.routing_cases import HOUR, LEG_M, a_problem, a_stop, a_van, driven, valley, with_stop

A_RELOAD = Call(Kind.RELOAD, 0)


def rules_broken(problem: Problem, plan: Plan) -> set[Rule]:
    return {violation.rule for violation in check(problem, plan)}


def with_van(**rules: object) -> Problem:
    return a_problem(vehicles=(a_van(**rules),))


def with_step(plan: Plan, position: int, **changes: object) -> Plan:
    """The plan with one step of its first route changed."""
    route = plan.routes[0]
    steps = (*route.steps[:position], replace(route.steps[position], **changes), *route.steps[position + 1 :])
    return replace(plan, routes=(replace(route, steps=steps), *plan.routes[1:]))


def test_a_good_plan_breaks_nothing() -> None:
    problem = a_problem()

    assert check(problem, driven(problem, ["a", "b"], ["c"])) == ()


STRICTER: dict[str, tuple[Rule, Problem]] = {
    "a vehicle that may not come": (Rule.OPTION, with_stop(a_problem(), "b", options=(Option(2, vehicles=()),))),
    "too late": (Rule.WINDOW, with_stop(a_problem(), "b", windows=(Window(0, 60), Window(20 * HOUR, 21 * HOUR)))),
    "a release ignored": (Rule.RELEASE, with_stop(a_problem(), "c", release_s=17 * HOUR)),
    "too heavy": (Rule.CAPACITY, with_van(capacity=Capacity(mass_g=2_999))),
    "too bulky": (Rule.CAPACITY, with_van(capacity=Capacity(volume_cm3=5_999))),
    "too many": (Rule.CAPACITY, with_van(capacity=Capacity(pieces=2))),
    "back after the shift": (Rule.SHIFT, with_van(shift=Window(0, 7 * HOUR))),
    "out before the shift": (Rule.SHIFT, with_van(shift=Window(17 * HOUR, 30 * HOUR))),
    "too long": (Rule.DURATION, with_van(max_duration_s=4_499)),
    "too far": (Rule.DISTANCE, with_van(max_distance_m=6 * LEG_M - 1)),
    "no break": (Rule.BREAK, with_van(breaks=(Break(Window(6 * HOUR, 6 * HOUR + 1800), 900),))),
    "too long on board": (Rule.FRESHNESS, with_stop(a_problem(), "a", max_onboard_s=3_599)),
    "delivered too late": (Rule.FRESHNESS, with_stop(a_problem(), "a", deliver_by_s=7 * HOUR)),
    "out of order": (Rule.PRECEDENCE, a_problem(precedence=(Precedence("c", "a"),))),
    "off its vehicle": (Rule.LOCK, a_problem(locks=(Lock("b", "van", 1),))),
    "off its position": (Rule.LOCK, a_problem(locks=(Lock("b", "van", 0, 0),))),
    "a closed road": (Rule.CLOSED, a_problem(travel=(valley().without([(1, 2)]),))),
    "a slow hour": (Rule.TIME, a_problem(travel=(replace(valley(), pace=(Pace(0, 150),)),))),
    "another start": (Rule.SHAPE, with_van(start=4)),
    "another end": (Rule.SHAPE, with_van(end=4)),
    "dearer metres": (Rule.COST, with_van(cost_per_m=3)),
    "dearer seconds": (Rule.COST, with_van(cost_per_s=2)),
    "a dearer start": (Rule.COST, with_van(fixed_cost=1)),
    "overtime unpaid": (Rule.COST, with_van(regular_s=3_600, overtime_cost_per_s=5)),
    "a walk unpaid": (Rule.COST, with_stop(a_problem(), "b", options=(Option(2, 7, 300),))),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "problem"), STRICTER.values(), ids=STRICTER)
def test_a_plan_is_refused_under_the_one_rule_it_breaks(rule: Rule, problem: Problem) -> None:
    plan = driven(a_problem(), ["a", "b", "c"])

    assert rules_broken(problem, plan) == {rule}


def test_goods_that_must_stay_apart_are_found_on_one_trip_but_not_on_two() -> None:
    stops = a_stop("a", 1, goods="live"), a_stop("b", 2, goods="tea")
    free = a_problem(stops=stops, vehicles=(a_van(reload_places=(0,)),))
    strict = replace(free, apart=(("tea", "live"),))

    assert rules_broken(strict, driven(free, ["a", "b"])) == {Rule.APART}
    assert check(strict, driven(free, ["a", A_RELOAD, "b"])) == ()


def test_a_group_on_two_vehicles_is_found() -> None:
    plan = driven(a_problem(), ["a", "b"], ["c"])

    assert rules_broken(a_problem(together=(("a", "c"),)), plan) == {Rule.TOGETHER}
    assert check(a_problem(together=(("a", "b"),)), plan) == ()


def test_reloads_are_found_where_none_is_allowed_or_too_many_trips_are_made() -> None:
    free = a_problem(vehicles=(a_van(reload_places=(0,), reload_s=0),))
    plan = driven(free, ["a", A_RELOAD, "b", "c"])

    assert check(free, plan) == ()
    assert Rule.RELOAD in rules_broken(with_van(), plan)
    assert Rule.TRIPS in rules_broken(with_van(reload_places=(0,), max_trips=1), plan)
    assert Rule.TIME in rules_broken(with_van(reload_places=(0,), reload_s=60), plan)


def test_uncertain_roads_are_driven_at_the_chosen_confidence() -> None:
    sure, slow = valley(), valley()
    unsure = Travel("road", sure.duration_s, sure.distance_m, slow.duration_s * 2)
    plan = driven(a_problem(travel=(unsure,)), ["a", "b", "c"])

    assert check(a_problem(travel=(unsure,)), plan) == ()
    assert Rule.TIME in rules_broken(a_problem(travel=(unsure,), confidence_pct=90), plan)


TAMPERED: dict[str, tuple[Rule, Callable[[Plan], Plan]]] = {
    "a stop forgotten": (Rule.COVER, lambda plan: replace(plan, routes=())),
    "a stop invented": (Rule.COVER, lambda plan: with_step(plan, 1, stop="z")),
    "a stop served twice": (Rule.COVER, lambda plan: with_step(plan, 1, stop="b")),
    "an unknown vehicle": (Rule.FLEET, lambda plan: replace(plan, routes=(replace(plan.routes[0], number=2),))),
    "an unknown type": (Rule.FLEET, lambda plan: replace(plan, routes=(replace(plan.routes[0], vehicle="zeppelin"),))),
    "an unknown place": (Rule.SHAPE, lambda plan: with_step(plan, 1, place=9)),
    "an unknown option": (Rule.OPTION, lambda plan: with_step(plan, 1, option=1)),
    "a place that is not the option's": (Rule.OPTION, lambda plan: with_step(plan, 1, place=2)),
    "no end": (Rule.SHAPE, lambda plan: with_step(plan, 4, kind=Kind.BREAK)),
    "arriving too soon": (Rule.TIME, lambda plan: with_step(plan, 2, arrive_s=6 * HOUR)),
    "serving before arriving": (Rule.TIME, lambda plan: with_step(plan, 1, start_s=6 * HOUR)),
    "leaving before serving": (Rule.TIME, lambda plan: with_step(plan, 1, depart_s=plan.routes[0].steps[1].start_s)),
    "a cheaper plan": (Rule.COST, lambda plan: replace(plan, cost=plan.cost - 1)),
    "a cheaper route": (Rule.COST, lambda plan: replace(plan, routes=(replace(plan.routes[0], cost=1),))),
    "fewer metres": (Rule.COST, lambda plan: replace(plan, routes=(replace(plan.routes[0], distance_m=1),))),
    "fewer seconds": (Rule.COST, lambda plan: replace(plan, routes=(replace(plan.routes[0], duration_s=1),))),
    "nobody missing": (Rule.COST, lambda plan: replace(plan, missing=1)),
    "a bound above the cost": (Rule.COST, lambda plan: replace(plan, bound=plan.cost + 1)),
}


@pytest.mark.parametrize(("rule", "tamper"), TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_plan_is_refused(rule: Rule, tamper: Callable[[Plan], Plan]) -> None:
    plan = driven(a_problem(), ["a", "b", "c"])

    assert rules_broken(a_problem(), tamper(plan)) == {rule}


def test_one_vehicle_cannot_drive_two_routes() -> None:
    plan = driven(a_problem(), ["a", "b"], ["c"])
    same = tuple(replace(route, number=0) for route in plan.routes)

    assert rules_broken(a_problem(), replace(plan, routes=same)) == {Rule.FLEET}


def test_what_is_left_out_is_charged_its_cost() -> None:
    problem = with_stop(a_problem(), "c", skip_cost=50)
    plan = driven(problem, ["a", "b"])
    cheaper = replace(plan, unserved=(replace(plan.unserved[0], cost=0),))

    assert check(problem, plan) == ()
    assert plan.cost == plan.routes[0].cost + 50
    assert rules_broken(problem, cheaper) == {Rule.COST}


def test_a_break_is_taken_in_its_window_for_its_length_and_on_the_route() -> None:
    # Until half past eight: leaving after that is too late for the third household.
    lunch = Break(Window(6 * HOUR, 8 * HOUR + 1800), 1800)
    late = with_van(breaks=(lunch,), shift=Window(6 * HOUR, 18 * HOUR))
    late = replace(late, stops=tuple(replace(s, windows=(Window(8 * HOUR, 9 * HOUR),)) for s in late.stops))
    plan = driven(late, ["a", "b", "c"])
    at = next(i for i, step in enumerate(plan.routes[0].steps) if step.kind is Kind.BREAK)
    rest = plan.routes[0].steps[at]

    assert check(late, plan) == ()
    assert Rule.BREAK in rules_broken(late, with_step(plan, at, start_s=rest.start_s + 60))
    assert Rule.BREAK in rules_broken(late, with_step(plan, at, place=4))


def a_feeder_problem(**transfer: object) -> Problem:
    """Household a by the road, b behind it where only the bike goes; they meet at place 1."""
    stops = a_stop("a", 1), a_stop("b", 2, options=(Option(2, service_s=300, vehicles=("bike",)),), goods="live")
    bike = a_van(id="bike", count=1, fixed_cost=10)
    meeting = replace(Transfer("junction", 1, ("bike",), ("van",), 60, 3600), **transfer)
    return a_problem(stops=stops, vehicles=(a_van(count=1), bike), transfers=(meeting,))


def a_feeder_plan(problem: Problem, number: int = 1) -> Plan:
    from logistics.routing.draft import Draft
    from logistics.routing.itinerary import Itinerary, serve

    give = Call(Kind.GIVE, 1, transfer="junction", handover=number)
    take = Call(Kind.TAKE, 1, transfer="junction", handover=number)
    draft = Draft(problem)
    feeder = Itinerary("bike", 0, (serve(problem, "b"), give))
    trial = draft.trial([feeder, Itinerary("van", 0, (serve(problem, "a"), take))])
    assert draft.take(trial), trial.broken
    return draft.plan()


def test_a_hand_over_in_time_breaks_nothing() -> None:
    problem = a_feeder_problem()

    assert check(problem, a_feeder_plan(problem)) == ()


@pytest.mark.parametrize(
    "stricter",
    [
        a_feeder_problem(place=2),
        a_feeder_problem(givers=("van",)),
        a_feeder_problem(takers=("bike",)),
        a_feeder_problem(service_s=4000),
        a_feeder_problem(window=Window(12 * HOUR, 13 * HOUR)),
        replace(a_feeder_problem(), transfers=()),
    ],
    ids=["elsewhere", "wrong giver", "wrong taker", "too short", "out of hours", "unknown"],
)
def test_a_hand_over_against_its_rules_is_found(stricter: Problem) -> None:
    plan = a_feeder_plan(a_feeder_problem())

    assert rules_broken(stricter, plan) & {Rule.TRANSFER, Rule.TIME}


def later(plan: Plan, kind: Kind, by_s: int) -> Plan:
    """The plan with its steps of a kind begun and left so much later."""
    routes = []
    for route in plan.routes:
        steps = tuple(
            replace(step, start_s=step.start_s + by_s, depart_s=step.depart_s + by_s) if step.kind is kind else step
            for step in route.steps
        )
        routes.append(replace(route, steps=steps))
    return replace(plan, routes=tuple(routes))


@pytest.mark.parametrize(("kind", "by_s"), [(Kind.TAKE, 2 * HOUR), (Kind.GIVE, 2 * HOUR)], ids=["kept", "too soon"])
def test_parcels_kept_too_long_or_taken_before_they_are_given_are_found(kind: Kind, by_s: int) -> None:
    problem = a_feeder_problem()

    broken = check(problem, later(a_feeder_plan(problem), kind, by_s))

    assert {violation.where for violation in broken if violation.rule is Rule.TRANSFER} == {"hand-over 1"}


def test_parcels_that_change_vehicles_twice_are_found() -> None:
    problem = a_feeder_problem()
    bike, van = sorted(a_feeder_plan(problem).routes, key=lambda route: route.vehicle)
    again = replace(van.steps[-2], handover=2)
    back = replace(bike, steps=(*bike.steps[:-1], again, bike.steps[-1]))
    given_on = replace(van, steps=(*van.steps[:-1], replace(again, kind=Kind.GIVE), van.steps[-1]))

    broken = check(problem, replace(a_feeder_plan(problem), routes=(back, given_on)))

    assert any("hands over what was handed over before" in violation.text for violation in broken)


def test_a_feeder_that_comes_home_loaded_is_found() -> None:
    plan = driven(a_problem(), ["a", "b", "c"])

    assert rules_broken(with_van(end_is_office=False), plan) == {Rule.TRANSFER}


def test_a_hand_over_without_its_taker_is_found() -> None:
    problem = a_feeder_problem()
    plan = a_feeder_plan(problem)
    bike = next(route for route in plan.routes if route.vehicle == "bike")
    alone = replace(plan, routes=(bike,))

    assert {v.where for v in check(problem, replace(alone, unserved=())) if v.rule is Rule.COVER} == {"a"}
    taken_twice = with_step(plan, 2, handover=2)
    assert Rule.TRANSFER in rules_broken(problem, taken_twice)


def test_parcels_that_came_by_hand_over_are_weighed_kept_fresh_and_kept_apart() -> None:
    problem = a_feeder_problem()
    plan = a_feeder_plan(problem)
    narrow = replace(problem, vehicles=(replace(problem.vehicles[0], capacity=Capacity(pieces=1)), problem.vehicles[1]))

    assert Rule.CAPACITY in rules_broken(narrow, plan)
    assert Rule.FRESHNESS in rules_broken(with_stop(problem, "b", max_onboard_s=600), plan)
    assert Rule.APART in rules_broken(replace(with_stop(problem, "a", goods="tea"), apart=(("live", "tea"),)), plan)


def under_way_at_b(problem: Problem, **rules: object) -> Problem:
    """Van 0 has served a and b and stands at b, at seven o'clock."""
    steps = (
        Step(Kind.START, 0, 6 * HOUR, 6 * HOUR, 6 * HOUR),
        Step(Kind.SERVE, 1, 6 * HOUR + 900, 6 * HOUR + 900, 6 * HOUR + 1200, "a"),
        Step(Kind.SERVE, 2, 6 * HOUR + 2400, 6 * HOUR + 2400, 7 * HOUR, "b"),
    )
    return replace(problem, under_way=(replace(UnderWay("van", 0, steps), **rules),))


def test_what_happened_is_kept_as_it_happened() -> None:
    problem = under_way_at_b(a_problem())
    plan = driven(problem, ["c"])

    assert check(problem, plan) == ()
    assert Rule.SHAPE in rules_broken(problem, with_step(plan, 1, depart_s=6 * HOUR + 1300))
    assert Rule.PREFIX in rules_broken(problem, driven(a_problem(), [], ["a", "b", "c"]))


def test_what_is_on_board_counts_for_what_may_still_be_fetched() -> None:
    plan = driven(under_way_at_b(a_problem()), ["c"])
    heavy = under_way_at_b(a_problem(), carried=Load(mass_g=8_000))

    assert rules_broken(heavy, plan) == {Rule.CAPACITY}


def test_a_vehicle_that_only_goes_home_may_be_late() -> None:
    problem = under_way_at_b(with_van(shift=Window(6 * HOUR, 7 * HOUR + 60)))
    plan = driven(problem, [])

    assert [one.stop for one in plan.unserved] == ["c"]
    assert check(problem, plan) == ()
    assert rules_broken(problem, driven(under_way_at_b(a_problem()), ["c"])) == {Rule.SHIFT}


def test_a_stranded_vehicle_goes_nowhere() -> None:
    problem = under_way_at_b(a_problem(), stranded=True)

    assert Rule.SHAPE in rules_broken(problem, driven(under_way_at_b(a_problem()), ["c"]))
    assert check(problem, driven(problem, [], ["c"])) == ()


def test_freshness_that_is_lost_already_asks_for_the_straight_way_home() -> None:
    lost = with_stop(under_way_at_b(a_problem()), "a", max_onboard_s=60)

    assert check(lost, driven(lost, [])) == ()
    assert rules_broken(lost, driven(under_way_at_b(a_problem()), ["c"])) == {Rule.FRESHNESS}


def test_every_rule_of_the_model_has_been_planted() -> None:
    planted = {rule for rule, _ in (*STRICTER.values(), *TAMPERED.values())}
    planted |= {Rule.APART, Rule.TOGETHER, Rule.RELOAD, Rule.TRIPS, Rule.TRANSFER, Rule.PREFIX}

    assert planted == set(Rule)


def test_a_leg_without_a_way_is_no_short_cut() -> None:
    closed = valley().without([(0, 1), (1, 2), (2, 3), (0, 2), (0, 3)])

    assert closed.duration_s[0, 1] == NO_WAY
    assert Rule.CLOSED in rules_broken(a_problem(travel=(closed,)), driven(a_problem(), ["a", "b", "c"]))


def test_an_idle_route_costs_nothing_fixed() -> None:
    idle = Route(
        "van", 0, (Step(Kind.START, 0, 0, 0, 6 * HOUR), Step(Kind.END, 0, 6 * HOUR, 6 * HOUR, 6 * HOUR)), 0, 0, 0
    )
    problem = a_problem(stops=())

    assert check(problem, Plan((idle,), (), 0)) == ()
