"""What feeders bring to their meeting points: a stop for the trucks, open for as long as the feeder can wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from logistics.routing.freight import Handed
from logistics.routing.itinerary import Call, Itinerary
from logistics.routing.plan import Kind
from logistics.routing.problem import Problem
from logistics.routing.stop import Option, Stop, Window
from logistics.routing.tasks import EVER_S
from logistics.routing.ties import Transfer
from logistics.routing.timetable import Timed, Timekeeper

WAITS_S = (4 * 3600, 2 * 3600, 3600, 1800, 900, 0)
"""How much later than it could a feeder may be asked to hand over; the longest wait that breaks nothing counts."""

NOT_SETTLED: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class Brought:
    """What a feeder's trip brings to its meeting point: a stop for the takers, and the feeder's itinerary."""

    stop: Stop
    handover: int
    feeder: Itinerary
    fetched: tuple[str, ...]


def brought(
    problem: Problem, keeper: Timekeeper, feeders: Iterable[Itinerary], until_s: Mapping[int, int] = NOT_SETTLED
) -> list[Brought]:
    """What the feeders bring at their hand-overs; those that cannot be driven bring nothing.

    `until_s` tells of hand-overs until when the feeder waits; the others wait for as long as may be.
    """
    brings: list[Brought] = []
    for feeder in feeders:
        if (waits := _longest_wait(keeper, feeder, until_s)) is not None:
            brings += _stops(problem, feeder, waits)
    return brings


def giving(itinerary: Itinerary, transfer: Transfer, number: int) -> Itinerary:
    """The feeder's itinerary with a hand-over where it unloads and at its end, numbered from `number` on."""
    calls: list[Call] = []
    for call in (*itinerary.calls, Call(Kind.RELOAD, transfer.place)):
        if call.kind is Kind.RELOAD:
            call = Call(Kind.GIVE, transfer.place, transfer=transfer.id, handover=number)
            number += 1
        calls.append(call)
    return replace(itinerary, calls=tuple(calls))


def _longest_wait(
    keeper: Timekeeper, feeder: Itinerary, until_s: Mapping[int, int]
) -> dict[int, tuple[Handed, int]] | None:
    """What each hand-over gives and until when it can wait for its taker; None where the feeder is late anyhow."""
    for wait_s in WAITS_S:
        stays_s: dict[int, int] = {}
        gives: dict[int, tuple[Handed, int]] = {}
        for number in [call.handover for call in feeder.calls if call.kind is Kind.GIVE]:
            given = keeper.time(feeder, {}, stays_s).gives[number]
            stays_s[number] = max(given.ready_s, min(until_s.get(number, EVER_S), given.ready_s + wait_s))
            gives[number] = given, stays_s[number]
        timed: Timed = keeper.time(feeder, {}, stays_s)
        if not timed.broken:
            return gives
    return None


def _stops(problem: Problem, feeder: Itinerary, waits: Mapping[int, tuple[Handed, int]]) -> Iterator[Brought]:
    fetched: list[str] = []
    for call in feeder.calls:
        if call.kind is Kind.SERVE:
            fetched.append(call.stop)
            continue
        given, until_s = waits[call.handover]
        yield Brought(waiting(problem, call, given, until_s, fetched), call.handover, feeder, tuple(fetched))
        fetched = []


def waiting(problem: Problem, give: Call, given: Handed, until_s: int, fetched: Iterable[str]) -> Stop:
    """What a feeder gives, as a stop for its takers, from when it is ready until the feeder must go."""
    transfer = problem.transfer_of[give.transfer]
    closes_s = max(given.ready_s, min(until_s + transfer.keeps_s, transfer.window.end_s))
    return Stop(
        f"hand-over {give.handover}",
        (Option(transfer.place, 0, transfer.service_s, transfer.takers),),
        given.load,
        (Window(given.ready_s, closes_s),),
        skip_cost=sum(problem.skip_price(problem.stop_of[name]) for name in fetched),
        deliver_by_s=given.deadline_s,
        goods="+".join(sorted(given.goods)),
    )


def without_feeders(problem: Problem, brings: Sequence[Brought], feeders: Iterable[str]) -> Problem:
    """The problem without the feeders and what they fetched, with what they brought as stops."""
    idle, gone = set(feeders), {name for one in brings for name in one.fetched}
    groups = (tuple(name for name in group if name not in gone) for group in problem.together)
    return problem.derived(
        stops=(*(stop for stop in problem.stops if stop.id not in gone), *(one.stop for one in brings)),
        vehicles=tuple(replace(one, count=0) if one.id in idle else one for one in problem.vehicles),
        apart=(*problem.apart, *apart_from_mixed(problem, [one.stop for one in brings])),
        together=tuple(group for group in groups if len(group) > 1),
        precedence=tuple(tie for tie in problem.precedence if not {tie.first, tie.then} & gone),
        locks=tuple(lock for lock in problem.locks if lock.stop not in gone and lock.vehicle not in idle),
    )


def apart_from_mixed(problem: Problem, waiting: Iterable[Stop]) -> Iterator[tuple[str, str]]:
    """What may not share a trip with a mixed load: whatever may not with any of its goods."""
    mixed = {stop.goods: set(stop.goods.split("+")) for stop in waiting if "+" in stop.goods}
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
