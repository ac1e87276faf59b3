"""From a problem to itineraries: lay out, search on one core or two, recombine, translate back."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from logistics.routing.itinerary import Call, Itinerary, serve
from logistics.routing.plan import Kind
from logistics.routing.problem import Problem
from logistics.routing.search.layout import Layout, lay_out
from logistics.routing.search.manner import other, usual
from logistics.routing.search.pace import Clock, Stand
from logistics.routing.search.pool import Seen
from logistics.routing.search.worker import Found, Worker

WARM = 0.4
"""A search that goes on from good routes begins at this share of the usual heat."""

COMPANION_ENDS = 0.93
"""Share of the budget at which the second worker hands in, so that its routes are there for the last recombination."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found: itineraries that keep the rules the search knows, and the steps it took."""

    itineraries: tuple[Itinerary, ...]
    steps: int


def search(problem: Problem, clock: Clock, seed: int, threads: int = 1, start: Sequence[Itinerary] = ()) -> Searched:
    """The best itineraries found before the clock says 1.0, going on from `start`, which must break no rule.

    With `threads` above 1 a second process searches in another manner, and its routes are recombined with ours;
    `clock` is then asked in both processes. The second is forked, which is safe only while no other thread runs:
    else the first searches alone. One thread, and a clock that counts steps, make the same result again.
    """
    layout = lay_out(problem)
    if not layout.visits or not layout.vehicles:
        return Searched((), 0)
    worker = Worker(layout, usual(layout), seed)
    if start:
        worker.manner = replace(worker.manner, hot=worker.manner.hot * WARM)
        worker.restart(seen_of(layout, start))
    if threads == 1 or threading.active_count() > 1:
        found = worker.run(clock)
        return Searched(tuple(itineraries_of(layout, found.routes)), found.steps)
    return _search_in_company(layout, worker, clock, seed)


def _search_in_company(layout: Layout, worker: Worker, clock: Clock, seed: int) -> Searched:
    # A fork shares the arrays, the compiled code and the clock, whatever it is made of, at once.
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    companion = context.Process(target=_accompany, args=(theirs, layout, clock, seed + 1), daemon=True)
    companion.start()
    theirs.close()
    steps = 0

    def listen() -> None:
        nonlocal steps
        try:
            while ours.poll():
                news: Found = ours.recv()
                steps = news.steps
                worker.hear(news)
        except EOFError:
            pass

    worker.before_recombining = listen
    try:
        found = worker.run(clock)
    finally:
        companion.terminate()
        companion.join()
    return Searched(tuple(itineraries_of(layout, found.routes)), found.steps + steps)


def _accompany(ear: Connection, layout: Layout, clock: Clock, seed: int) -> None:
    """The second process: another manner, reporting at each of its recombinations and at its end."""
    worker = Worker(layout, other(layout), seed)
    worker.after_recombining = ear.send
    ear.send(worker.run(_ending_at(COMPANION_ENDS, clock)))
    ear.close()


def _ending_at(end: float, clock: Clock) -> Callable[[Stand], float]:
    return lambda stand: clock(stand) / end


def seen_of(layout: Layout, itineraries: Sequence[Itinerary]) -> list[Seen]:
    """The itineraries as the search's routes."""
    kind_of = {(car.type.id, number): kind for kind, car in enumerate(layout.cars) for number in car.numbers}
    visit_of = {(stop.id, option): visit for visit, (stop, option) in enumerate(layout.visits)}
    routes = []
    for itinerary in itineraries:
        trips: list[list[int]] = [[]]
        for call in itinerary.calls:
            if call.kind is Kind.RELOAD:
                trips.append([])
            else:
                trips[-1].append(visit_of[call.stop, call.option])
        if itinerary.calls:
            routes.append((kind_of[itinerary.vehicle, itinerary.number], tuple(tuple(trip) for trip in trips if trip)))
    return routes


def itineraries_of(layout: Layout, routes: list[Seen]) -> list[Itinerary]:
    """The routes with the vehicles' own numbers, in the order in which the problem names them."""
    used = [0] * len(layout.cars)
    itineraries = []
    for kind, chain in routes:
        car = layout.cars[kind]
        number = car.numbers[used[kind]]
        used[kind] += 1
        calls: list[Call] = []
        for trip in chain:
            if calls:
                calls.append(Call(Kind.RELOAD, car.type.reload_places[0]))
            for visit in trip:
                stop, option = layout.visits[visit]
                calls.append(serve(layout.problem, stop.id, option))
        itineraries.append(Itinerary(car.type.id, number, tuple(calls)))
    return itineraries
