"""The mountain set: days that use every rule of the model, the same on every machine."""

from __future__ import annotations

from hashlib import sha256

import pytest

from logistics.cli.bench.mountain_day import mountain_day
from logistics.cli.bench.mountain_parts import for_ortools, for_pyvrp
from logistics.cli.bench.pyvrp_peer import can_state
from logistics.routing import NO_WAY, CpuSeconds, check, solve, to_json


def test_the_same_seed_makes_the_same_day() -> None:
    days = [sha256(to_json(mountain_day(50, seed)).encode()).hexdigest() for seed in (1, 1, 2)]

    assert days[0] == days[1] != days[2]


@pytest.mark.parametrize("stops", [50, 200])
def test_a_mountain_day_uses_every_rule_of_the_model(stops: int) -> None:
    day = mountain_day(stops, 1)

    assert len(day.stops) == stops
    assert day.transfers
    assert day.apart
    assert day.together
    assert day.precedence
    assert day.locks
    assert day.under_way
    assert any(lock.position is not None for lock in day.locks)
    assert any(done.carried.pieces for done in day.under_way)
    assert {len(stop.windows) for stop in day.stops} == {0, 1, 2}
    assert any(stop.release_s for stop in day.stops)
    assert any(stop.max_onboard_s for stop in day.stops)
    assert any(stop.deliver_by_s for stop in day.stops)
    assert {stop.skip_cost is None for stop in day.stops} == {True, False}
    assert {stop.priority for stop in day.stops} == {1, 2, 3}
    assert any(option.walk_cost for stop in day.stops for option in stop.options)
    assert any(option.vehicles for stop in day.stops for option in stop.options)
    assert len({vehicle.start for vehicle in day.vehicles if vehicle.end_is_office}) > 1
    assert any(vehicle.start != vehicle.end for vehicle in day.vehicles)
    assert any(vehicle.breaks for vehicle in day.vehicles)
    assert any(vehicle.reload_places for vehicle in day.vehicles)
    assert any(vehicle.overtime_cost_per_s for vehicle in day.vehicles)
    assert not all(vehicle.end_is_office for vehicle in day.vehicles)
    for travel in day.travel:
        assert travel.pace
        assert travel.slow_s is not None
        assert (travel.duration_s != travel.duration_s.T).any()
    assert any((travel.duration_s == NO_WAY).any() for travel in day.travel)


def test_each_peer_can_state_its_part_of_a_mountain_day() -> None:
    day = mountain_day(50, 1)

    assert can_state(for_pyvrp(day))
    assert not any(vehicle.reload_places or vehicle.breaks for vehicle in for_ortools(day).vehicles)


def test_a_mountain_day_is_planned_lawfully() -> None:
    day = mountain_day(50, 1)

    plan = solve(day, CpuSeconds(2))

    assert check(day, plan) == ()
