"""The compiled search, step by step and beside its own source run as plain Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest

from logistics.routing import (
    Capacity,
    Iterations,
    Load,
    Option,
    Problem,
    Stop,
    Travel,
    VehicleType,
    Window,
    check,
    solve,
)
from logistics.routing.plan import Kind, Step
from logistics.routing.search import search
from logistics.routing.search.layout import lay_out
from logistics.routing.search.manner import other, usual
from logistics.routing.search.steps.anneal import Cooling, anneal
from logistics.routing.search.steps.chance import draw, seeded
from logistics.routing.search.worker import Worker
from logistics.routing.search.world import fresh_state, put_routes, routes_of
from logistics.routing.vehicle import UnderWay
from tests.routing.search_cases import a_town, faults


def laden(town: Problem) -> Problem:
    """The town with one van, that has left with sacks on board and has time for many trips, and one bike."""
    van, bikes = town.vehicles
    gone = UnderWay("van", 0, (Step(Kind.START, 0, 0, 0, 0),), carried=Load(12_000, pieces=5))
    return replace(
        town, vehicles=(replace(van, count=1, shift=Window(0, 9000)), replace(bikes, count=1)), under_way=(gone,)
    )


TOWNS = {
    "plain": a_town(25, 1, windows=False),
    "windows": a_town(25, 2),
    "optional": a_town(25, 3, optional=True),
    "reloads": a_town(25, 4, reloads=True),
    "reloads of a laden van": laden(a_town(14, 8, windows=False, reloads=True)),
    "released": a_town(25, 5, released=True),
    "mixed fleet": a_town(25, 6, limits=False),
    "mixed fleet without windows": a_town(25, 7, windows=False, limits=False),
}

PLAIN = """
import json
from tests.routing.search_cases import a_town
from tests.routing.test_search_steps import searched
from logistics.routing.search.compiled import COMPILED
towns = {"windows": a_town(12, 5), "reloads": a_town(12, 6, reloads=True, optional=True)}
print(json.dumps([COMPILED, {name: searched(town, 400) for name, town in towns.items()}]))
"""


def searched(problem: Problem, steps: int) -> list[object]:
    """The routes and cost a worker finds."""
    found = Worker(layout := lay_out(problem), usual(layout), seed=7).run(lambda stand: stand.steps / steps)
    return json.loads(json.dumps([found.cost, found.routes]))


@pytest.mark.parametrize("town", TOWNS)
def test_every_step_leaves_the_arrays_true(town: str) -> None:
    layout = lay_out(TOWNS[town])
    state = fresh_state(layout, seed=1)
    strings = usual(layout).strings

    for step in range(400):
        heat = 1e-9 if step < 60 else 40.0
        anneal(layout.ground, state, strings, Cooling(heat, heat, 0.3, 0.01, 0.3), 1)

        assert faults(layout, state) == []


def test_compiled_and_plain_python_take_the_same_steps() -> None:
    environment = {**os.environ, "LOGISTICS_NO_JIT": "1"}
    answer = subprocess.run([sys.executable, "-c", PLAIN], env=environment, capture_output=True, text=True, check=True)
    compiled, plain = json.loads(answer.stdout)

    towns = {"windows": a_town(12, 5), "reloads": a_town(12, 6, reloads=True, optional=True)}
    ours = {name: searched(town, 400) for name, town in towns.items()}

    assert compiled is False
    assert ours == plain


def test_the_same_seed_and_steps_give_the_same_plan() -> None:
    problem = TOWNS["windows"]

    one, two = (solve(problem, Iterations(3000), seed=5) for _ in range(2))

    assert one == two
    assert one.search.iterations == two.search.iterations >= 3000


@pytest.mark.parametrize("town", TOWNS)
def test_every_plan_of_the_search_passes_the_audit(town: str) -> None:
    plan = solve(TOWNS[town], Iterations(3000))

    assert check(TOWNS[town], plan) == ()
    assert plan.missing == 0


@pytest.mark.parametrize("town", TOWNS)
def test_routes_read_out_and_put_back_cost_the_same(town: str) -> None:
    worker = Worker(layout := lay_out(TOWNS[town]), other(layout), seed=2)
    found = worker.run(lambda stand: stand.steps / 2000)
    again = fresh_state(layout, seed=9)

    put_routes(layout, again, found.routes)

    assert faults(layout, again) == []
    assert int(again.tally[0]) == found.cost
    assert sorted(routes_of(layout, again.kept_nodes[:, 1])) == sorted(found.routes)


def test_the_pool_prices_routes_as_the_search_does() -> None:
    worker = Worker(layout := lay_out(TOWNS["reloads"]), usual(layout), seed=3)
    found = worker.run(lambda stand: stand.steps / 2000)

    for seen in found.routes:
        state = fresh_state(layout, seed=1)
        empty = int(state.tally[0])
        put_routes(layout, state, [seen])
        skipped = sum(int(layout.ground.skip_cost[layout.ground.task[v]]) for trip in seen[1] for v in trip)

        assert found.pool.get(seen, found.cost) == int(state.tally[0]) - empty + skipped or seen not in found.pool


def test_the_dice_are_fair_and_the_same_everywhere() -> None:
    seed = np.array([seeded(1)], np.int64)
    plain = getattr(draw, "py_func", draw)
    drawn = [plain(seed) for _ in range(4000)]

    assert all(0.0 <= number < 1.0 for number in drawn)
    assert abs(sum(drawn) / len(drawn) - 0.5) < 0.02
    assert seeded(1) != seeded(2)


def test_a_budget_of_few_steps_is_kept() -> None:
    worker = Worker(layout := lay_out(TOWNS["windows"]), usual(layout), seed=1)

    found = worker.run(lambda stand: stand.steps / 100)

    assert found.steps <= 120


def test_a_route_goes_to_the_vehicle_that_serves_it_cheapest() -> None:
    near = abs(np.subtract.outer(range(4), range(4))).astype(np.int32)
    stops = tuple(Stop(str(i), (Option(i),), Load(pieces=1)) for i in (1, 2, 3))
    lorry = VehicleType("lorry", 1, Capacity(pieces=9), "way", cost_per_m=9)
    van = VehicleType("van", 1, Capacity(pieces=3), "way", cost_per_m=3)
    cycles = VehicleType("cycle", 3, Capacity(pieces=1), "way", cost_per_m=2)
    problem = Problem(stops, (lorry, van, cycles), (Travel("way", near, near),))

    plan = solve(problem, Iterations(2000))

    assert [route.vehicle for route in plan.routes] == ["van"]
    assert plan.cost == 18


def test_a_clock_that_is_spent_at_once_still_gets_everybody_it_can_in() -> None:
    layout = lay_out(TOWNS["plain"])

    found = Worker(layout, usual(layout), seed=1).run(lambda stand: 1.0)

    assert found.cost < sum(int(cost) for cost in layout.ground.skip_cost)


def test_nothing_joins_what_it_must_keep_apart_from_on_board() -> None:
    """The van has fetched poultry; tea waits beside its way, herbs do not mind, and the van may not unload before."""
    road = 60 * abs(np.subtract.outer(range(5), range(5))).astype(np.int32)
    fetched = Step(Kind.SERVE, 1, 60, 60, 60, stop="hens")
    van = VehicleType("van", 1, Capacity(pieces=9), "road", shift=Window(0, 9000), cost_per_m=1)
    stops = tuple(
        Stop(name, (Option(place),), Load(pieces=1), goods=goods, skip_cost=5000)
        for name, place, goods in (("hens", 1, "live"), ("tea", 2, "tea"), ("mint", 3, "herbs"))
    )
    gone = UnderWay("van", 0, (Step(Kind.START, 0, 0, 0, 0), fetched))
    problem = Problem(stops, (van,), (Travel("road", road, road),), apart=(("live", "tea"),), under_way=(gone,))

    (found,) = search(problem, lambda stand: stand.steps / 500, seed=1).itineraries

    assert found.stops == ("mint",)


def test_a_vehicle_that_does_not_pay_for_one_stop_goes_out_for_several() -> None:
    road = 60 * abs(np.subtract.outer(range(3), range(3))).astype(np.int32)
    stops = tuple(Stop(name, (Option(2),), Load(pieces=1), skip_cost=50) for name in "abc")
    van = VehicleType("van", 1, Capacity(pieces=9), "road", shift=Window(0, 9000), fixed_cost=60)
    problem = Problem(stops, (van,), (Travel("road", road, road),))

    plan = solve(problem, Iterations(500))

    assert plan.unserved == ()
    assert plan.cost == 60


def test_who_must_come_home_empty_fetches_nothing_alone() -> None:
    road = 60 * abs(np.subtract.outer(range(3), range(3))).astype(np.int32)
    stops = tuple(Stop(name, (Option(place),), Load(pieces=1)) for place, name in enumerate("abc"))
    van = VehicleType("van", 1, Capacity(pieces=9), "road", shift=Window(0, 9000), fixed_cost=60)
    bike = VehicleType("bike", 1, Capacity(pieces=9), "road", end_is_office=False)
    problem = Problem(stops, (van, bike), (Travel("road", road, road),))

    found = search(problem, lambda stand: stand.steps / 300, seed=1)

    assert [one.vehicle for one in found.itineraries] == ["van"]


def test_two_processes_search_together() -> None:
    plan = solve(TOWNS["windows"], Iterations(3000), threads=2)

    assert check(TOWNS["windows"], plan) == ()
    assert plan.search.iterations >= 3000


def test_beside_other_threads_one_process_searches_alone() -> None:
    done = threading.Event()
    beside = threading.Thread(target=done.wait)
    beside.start()
    try:
        plan = solve(TOWNS["windows"], Iterations(3000), threads=2)
    finally:
        done.set()
        beside.join()

    assert check(TOWNS["windows"], plan) == ()
