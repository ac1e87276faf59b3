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
        "pace",
        "/travel/0/pace",
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
    "certainty": ("confidence", "/confidence_pct", lambda: a_problem(confidence_pct=100)),
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


def test_json_that_is_no_plan_is_refused() -> None:
    with pytest.raises(Invalid):
        plan_from_json('{"routes": 1}')


def test_the_schemas_name_every_field() -> None:
    assert set(schema(Problem)["properties"]) == set(Problem.__dataclass_fields__)
    assert set(schema(Plan)["properties"]) == set(Plan.__dataclass_fields__)
