"""The search's look at a whole route beside the timetable that the route gets afterwards."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from logistics.routing import Break, Iterations, Pace, Precedence, Problem, Reason, Window, check, solve
from logistics.routing.search import knows_all_of
from logistics.routing.search.engine import itineraries_of
from logistics.routing.search.layout import Layout, lay_out
from logistics.routing.search.state import EXTRA, IMPOSSIBLE
from logistics.routing.search.world import Chain, fresh_state, put_routes
from logistics.routing.timetable import Timekeeper
from tests.routing.search_cases import a_town

STOPS = 9


def a_full_day(seed: int) -> Problem:
    """A town with breaks, overtime, freshness, two windows, reloads, orders and slow hours, by the dice."""
    dice = random.Random(seed)
    town = a_town(STOPS, seed, reloads=dice.random() < 0.6)
    vehicles = tuple(
        replace(
            vehicle,
            breaks=tuple(_a_break(dice) for _ in range(dice.randint(0, 2))),
            cost_per_s=1,
            regular_s=dice.choice([None, 300]),
            overtime_cost_per_s=2,
        )
        for vehicle in town.vehicles
    )
    stops = tuple(
        replace(
            stop,
            max_onboard_s=dice.choice([None, None, 200]),
            deliver_by_s=dice.choice([None, None, 600]),
            windows=(*stop.windows, Window(700, 800)) if stop.windows and dice.random() < 0.3 else stop.windows,
        )
        for stop in town.stops
    )
    paces = [(), (Pace(100, 150), Pace(300, 100)), (Pace(50, 80), Pace(200, 130), Pace(600, 100))]
    travel = tuple(replace(one, pace=dice.choice(paces)) for one in town.travel)
    orders = (Precedence("1", "2"), Precedence("1", "3"), Precedence("4", "3")) if dice.random() < 0.5 else ()
    return replace(town, vehicles=vehicles, stops=stops, travel=travel, precedence=orders)


def _a_break(dice: random.Random) -> Break:
    opens = dice.randint(50, 500)
    return Break(Window(opens, opens + dice.randint(0, 200)), dice.randint(5, 80))


def _some_routes(layout: Layout, seed: int) -> list[tuple[int, Chain]]:
    dice = random.Random(seed)
    routes: list[tuple[int, Chain]] = []
    for _ in range(15):
        kind, size = dice.randrange(2), dice.randint(1, 5)
        visits = tuple(dice.sample(range(STOPS), size))
        reload_ = layout.cars[kind].type.reload_places and size > 1 and dice.random() < 0.5
        cut = dice.randint(1, size - 1) if reload_ else size
        if all(layout.ground.allowed[visit, kind] for visit in visits):
            routes.append((kind, tuple(trip for trip in (visits[:cut], visits[cut:]) if trip)))
    return routes


@pytest.mark.parametrize("seed", range(40))
def test_the_search_and_the_timetable_agree_on_every_route(seed: int) -> None:
    problem = a_full_day(seed)
    layout = lay_out(problem)

    for route in _some_routes(layout, seed):
        state = fresh_state(layout, seed=1)
        nobody = sum(problem.skip_price(stop) for stop in problem.stops)
        put_routes(layout, state, [route])
        served = sum(problem.skip_price(layout.visits[visit][0]) for trip in route[1] for visit in trip)
        cost = int(state.tally[0]) - nobody + served
        keeper, (itinerary,) = Timekeeper(problem), itineraries_of(layout, [route])
        timed, best = keeper.plain(itinerary), keeper.time(itinerary)

        # Loads are the insertion's affair; what is looked at here is time, freshness and cost.
        if set(timed.broken) - {Reason.CAPACITY}:
            assert int(state.fleet[:, EXTRA].max()) >= IMPOSSIBLE
        else:
            assert cost == timed.route.cost
            assert best.broken == timed.broken
            assert best.route.cost <= timed.route.cost


@pytest.mark.parametrize("seed", range(5))
def test_whole_days_are_planned_without_repair(seed: int) -> None:
    problem = a_full_day(seed)

    plan = solve(problem, Iterations(2000))

    assert knows_all_of(problem)
    assert check(problem, plan) == ()
