"""Feeders without hand-overs: a problem that the compiled search knows, in place of one with transfers.

First every feeder ends its day at its meeting point, as if that were an office (`unloading`). Then what it brings
there becomes one stop for the trucks, open from when the feeder can be there for as long as it can wait
(`brought`). `taken` makes hand-overs of these stops again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from logistics.routing.freight import Handed
from logistics.routing.itinerary import Call, Itinerary
from logistics.routing.plan import Kind
from logistics.routing.problem import Option, Problem, Stop, Transfer, VehicleType, Window
from logistics.routing.timetable import Timed, Timekeeper

WAITS_S = (4 * 3600, 2 * 3600, 3600, 1800, 900, 0)
"""How much later than it could a feeder may be asked to hand over; the longest wait that breaks nothing counts."""

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
    return replace(problem, vehicles=tuple(vehicles), stops=tuple(_sooner(stop, onward_s) for stop in problem.stops))


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


@dataclass(frozen=True, slots=True)
class Brought:
    """What a feeder's trip brings to its meeting point: a stop for the takers, and the feeder's itinerary."""

    stop: Stop
    handover: int
    feeder: Itinerary
    fetched: tuple[str, ...]


def brought(problem: Problem, keeper: Timekeeper, found: Iterable[tuple[Itinerary, Transfer]]) -> list[Brought]:
    """What the feeders' itineraries bring; those that cannot be driven bring nothing."""
    brings: list[Brought] = []
    for itinerary, transfer in found:
        feeder = _giving(itinerary, transfer, len(brings) + 1)
        if (waits := _longest_wait(keeper, feeder)) is not None:
            brings += _stops(problem, feeder, transfer, waits)
    return brings


def _giving(itinerary: Itinerary, transfer: Transfer, number: int) -> Itinerary:
    """The feeder's itinerary with a hand-over where it unloads and at its end, numbered from `number` on."""
    calls: list[Call] = []
    for call in (*itinerary.calls, Call(Kind.RELOAD, transfer.place)):
        if call.kind is Kind.RELOAD:
            call = Call(Kind.GIVE, transfer.place, transfer=transfer.id, handover=number)
            number += 1
        calls.append(call)
    return replace(itinerary, calls=tuple(calls))


def _longest_wait(keeper: Timekeeper, feeder: Itinerary) -> dict[int, tuple[Handed, int]] | None:
    """What each hand-over gives and until when it can wait for its taker; None where the feeder is late anyhow."""
    for wait_s in WAITS_S:
        stays_s: dict[int, int] = {}
        gives: dict[int, tuple[Handed, int]] = {}
        for number in [call.handover for call in feeder.calls if call.kind is Kind.GIVE]:
            given = keeper.time(feeder, {}, stays_s).gives[number]
            stays_s[number] = given.ready_s + wait_s
            gives[number] = given, stays_s[number]
        timed: Timed = keeper.time(feeder, {}, stays_s)
        if not timed.broken:
            return gives
    return None


def _stops(
    problem: Problem, feeder: Itinerary, transfer: Transfer, waits: Mapping[int, tuple[Handed, int]]
) -> Iterator[Brought]:
    fetched: list[str] = []
    for call in feeder.calls:
        if call.kind is Kind.SERVE:
            fetched.append(call.stop)
            continue
        given, until_s = waits[call.handover]
        window = Window(given.ready_s, max(given.ready_s, min(until_s + transfer.keeps_s, transfer.window.end_s)))
        yield Brought(
            Stop(
                f"hand-over {call.handover}",
                (Option(transfer.place, 0, transfer.service_s, transfer.takers),),
                given.load,
                (window,),
                skip_cost=sum(problem.skip_price(problem.stop_of[name]) for name in fetched),
                deliver_by_s=given.deadline_s,
                goods="+".join(sorted(given.goods)),
            ),
            call.handover,
            feeder,
            tuple(fetched),
        )
        fetched = []


def without_feeders(problem: Problem, brings: Sequence[Brought], feeders: Iterable[str]) -> Problem:
    """The problem without the feeders and what they fetched, with what they brought as stops."""
    idle, gone = set(feeders), {name for one in brings for name in one.fetched}
    groups = (tuple(name for name in group if name not in gone) for group in problem.together)
    return replace(
        problem,
        stops=(*(stop for stop in problem.stops if stop.id not in gone), *(one.stop for one in brings)),
        vehicles=tuple(replace(one, count=0) if one.id in idle else one for one in problem.vehicles),
        apart=(*problem.apart, *_apart_from_mixed(problem, brings)),
        together=tuple(group for group in groups if len(group) > 1),
        precedence=tuple(tie for tie in problem.precedence if not {tie.first, tie.then} & gone),
        locks=tuple(lock for lock in problem.locks if lock.stop not in gone and lock.vehicle not in idle),
    )


def _apart_from_mixed(problem: Problem, brings: Sequence[Brought]) -> Iterator[tuple[str, str]]:
    """What may not share a trip with a mixed load: whatever may not with any of its goods."""
    mixed = {one.stop.goods: set(one.stop.goods.split("+")) for one in brings if "+" in one.stop.goods}
    pure = {name: {name} for pair in problem.apart for name in pair}
    banned = {frozenset(pair) for pair in problem.apart}
    for one, parts in mixed.items():
        for other, others in (pure | mixed).items():
            if one != other and any(frozenset((a, b)) in banned for a in parts for b in others):
                yield one, other


def taken(itinerary: Itinerary, brings: Mapping[str, Brought]) -> Itinerary:
    """The taker's itinerary with hand-overs in place of the stops that stand for them."""
    calls = (
        Call(Kind.TAKE, call.place, transfer=_transfer(brings[call.stop]), handover=brings[call.stop].handover)
        if call.stop in brings
        else call
        for call in itinerary.calls
    )
    return replace(itinerary, calls=tuple(calls))


def _transfer(one: Brought) -> str:
    return next(call.transfer for call in one.feeder.calls if call.handover == one.handover)
