"""A problem that contradicts itself is refused with every fault; what merely cannot be served is planned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from logistics.errors import Invalid
from logistics.routing import (
    NO_WAY,
    Break,
    Capacity,
    Iterations,
    Kind,
    Load,
    Lock,
    Option,
    Pace,
    Precedence,
    Problem,
    Reason,
    Seconds,
    Step,
    Stop,
    Transfer,
    Travel,
    UnderWay,
    VehicleType,
    Window,
    check,
    plan_from_json,
    problem_from_json,
    solve,
    to_json,
)
from logistics.routing.exchange import schema
from logistics.routing.plan import Plan
from tests.routing.routing_cases import a_problem, a_stop, a_van, valley, with_stop

TWO = [[0, 5], [5, 0]]


def under_way(*steps: Step, vehicle: str = "van", number: int = 0) -> Problem:
    return a_problem(under_way=(UnderWay(vehicle, number, steps),))


START = Step(Kind.START, 0, 0, 0, 0)

BAD: dict[str, tuple[str, str, Callable[[], Problem]]] = {
    "no matrices": ("missing", "/travel", lambda: a_problem(travel=())),
    "a ragged matrix": ("shape", "/travel/0/duration_s", lambda: a_problem(travel=(Travel("r", [[0, 1], [1]], TWO),))),
    "a matrix that is no square": (
        "shape",
        "/travel/0/duration_s",
        lambda: a_problem(travel=(Travel("r", [[0, 1]], TWO),)),
    ),
    "fractions": (
        "not_whole",
        "/travel/0/distance_m",
        lambda: a_problem(travel=(Travel("r", TWO, [[0, 0.5], [1, 0]]),)),
    ),
    "a negative time": (
        "negative",
        "/travel/0/duration_s/1/0",
        lambda: a_problem(travel=(Travel("r", [[0, 5], [-5, 0]], TWO),)),
    ),
    "a huge time": (
        "huge",
        "/travel/0/duration_s/0/1",
        lambda: a_problem(travel=(Travel("r", [[0, 10**9], [5, 0]], TWO),)),
    ),
    "a time beyond 32 bits": (
        "huge",
        "/travel/0/duration_s/0/1",
        lambda: a_problem(travel=(Travel("r", [[0, 10**12], [5, 0]], TWO),)),
    ),
    "a way from a place to itself": (
        "diagonal",
        "/travel/0/duration_s",
        lambda: a_problem(travel=(Travel("r", [[1, 5], [5, 0]], TWO),)),
    ),
    "matrices of two sizes": ("shape", "/travel/0", lambda: a_problem(travel=(Travel("r", TWO, valley().distance_m),))),
    "profiles of two sizes": ("shape", "/travel", lambda: a_problem(travel=(valley(), valley(4, "bike")))),
    "a profile twice": ("twice", "/travel", lambda: a_problem(travel=(valley(), valley()))),
    "a time without a distance": (
        "no_way",
        "/travel/0",
        lambda: a_problem(travel=(Travel("r", TWO, [[0, None], [5, 0]]),)),
    ),
    "a band below the median": (
        "band",
        "/travel/0/slow_s",
        lambda: a_problem(travel=(Travel("r", TWO, TWO, [[0, 4], [5, 0]]),)),
    ),
    "an impossible pace": (
        "beyond",
        "/travel/0/pace/0/percent",
        lambda: a_problem(travel=(replace(valley(), pace=(Pace(0, 0),)),)),
    ),
    "paces out of order": (
        "pace_order",
        "/travel/0/pace",
        lambda: a_problem(travel=(replace(valley(), pace=(Pace(9, 90), Pace(8, 80))),)),
    ),
    "an unknown place": (
        "unknown_place",
        "/stops/1/options/0/place",
        lambda: with_stop(a_problem(), "b", options=(Option(5),)),
    ),
    "an unknown start": ("unknown_place", "/vehicles/0", lambda: a_problem(vehicles=(a_van(start=-1),))),
    "a stop nowhere": ("no_place", "/stops/0/options", lambda: with_stop(a_problem(), "a", options=())),
    "a window that closes before it opens": (
        "window_reversed",
        "/stops/0/windows",
        lambda: with_stop(a_problem(), "a", windows=(Window(9, 8),)),
    ),
    "a shift that ends before it begins": (
        "window_reversed",
        "/vehicles/0",
        lambda: a_problem(vehicles=(a_van(shift=Window(9, 8)),)),
    ),
    "a break that ends before it begins": (
        "window_reversed",
        "/vehicles/0",
        lambda: a_problem(vehicles=(a_van(breaks=(Break(Window(9, 8), 1),)),)),
    ),
    "a negative break": (
        "negative",
        "/vehicles/0/breaks/0/duration_s",
        lambda: a_problem(vehicles=(a_van(breaks=(Break(Window(), -1),)),)),
    ),
    "a negative load": ("negative", "/stops/0/load/mass_g", lambda: with_stop(a_problem(), "a", load=Load(-1))),
    "a negative service": (
        "negative",
        "/stops/0/options/0/service_s",
        lambda: with_stop(a_problem(), "a", options=(Option(1, service_s=-1),)),
    ),
    "a negative cost": ("negative", "/vehicles/0/cost_per_m", lambda: a_problem(vehicles=(a_van(cost_per_m=-1),))),
    "a negative fleet": ("negative", "/vehicles/0/count", lambda: a_problem(vehicles=(a_van(count=-1),))),
    "an unknown profile": (
        "unknown_profile",
        "/vehicles/0/profile",
        lambda: a_problem(vehicles=(a_van(profile="boat"),)),
    ),
    "an unknown vehicle at a stop": (
        "unknown_vehicle",
        "/stops/0/options/0/vehicles",
        lambda: with_stop(a_problem(), "a", options=(Option(1, vehicles=("boat",)),)),
    ),
    "an unknown vehicle at a transfer": (
        "unknown_vehicle",
        "/transfers/0",
        lambda: a_problem(transfers=(Transfer("t", 1, ("boat",), ("van",)),)),
    ),
    "a stop twice": ("twice", "/stops", lambda: a_problem(stops=(a_stop("a", 1), a_stop("a", 2)))),
    "a vehicle type twice": ("twice", "/vehicles", lambda: a_problem(vehicles=(a_van(), a_van()))),
    "a shift before midnight": (
        "negative",
        "/vehicles/0/shift/start_s",
        lambda: a_problem(vehicles=(a_van(shift=Window(-1000, -10)),)),
    ),
    "a window beyond all days": (
        "beyond",
        "/stops/0/windows/0/end_s",
        lambda: with_stop(a_problem(), "a", windows=(Window(0, 10**12),)),
    ),
    "a cost beyond 64 bits": (
        "beyond",
        "/vehicles/0/cost_per_m",
        lambda: a_problem(vehicles=(a_van(cost_per_m=10**25),)),
    ),
    "a priority beyond all others": ("beyond", "/stops/0/priority", lambda: with_stop(a_problem(), "a", priority=1001)),
    "a fleet beyond all others": ("beyond", "/vehicles/0/count", lambda: a_problem(vehicles=(a_van(count=10**9),))),
    "no trip at all": ("beyond", "/vehicles/0/max_trips", lambda: a_problem(vehicles=(a_van(max_trips=0),))),
    "a truth for a number": ("not_whole", "/vehicles/0/count", lambda: a_problem(vehicles=(a_van(count=True),))),
    "a truth in a matrix": (
        "not_whole",
        "/travel/0/duration_s",
        lambda: a_problem(travel=(Travel("r", [[0, True], [1, 0]], TWO),)),
    ),
    "a stop without a name": ("no_id", "/stops/1/id", lambda: with_stop(a_problem(), "b", id="")),
    "less than nothing on board": (
        "negative",
        "/under_way/0/carried/pieces",
        lambda: a_problem(under_way=(UnderWay("van", 0, (START,), Load(pieces=-5)),)),
    ),
    "what happened in another age": (
        "beyond",
        "/under_way/0/steps/0/depart_s",
        lambda: under_way(Step(Kind.START, 0, 0, 0, 10**12)),
    ),
    "loads that together pass 32 bits": (
        "too_much_load",
        "/stops",
        lambda: a_problem(stops=tuple(a_stop(name, 1, load=Load(1_500_000_000)) for name in "ab")),
    ),
    "a leg dearer than the search can count": (
        "dear_leg",
        "/vehicles/0",
        lambda: a_problem(vehicles=(a_van(cost_per_m=100_000),)),
    ),
    "stops dearer than 64 bits": (
        "dear_stops",
        "/stops/0",
        lambda: a_problem(stops=(a_stop("a", 1, priority=1000),), vehicles=(a_van(fixed_cost=10**12, cost_per_m=1),)),
    ),
    "paces without a common multiple": (
        "pace_multiple",
        "/travel/0/pace",
        lambda: a_problem(
            travel=(replace(valley(), pace=tuple(Pace(i, p) for i, p in enumerate((101, 103, 107, 109, 113, 127)))),)
        ),
    ),
    "certainty": ("beyond", "/confidence_pct", lambda: a_problem(confidence_pct=100)),
    "an unknown stop in a group": ("unknown_stop", "/together/0", lambda: a_problem(together=(("a", "z"),))),
    "goods apart from themselves": ("apart", "/apart/0", lambda: a_problem(apart=(("tea", "tea"),))),
    "an order in a circle": (
        "circle",
        "/precedence",
        lambda: a_problem(precedence=(Precedence("a", "b"), Precedence("b", "a"))),
    ),
    "a lock to no vehicle": ("unknown_vehicle", "/locks/0/vehicle", lambda: a_problem(locks=(Lock("a", "boat"),))),
    "a lock beyond the fleet": ("unknown_vehicle", "/locks/0/number", lambda: a_problem(locks=(Lock("a", "van", 2),))),
    "a position of no vehicle": (
        "position",
        "/locks/0/position",
        lambda: a_problem(locks=(Lock("a", "van", None, 0),)),
    ),
    "two locks for one stop": (
        "contradiction",
        "/locks",
        lambda: a_problem(locks=(Lock("a", "van", 0), Lock("a", "van", 1))),
    ),
    "two stops for one position": (
        "contradiction",
        "/locks",
        lambda: a_problem(locks=(Lock("a", "van", 0, 0), Lock("b", "van", 0, 0))),
    ),
    "a group locked to two vehicles": (
        "contradiction",
        "/locks",
        lambda: a_problem(together=(("a", "b"),), locks=(Lock("a", "van", 0), Lock("b", "van", 1))),
    ),
    "positions against the order": (
        "contradiction",
        "/locks",
        lambda: a_problem(precedence=(Precedence("a", "b"),), locks=(Lock("a", "van", 0, 1), Lock("b", "van", 0, 0))),
    ),
    "a lock against what happened": (
        "contradiction",
        "/locks",
        lambda: replace(under_way(START, Step(Kind.SERVE, 1, 0, 0, 0, "a")), locks=(Lock("a", "van", 1),)),
    ),
    "a prefix that ended": ("prefix", "/under_way/0/steps", lambda: under_way(START, Step(Kind.END, 0, 0, 0, 0))),
    "a prefix without a start": ("prefix", "/under_way/0/steps", lambda: under_way()),
    "time running backwards": (
        "backwards",
        "/under_way/0/steps",
        lambda: under_way(START, Step(Kind.SERVE, 1, 9, 8, 9, "a")),
    ),
    "a stop served twice": (
        "served_twice",
        "/under_way",
        lambda: under_way(START, *[Step(Kind.SERVE, 1, 0, 0, 0, "a")] * 2),
    ),
    "an option that is not": (
        "unknown_option",
        "/under_way/0/steps/1/option",
        lambda: under_way(START, Step(Kind.SERVE, 2, 0, 0, 0, "a")),
    ),
    "a vehicle under way that is not": ("unknown_vehicle", "/under_way/0", lambda: under_way(START, number=2)),
}


@pytest.mark.parametrize(("code", "at", "make"), BAD.values(), ids=BAD)
def test_a_contradiction_is_refused_at_its_place(code: str, at: str, make: Callable[[], Problem]) -> None:
    with pytest.raises(Invalid) as refused:
        make()

    assert (code, at) in {(fault.code, fault.at) for fault in refused.value.problems}


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        a_problem(stops=(Stop("a", ()), Stop("a", (Option(9),))), vehicles=(a_van(count=-1),))

    assert len(refused.value.problems) == 4
    assert all(fault.text.vi and fault.text.en for fault in refused.value.problems)


@pytest.mark.parametrize("duration_s", [[[0, 1], [1]], [[0, 1, 2], [1, 0, 2]]])
def test_a_matrix_that_is_none_is_the_only_fault(duration_s: list[list[int]]) -> None:
    with pytest.raises(Invalid) as refused:
        a_problem(travel=(Travel("road", duration_s, valley().distance_m),))

    assert {fault.at for fault in refused.value.problems} <= {"/travel", "/travel/0/duration_s"}


def test_what_is_as_large_as_may_be_is_planned() -> None:
    largest = a_van(
        count=1_000_000,
        capacity=Capacity(2_000_000_000),
        shift=Window(0, 10**9),
        fixed_cost=10**9,
        max_distance_m=10**12,
    )
    stops = tuple(
        a_stop(name, place, load=Load(10**9), windows=(Window(0, 10**9),), release_s=i, skip_cost=10**12)
        for i, (name, place) in enumerate([("a", 1), ("b", 2)])
    )
    problem = a_problem(stops=stops, vehicles=(largest,))

    plan = solve(problem, Iterations(50))

    assert check(problem, plan) == ()
    assert plan.unserved == ()


def test_the_engine_makes_problems_of_its_own_beyond_the_limits() -> None:
    problem = a_problem()

    derived = problem.derived(stops=(replace(problem.stops[0], skip_cost=10**13),))

    assert derived.skip_price(derived.stops[0]) == 10**13
    assert (len(derived.stop_of), len(problem.stop_of)) == (1, 3)


def test_asymmetric_matrices_are_welcome() -> None:
    uphill = Travel("road", [[0, 900, 950], [300, 0, 400], [350, 450, 0]], [[0, 1, 2], [1, 0, 3], [2, 3, 0]])
    problem = Problem((a_stop("a", 1), a_stop("b", 2)), (a_van(),), (uphill,))

    plan = solve(problem, Iterations(50))

    assert check(problem, plan) == ()
    assert plan.unserved == ()


def test_a_plain_problem_is_five_lines() -> None:
    legs = np.array([[0, 5, 7], [5, 0, 3], [7, 3, 0]])
    stops = tuple(Stop(str(place), (Option(place),), Load(pieces=2)) for place in (1, 2))
    vans = VehicleType("van", count=2, capacity=Capacity(pieces=4), cost_per_m=1)
    problem = Problem(stops, (vans,), (Travel("road", legs, legs),))
    plan = solve(problem, Iterations(50))

    assert plan.cost == 15


@pytest.mark.parametrize(
    "empty",
    [
        a_problem(stops=()),
        a_problem(vehicles=()),
        a_problem(vehicles=(a_van(count=0),)),
        Problem((), (), ()),
        a_problem(stops=(a_stop("a", 1),)),
    ],
    ids=["no stops", "no vehicles", "none of a type", "nothing", "one stop"],
)
def test_there_is_a_plan_even_of_nothing(empty: Problem) -> None:
    plan = solve(empty, Iterations(20))

    assert check(empty, plan) == ()
    if not any(vehicle.count for vehicle in empty.vehicles):
        assert [one.reasons for one in plan.unserved] == [(Reason.NO_VEHICLE,)] * len(empty.stops)


def test_a_budget_of_nothing_still_gives_a_plan() -> None:
    problem = a_problem()

    assert check(problem, solve(problem, Seconds(0))) == ()


def test_closed_legs_read_as_null() -> None:
    closed = a_problem(travel=(Travel("road", [[0, None], [5, 0]], [[0, None], [5, 0]]),), stops=())

    assert closed.travel[0].duration_s[0, 1] == NO_WAY
    assert '"duration_s":[[0,null],[5,0]]' in to_json(closed)
    assert problem_from_json(to_json(closed)) == closed


def test_matrices_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        a_problem().travel[0].duration_s[0, 1] = 5


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("{", ""),
        ('{"stops": [{"id": 3}]}', "/stops/0/id"),
        ('{"stops": [], "vehicles": 1, "travel": []}', "/vehicles"),
        ('{"stops": [], "vehicles": [], "travel": [{"profile": "a"}]}', "/travel/0/duration_s"),
    ],
)
def test_json_that_is_no_problem_is_refused_at_its_place(text: str, at: str) -> None:
    with pytest.raises(Invalid) as refused:
        problem_from_json(text)

    assert at in {fault.at for fault in refused.value.problems}


A_STOP = '"id":"a","options":[{"place":1,"walk_cost":0,"service_s":300,"vehicles":null}]'


@pytest.mark.parametrize(
    ("was", "now", "at", "told"),
    [
        (A_STOP, A_STOP + ',"skip_cots":5', "/stops/0/skip_cots", "did you mean skip_cost?"),
        ('"walk_cost":0', '"walkcost":0', "/stops/0/options/0/walkcost", "did you mean walk_cost?"),
        ('"end_s":64800', '"ends":64800', "/vehicles/0/shift/ends", "did you mean end_s?"),
        ('"locks":[]', '"lokcs":[]', "/lokcs", "did you mean locks?"),
        ('"locks":[]', '"x1":[]', "/x1", "known are apart"),
        ('"count":2', '"count":true', "/vehicles/0/count", ""),
        ('"count":2', '"count":"2"', "/vehicles/0/count", ""),
        ('"count":2', '"count":2.0', "/vehicles/0/count", ""),
        ('"duration_s":[[0,600', '"duration_s":[[0,true', "/travel/0/duration_s", "whole numbers"),
    ],
)
def test_json_takes_nothing_for_something_else(was: str, now: str, at: str, told: str) -> None:
    text = to_json(a_problem())
    assert was in text

    with pytest.raises(Invalid) as refused:
        problem_from_json(text.replace(was, now, 1))

    (fault,) = refused.value.problems
    assert fault.at == at
    assert told in fault.text.en


@pytest.mark.parametrize("text", ["null", "[]", "5", '"x"'])
def test_json_of_another_kind_is_told_what_is_expected(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        problem_from_json(text)

    assert '"stops"' in refused.value.problems[0].text.en


def test_the_schema_states_the_limits_and_knows_no_other_names() -> None:
    told = schema(Problem)

    assert not told["additionalProperties"]
    assert not told["$defs"]["Stop"]["additionalProperties"]
    assert told["$defs"]["VehicleType"]["properties"]["count"]["maximum"] == 1_000_000
    assert told["$defs"]["Stop"]["properties"]["skip_cost"]["anyOf"][0]["maximum"] == 10**12


def test_json_that_is_no_plan_is_refused() -> None:
    with pytest.raises(Invalid):
        plan_from_json('{"routes": 1}')


def test_the_schemas_name_every_field() -> None:
    assert set(schema(Problem)["properties"]) == set(Problem.__dataclass_fields__)
    assert set(schema(Plan)["properties"]) == set(Plan.__dataclass_fields__)
