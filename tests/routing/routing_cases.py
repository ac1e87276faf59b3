"""Small problems for the tests of routing: a valley with one road, and random ones of the whole model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations, product

import numpy as np
from hypothesis import strategies as st

from logistics.routing import (
    Break,
    Capacity,
    Load,
    Lock,
    Option,
    Pace,
    Plan,
    Precedence,
    Problem,
    Stop,
    Transfer,
    Travel,
    VehicleType,
    Window,
)
from logistics.routing.draft import Draft
from logistics.routing.itinerary import Call, Itinerary, serve

LEG_S, LEG_M = 600, 5000
HOUR = 3600


def valley(places: int = 5, profile: str = "road") -> Travel:
    """Places in a row along one road, 10 minutes and 5 km apart."""
    apart = abs(np.subtract.outer(np.arange(places), np.arange(places)))
    return Travel(profile, apart * LEG_S, apart * LEG_M)


def a_stop(name: str, place: int, **rules: object) -> Stop:
    """A household that hands over one parcel of 1 kg within 5 minutes."""
    return replace(Stop(name, (Option(place, service_s=300),), Load(1000, 2000, 1)), **rules)


def a_van(**rules: object) -> VehicleType:
    """Two vans on duty from 6 to 18 o'clock."""
    van = VehicleType("van", 2, Capacity(10_000, 20_000, 10), shift=Window(6 * HOUR, 18 * HOUR))
    return replace(van, **{"fixed_cost": 100, "cost_per_m": 2, "cost_per_s": 1, **rules})


def a_problem(**parts: object) -> Problem:
    """Three households a, b, c up the valley, two vans at its mouth."""
    stops = a_stop("a", 1), a_stop("b", 2), a_stop("c", 3)
    return replace(Problem(stops, (a_van(),), (valley(),)), **parts)


def with_stop(problem: Problem, name: str, **rules: object) -> Problem:
    """The same problem with other rules for one stop."""
    return replace(problem, stops=tuple(replace(s, **rules) if s.id == name else s for s in problem.stops))


def driven(problem: Problem, *routes: Sequence[Call | str], vehicle: str = "van") -> Plan:
    """The plan in which vehicle k of the type makes the calls of route k; it must break no rule."""
    draft = Draft(problem)
    for number, calls in enumerate(routes):
        made = tuple(serve(problem, call) if isinstance(call, str) else call for call in calls)
        trial = draft.trial([Itinerary(vehicle, number, made)])
        assert draft.take(trial), trial.broken
    return draft.plan()


Served = frozenset[str]


def best_by_brute_force(problem: Problem) -> Plan:
    """The best plan of single trips, by trying every set of stops on every vehicle in every order.

    Vehicles of a type must be alike: no locks to a number, nobody under way.
    """
    draft = Draft(problem)
    best_of = {vehicle.id: _best_routes(problem, draft, vehicle.id) for vehicle in problem.vehicles if vehicle.count}
    seats = [(vehicle.id, number) for vehicle in problem.vehicles for number in range(vehicle.count)]
    prices = {stop.id: problem.skip_price(stop) for stop in problem.stops}

    @cache
    def best(seat: int, left: Served) -> tuple[int, tuple[Itinerary, ...]]:
        """The least price of serving what is left with the vehicles from `seat` on, and their itineraries."""
        if seat == len(seats):
            return sum(prices[stop] for stop in left), ()
        name, number = seats[seat]
        found = [best(seat + 1, left)]
        for stops, (cost, itinerary) in best_of[name].items():
            if stops <= left:
                torn = {stop for group in problem.together if stops & {*group} for stop in group} - stops
                price, others = best(seat + 1, left - stops - torn)
                lost = sum(prices[stop] for stop in torn & left)
                found.append((cost + price + lost, (replace(itinerary, number=number), *others)))
        return min(found, key=lambda one: one[0])

    for itinerary in best(0, frozenset(prices))[1]:
        assert draft.take(draft.trial([itinerary]))
    return draft.plan()


def _best_routes(problem: Problem, draft: Draft, vehicle: str) -> dict[Served, tuple[int, Itinerary]]:
    """For each set of stops the cheapest itinerary of the vehicle that serves just them and breaks no rule."""
    best: dict[Served, tuple[int, Itinerary]] = {}
    names = [stop.id for stop in problem.stops]
    for size in range(1, len(names) + 1):
        for order in permutations(names, size):
            for options in product(*(range(len(problem.stop_of[name].options)) for name in order)):
                calls = tuple(serve(problem, name, option) for name, option in zip(order, options, strict=True))
                timed = draft.keeper.time(itinerary := Itinerary(vehicle, 0, calls))
                key = frozenset(order)
                if not timed.broken and (key not in best or timed.route.cost < best[key][0]):
                    best[key] = timed.route.cost, itinerary
    return best


