"""A stop that is left out has its reasons, and the cheapest change that would serve it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from logistics.errors import NotFound
from logistics.routing import (
    TEXTS,
    Break,
    Capacity,
    Iterations,
    Load,
    Lock,
    Option,
    Plan,
    Precedence,
    Problem,
    Reason,
    Transfer,
    Window,
    account,
    explain,
    solve,
)
from logistics.routing.explain import THOROUGH, with_reasons
from logistics.routing.relaxed import relaxation
from tests.routing.routing_cases import HOUR, LEG_M, LEG_S, a_problem, a_stop, a_van, driven, valley, with_stop


def planned(problem: Problem) -> Plan:
    return solve(problem, Iterations(400))


def one_van(**rules: object) -> Problem:
    return a_problem(vehicles=(a_van(count=1, **rules),))


def two_kinds_of_goods() -> Problem:
    kinds = with_stop(with_stop(one_van(), "a", goods="tea", priority=9), "c", goods="live")
    return replace(kinds, apart=(("tea", "live"),))


def an_order_against_the_clock() -> Problem:
    late = with_stop(one_van(), "a", windows=(Window(10 * HOUR, 10 * HOUR),), priority=9)
    return replace(with_stop(late, "c", windows=(Window(0, 8 * HOUR),)), precedence=(Precedence("a", "c"),))


LEFT_OUT: dict[str, tuple[Reason, Problem]] = {
    "no vehicle at all": (Reason.NO_VEHICLE, a_problem(vehicles=(a_van(count=0),))),
    "a village for motorbikes": (Reason.NOT_ALLOWED, with_stop(a_problem(), "c", options=(Option(3, vehicles=()),))),
    "a closed road": (
        Reason.CLOSED_ROAD,
        a_problem(travel=(valley().without([(i, j) for i in range(5) for j in range(5) if i != j and 3 in (i, j)]),)),
    ),
    "a load beyond every vehicle": (Reason.CAPACITY, with_stop(a_problem(), "c", load=Load(mass_g=11_000))),
    "a window before anybody is there": (Reason.WINDOW, with_stop(a_problem(), "c", windows=(Window(0, 6 * HOUR),))),
    "a shift too short": (Reason.SHIFT, one_van(shift=Window(6 * HOUR, 6 * HOUR + 3_600))),
    "a route too long": (Reason.DURATION, one_van(max_duration_s=3_600)),
    "a route too far": (Reason.DISTANCE, one_van(max_distance_m=25_000)),
    "goods that wilt": (Reason.FRESHNESS, with_stop(a_problem(), "c", max_onboard_s=LEG_S)),
    "a release after hours": (Reason.SHIFT, with_stop(a_problem(), "c", release_s=18 * HOUR)),
    "goods that must stay apart": (Reason.GOODS, two_kinds_of_goods()),
    "dearer than left out": (Reason.COST, with_stop(a_problem(), "c", skip_cost=1)),
    "an order against the clock": (Reason.PRECEDENCE, an_order_against_the_clock()),
}  # fmt: skip


@pytest.mark.parametrize(("reason", "problem"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_stop_is_left_out_for_its_reason(reason: Reason, problem: Problem) -> None:
    plan = planned(problem)

    assert reason in {reason for one in plan.unserved if one.stop == "c" for reason in one.reasons}


def test_the_change_says_how_much_is_asked_for() -> None:
    short = one_van(shift=Window(6 * HOUR, 6 * HOUR + 3_600))
    plan = planned(short)

    told = explain(short, plan, plan.unserved[0].stop)

    assert told.change is not None
    assert (told.change.reason, told.change.by) == (Reason.SHIFT, 4_500 - 3_600)
    assert told.change.text.en == "A shift 15 minutes longer for van."


def test_one_more_vehicle_is_proposed_where_it_is_the_only_way() -> None:
    narrow = a_problem(vehicles=(a_van(count=1, capacity=Capacity(pieces=1)),), stops=(a_stop("a", 1), a_stop("b", 2)))
    plan = planned(narrow)

    told = explain(narrow, plan, plan.unserved[0].stop)

    assert Reason.CAPACITY in told.reasons
    assert Reason.FLEET in told.reasons


def test_several_obstacles_at_once_are_all_named() -> None:
    far = with_stop(a_problem(), "c", options=(Option(3, vehicles=()),), load=Load(mass_g=99_000))

    (one,) = planned(far).unserved

    assert set(one.reasons) == {Reason.NOT_ALLOWED, Reason.CAPACITY}


def test_a_lock_to_a_vehicle_that_may_not_come_is_named() -> None:
    bike = a_van(id="bike", count=1)
    problem = a_problem(vehicles=(a_van(), bike), locks=(Lock("c", "bike"),))
    problem = with_stop(problem, "c", options=(Option(3, vehicles=("van",)),))

    (one,) = planned(problem).unserved

    assert set(one.reasons) & {Reason.LOCK, Reason.NOT_ALLOWED}


def test_vehicles_that_have_no_trip_left_are_named() -> None:
    one_piece = a_van(count=1, capacity=Capacity(pieces=1), reload_places=(0,), max_trips=1)
    problem = a_problem(vehicles=(one_piece,), stops=(a_stop("a", 1), a_stop("b", 2)))
    plan = planned(problem)

    told = explain(problem, plan, plan.unserved[0].stop)

    assert Reason.TRIPS in told.reasons
    assert Reason.TRIPS in plan.unserved[0].reasons


def a_feeder_alone(**parts: object) -> Problem:
    """A motorbike that must come home empty, at the far end of the valley, and a household beside it."""
    bike = a_van(id="bike", count=1, start=4, end=4, end_is_office=False)
    return a_problem(stops=(a_stop("far", 3),), vehicles=(bike,), **parts)


def test_a_change_that_brings_nothing_to_an_office_is_not_proposed() -> None:
    problem = a_feeder_alone()
    plan = planned(problem)

    told = explain(problem, plan, "far")

    assert told.reasons == (Reason.TRANSFER,)
    assert told.change is None
    assert "truck" not in told.texts[0].en


def test_another_time_for_the_hand_over_is_proposed_with_what_both_vehicles_cost() -> None:
    village = [(i, j) for i in range(5) for j in range(5) if i != j and max(i, j) > 2]
    ways = valley(profile="truck").without(village), valley(profile="bike")
    truck = a_van(id="truck", count=1, profile="truck")
    bike = replace(a_feeder_alone().vehicles[0], profile="bike")
    early = Transfer("meeting", 2, ("bike",), ("truck",), 300, 0, Window(0, 6 * HOUR))
    problem = a_problem(stops=(a_stop("far", 3),), vehicles=(truck, bike), travel=ways, transfers=(early,))
    plan = planned(problem)

    told = explain(problem, plan, "far")

    assert told.change is not None
    assert told.change.reason is Reason.TRANSFER
    assert told.change.cost > 2 * (a_van().fixed_cost + 4 * LEG_M * a_van().cost_per_m)


def many_stops(vans: int) -> Problem:
    """More stops than are looked at thoroughly, each a load of its own."""
    stops = tuple(a_stop(f"s{i}", 1, load=Load(pieces=1)) for i in range(THOROUGH + 10))
    return a_problem(stops=stops, vehicles=(a_van(count=vans, capacity=Capacity(pieces=1)),))


def test_stops_that_there_was_no_time_for_are_unfinished_while_vehicles_are_left() -> None:
    problem = many_stops(vans=100)

    told = with_reasons(problem, driven(problem, ["s0"]))

    assert {one.reasons for one in told.unserved} == {(Reason.UNFINISHED,)}


def test_stops_beyond_a_fleet_that_is_all_taken_lack_a_vehicle() -> None:
    problem = many_stops(vans=1)

    told = with_reasons(problem, driven(problem, ["s0"]))

    assert told.unserved[-1].reasons == (Reason.FLEET,)


def test_one_minute_is_one_minute() -> None:
    assert relaxation(Reason.SHIFT, 30, "van").en == "A shift 1 minute longer for van."
    assert relaxation(Reason.WINDOW, 61, "van").en == "Let van come 2 minutes late."


def test_only_what_is_left_out_can_be_explained() -> None:
    problem = a_problem()

    with pytest.raises(NotFound):
        explain(problem, driven(problem, ["a", "b", "c"]), "a")


def test_every_reason_has_its_sentence_and_its_change_in_both_languages() -> None:
    for reason in Reason:
        change = relaxation(reason, 90, "xe")

        assert TEXTS[reason].vi != TEXTS[reason].en
        assert change.vi != change.en


def test_a_routes_time_is_accounted_for() -> None:
    lunch = Break(Window(6 * HOUR, 7 * HOUR), 1800)
    problem = a_problem(vehicles=(a_van(breaks=(lunch,)),))
    problem = with_stop(problem, "a", windows=(Window(6 * HOUR, 6 * HOUR + 900),))
    problem = with_stop(problem, "c", windows=(Window(9 * HOUR, 10 * HOUR),))
    route = driven(problem, ["a", "b", "c"]).routes[0]

    told = account(problem, route)

    assert told.driving_s + told.working_s + told.resting_s + told.waiting_s == route.duration_s
    assert (told.driving_s, told.working_s, told.resting_s) == (6 * LEG_S, 900, 1800)
    assert told.dearest_stop in {"a", "c"}
    assert told.saves_s > 0
