"""Feeders that have met nobody yet: each ends its day at its meeting point, as if that were an office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from logistics.routing.problem import Problem
from logistics.routing.stop import Stop, Window
from logistics.routing.ties import Transfer
from logistics.routing.timetable import Timekeeper
from logistics.routing.vehicle import VehicleType

RESERVE_S, MEETING_S = 1800, 1800
"""Time kept free in a feeder's shift, and in its goods' freshness, for meeting the truck; and at every hand-over."""

DETOUR = 0.5
"""What a truck's coming costs, as a share of its way from the meeting point to its office."""

SHORTEST_S = 60
"""What is left at least of a limit that the way onward is taken off."""


def meetings(problem: Problem, keeper: Timekeeper) -> dict[str, Transfer]:
    """For each feeder that must hand over all it fetches the meeting point on its shortest way to an office."""
    under_way = {done.vehicle for done in problem.under_way}
    found = {}
    for vehicle in problem.vehicles:
        if vehicle.end_is_office or vehicle.id in under_way:
            continue
        ways = {one.id: way for one in problem.transfers if (way := _way_s(problem, keeper, vehicle, one)) is not None}
        if ways:
            found[vehicle.id] = problem.transfer_of[min(ways, key=ways.__getitem__)]
    return found


def unloading(problem: Problem, keeper: Timekeeper, meeting_of: Mapping[str, Transfer]) -> Problem:
    """The problem in which every feeder unloads at its meeting point, and then is paid for its way home."""
    vehicles = (
        _unloading(problem, one, meeting_of[one.id], keeper) if one.id in meeting_of else one
        for one in problem.vehicles
    )
    onward_s = {name: _onward_s(problem, keeper, transfer) for name, transfer in meeting_of.items()}
    return problem.derived(vehicles=tuple(vehicles), stops=tuple(_sooner(stop, onward_s) for stop in problem.stops))


def _way_s(problem: Problem, keeper: Timekeeper, vehicle: VehicleType, transfer: Transfer) -> int | None:
    """Seconds from the feeder's home by the transfer to the nearest taker's office; None where it cannot give there."""
    there, back = (vehicle.start, transfer.place), (transfer.place, vehicle.end)
    ways = keeper.ways[vehicle.id]
    if vehicle.id not in transfer.givers or not ways.open(*there) or not ways.open(*back):
        return None
    return ways.duration_s(*there) + _onward_s(problem, keeper, transfer)


def _onward_s(problem: Problem, keeper: Timekeeper, transfer: Transfer) -> int:
    """Seconds from a transfer to the nearest taker's office, with the hand-over and what meeting costs."""
    takers = [(keeper.ways[name], problem.vehicle_of[name].end) for name in transfer.takers if name in keeper.ways]
    onward = [ways.duration_s(transfer.place, end) for ways, end in takers if ways.open(transfer.place, end)]
    return min(onward, default=0) + 2 * transfer.service_s + RESERVE_S


def _coming_cost(problem: Problem, keeper: Timekeeper, transfer: Transfer) -> int:
    """Roughly what it costs that a taker comes by."""
    costs = []
    for name in transfer.takers:
        vehicle, ways = problem.vehicle_of[name], keeper.ways[name]
        if ways.open(transfer.place, vehicle.end):
            metres, seconds = ways.distance_m(transfer.place, vehicle.end), ways.duration_s(transfer.place, vehicle.end)
            costs.append(metres * vehicle.cost_per_m + (seconds + transfer.service_s) * vehicle.cost_per_s)
    return round(DETOUR * min(costs, default=0))


def _unloading(problem: Problem, feeder: VehicleType, transfer: Transfer, keeper: Timekeeper) -> VehicleType:
    ways = keeper.ways[feeder.id]
    back_s, back_m = ways.duration_s(transfer.place, feeder.end), ways.distance_m(transfer.place, feeder.end)
    last_s = ways.departure_s(transfer.place, feeder.end, feeder.shift.end_s) - transfer.service_s
    shift = Window(feeder.shift.start_s, max(feeder.shift.start_s, min(last_s - RESERVE_S, transfer.window.end_s)))
    spent_s = back_s + transfer.service_s
    way_home = back_m * feeder.cost_per_m + spent_s * feeder.cost_per_s
    return replace(
        feeder,
        end=transfer.place,
        end_is_office=True,
        shift=shift,
        fixed_cost=feeder.fixed_cost + way_home + _coming_cost(problem, keeper, transfer),
        max_duration_s=None if feeder.max_duration_s is None else max(0, feeder.max_duration_s - spent_s),
        max_distance_m=None if feeder.max_distance_m is None else max(0, feeder.max_distance_m - back_m),
        reload_places=(transfer.place,),
        reload_s=transfer.service_s + MEETING_S,
    )


def _sooner(stop: Stop, onward_s: Mapping[str, int]) -> Stop:
    """The stop with the way onward taken off its freshness, where feeders alone may come."""
    names = {name for option in stop.options for name in option.vehicles or ("",)}
    if not names or not names <= onward_s.keys():
        return stop
    onward = max(onward_s[name] for name in names)
    onboard_s, by_s = stop.max_onboard_s, stop.deliver_by_s
    return replace(
        stop,
        max_onboard_s=None if onboard_s is None else max(SHORTEST_S, onboard_s - onward),
        deliver_by_s=None if by_s is None else max(SHORTEST_S, by_s - onward),
    )