@st.composite
def travels(draw: st.DrawFn, places: int, profile: str) -> Travel:
    """Directed matrices over scattered places, sometimes with bands and a slow hour."""
    xs = draw(st.lists(st.integers(0, 60), min_size=places, max_size=places))
    ys = draw(st.lists(st.integers(0, 60), min_size=places, max_size=places))
    uphill = draw(st.integers(0, 3))
    apart = abs(np.subtract.outer(xs, xs)) + abs(np.subtract.outer(ys, ys))
    climb = np.maximum(0, -np.subtract.outer(ys, ys))
    duration_s = apart * 60 + uphill * climb * 20
    slow_s = duration_s + duration_s // 3 if draw(st.booleans()) else None
    pace = (Pace(8 * HOUR, 150), Pace(9 * HOUR, 100)) if draw(st.booleans()) else ()
    return Travel(profile, duration_s, apart * 500, slow_s, pace)


@st.composite
def stops(draw: st.DrawFn, name: str, places: int) -> Stop:
    """A stop with any of its rules."""
    some = st.integers(0, 3)
    options = [Option(draw(st.integers(0, places - 1)), service_s=draw(st.sampled_from([0, 300, 900])))]
    if draw(some) == 0:
        options.append(Option(draw(st.integers(0, places - 1)), walk_cost=draw(st.integers(0, 3000))))
    if draw(some) == 0:
        options[0] = replace(options[0], vehicles=("bike",))
    windows = []
    if draw(some) == 0:
        opens = draw(st.integers(6, 12)) * HOUR
        windows = [Window(opens, opens + HOUR), Window(opens + 3 * HOUR, opens + 4 * HOUR)][: draw(st.integers(1, 2))]
    return Stop(
        name,
        tuple(options),
        Load(draw(st.integers(0, 9)) * 1000, draw(st.integers(0, 9)) * 1000, 1),
        tuple(windows),
        release_s=draw(st.sampled_from([0, 0, 0, 8 * HOUR])),
        skip_cost=draw(st.sampled_from([None, 0, 50_000])),
        priority=draw(st.integers(1, 3)),
        max_onboard_s=draw(st.sampled_from([None, None, 2 * HOUR])),
        deliver_by_s=draw(st.sampled_from([None, None, 11 * HOUR])),
        goods=draw(st.sampled_from(["", "live", "tea"])),
    )


@st.composite
def problems(draw: st.DrawFn, most_stops: int = 6) -> Problem:
    """Small problems of the whole model."""
    places = draw(st.integers(2, 6))
    size = draw(st.integers(0, most_stops))
    names = [f"s{i}" for i in range(size)]
    shift = Window(6 * HOUR, draw(st.sampled_from([10, 18])) * HOUR)
    lunch = (Break(Window(11 * HOUR, 12 * HOUR), 1800),) if draw(st.booleans()) else ()
    truck = VehicleType(
        "truck",
        draw(st.integers(0, 2)),
        Capacity(20_000, 30_000, 6),
        "truck",
        end=draw(st.integers(0, places - 1)),
        shift=shift,
        fixed_cost=20_000,
        cost_per_m=2,
        cost_per_s=1,
        regular_s=4 * HOUR,
        overtime_cost_per_s=1,
        max_distance_m=draw(st.sampled_from([None, 90_000])),
        breaks=lunch,
    )
    longest_s = draw(st.sampled_from([None, 5 * HOUR]))
    bike = VehicleType("bike", draw(st.integers(0, 2)), Capacity(10_000, None, 3), "bike", shift=shift)
    bike = replace(bike, fixed_cost=5_000, cost_per_m=1, cost_per_s=1, max_duration_s=longest_s)
    if draw(st.integers(0, 3)) == 0:
        bike = replace(bike, start=places - 1, end=places - 1, end_is_office=False)
    if draw(st.booleans()):
        bike = replace(bike, reload_places=(0,), reload_s=600, max_trips=draw(st.sampled_from([None, 2])))
    pairs = [(a, b) for a in names for b in names if a < b]
    transfer = Transfer(
        "t", draw(st.integers(0, places - 1)), ("bike",), ("truck",), 300, draw(st.sampled_from([0, HOUR]))
    )
    return Problem(
        tuple(draw(stops(name, places)) for name in names),
        (truck, bike),
        (draw(travels(places, "truck")), draw(travels(places, "bike"))),
        transfers=(transfer,) if draw(st.booleans()) else (),
        apart=(("live", "tea"),) if draw(st.booleans()) else (),
        together=(draw(st.sampled_from(pairs)),) if pairs and draw(st.integers(0, 3)) == 0 else (),
        precedence=(Precedence(*draw(st.sampled_from(pairs))),) if pairs and draw(st.integers(0, 3)) == 0 else (),
        locks=(Lock(names[0], "bike"),) if names and draw(st.integers(0, 5)) == 0 else (),
        confidence_pct=draw(st.sampled_from([50, 90])),
    )
