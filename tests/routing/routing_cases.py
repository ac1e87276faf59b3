"""Small problems for the tests of routing: a valley with one road, and random ones of the whole model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from logistics.routing import (
    Break,
    Capacity,
    Kind,
    Load,
    Lock,
    Option,
    Pace,
    Plan,
    Precedence,
    Problem,
    Step,
    Stop,
    Transfer,
    Travel,
    UnderWay,
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
def locks(draw: st.DrawFn, stop: str, bikes: int) -> Lock:
    """The stop held to motorbikes, to the first of them, or to a position on its route too."""
    lock = Lock(stop, "bike")
    if bikes == 0:
        return lock
    number, position = draw(st.sampled_from([(None, None), (None, None), (0, None), (0, 0), (0, 1)]))
    return replace(lock, number=number, position=position)


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
        start=draw(st.integers(0, places - 1)),
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
    under_way = ()
    if bike.count and draw(st.integers(0, 3)) == 0:
        left_s = draw(st.integers(6, 8)) * HOUR
        under_way = (UnderWay("bike", 0, (Step(Kind.START, bike.start, left_s, left_s, left_s),)),)
    legs = [(one, two) for one in range(places) for two in range(places) if one != two and two != bike.end]
    closed = draw(st.lists(st.sampled_from(legs), max_size=places)) if legs and draw(st.integers(0, 2)) == 0 else []
    transfer = Transfer(
        "t", draw(st.integers(0, places - 1)), ("bike",), ("truck",), 300, draw(st.sampled_from([0, HOUR]))
    )
    return Problem(
        tuple(draw(stops(name, places)) for name in names),
        (truck, bike),
        tuple(draw(travels(places, profile)).without(closed) for profile in ("truck", "bike")),
        transfers=(transfer,) if draw(st.booleans()) else (),
        apart=(("live", "tea"),) if draw(st.booleans()) else (),
        together=(draw(st.sampled_from(pairs)),) if pairs and draw(st.integers(0, 3)) == 0 else (),
        precedence=(Precedence(*draw(st.sampled_from(pairs))),) if pairs and draw(st.integers(0, 3)) == 0 else (),
        locks=(draw(locks(names[0], bike.count)),) if names and draw(st.integers(0, 3)) == 0 else (),
        under_way=under_way,
        confidence_pct=draw(st.sampled_from([50, 90])),
    )
