"""Ruin and recreate over a draft: slow beside the compiled search, but it knows every rule of the model.

Strings of neighbouring stops are taken out of a few routes and inserted again at their cheapest places;
a worse draft is kept now and then, less often as the budget is spent (Christiaens and Vanden Berghe, 2020).
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence

import numpy as np

from logistics.routing.budget import Budget, Progress
from logistics.routing.construct import by_urgency, insert_all
from logistics.routing.draft import Draft
from logistics.routing.problem import Problem
from logistics.routing.travel import NO_WAY

STRING = 6
"""How many stops of one route a ruin takes at most."""

ROUTES = 3
"""How many routes a ruin takes them from, on average."""

TRIES = 12
"""How many places an insertion tries, cheapest first."""

HOT, COLD = 0.05, 0.0005
"""Temperature at the beginning and at the end, as a share of the price of one served stop."""


class Stopwatch:
    """Counts a search's seconds, processor seconds and iterations."""

    def __init__(self) -> None:
        self._wall_s, self._cpu_s, self.iterations = time.monotonic(), time.process_time(), 0

    @property
    def wall_s(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._wall_s

    @property
    def cpu_s(self) -> float:
        """Processor seconds of this process since the beginning."""
        return time.process_time() - self._cpu_s

    def progress(self, draft: Draft) -> Progress:
        """Where the search stands, with this draft as its best."""
        routes, left_out = len(draft.itineraries), len(draft.left_out)
        return Progress(self.wall_s, self.cpu_s, self.iterations, draft.price, routes, left_out)


def improve(
    draft: Draft, stop: Budget, watch: Stopwatch, seed: int, on_progress: Callable[[Progress], None] | None = None
) -> Draft:
    """The best draft found before the budget was spent; the given one where nothing better was."""
    if len(draft.problem.stops) < 2 or stop(watch.progress(draft)) >= 1.0:
        return draft
    dice, near = random.Random(seed), _neighbours(draft.problem)
    best = current = draft
    best_price = current_price = draft.price
    grain = max(1.0, best_price / max(1, len(draft.problem.stops)))
    while (share := stop(watch.progress(best))) < 1.0:
        watch.iterations += 1
        trial = _ruined(current, dice, near)
        insert_all(trial, _order(draft.problem, trial.left_out, dice), TRIES)
        temperature = grain * HOT * (COLD / HOT) ** share
        price = trial.price
        if price < current_price - temperature * math.log(1.0 - dice.random()):
            current, current_price = trial, price
        if price < best_price:
            best, best_price = trial, price
            if on_progress:
                on_progress(watch.progress(best))
    return best


def _neighbours(problem: Problem) -> dict[str, list[str]]:
    """For each stop all stops, the nearest first, by the first profile and each stop's first place."""
    if not problem.stops:
        return {}
    places = np.array([stop.options[0].place for stop in problem.stops])
    legs = problem.travel[0].duration_s[np.ix_(places, places)].astype(np.int64)
    legs = np.minimum(legs, NO_WAY) + np.minimum(legs.T, NO_WAY)
    names = [stop.id for stop in problem.stops]
    nearest = np.argsort(legs, axis=1, kind="stable")[:, :50]
    return {names[i]: [names[j] for j in row] for i, row in enumerate(nearest)}


def _ruined(draft: Draft, dice: random.Random, near: dict[str, list[str]]) -> Draft:
    """A copy of the draft without some strings of stops around one stop drawn at random."""
    trial, ruined = draft.copy(), set()
    wanted = 1 + dice.randrange(2 * ROUTES - 1)
    centre = dice.choice(draft.problem.stops).id
    for stop in near[centre]:
        seat = trial.seat_of.get(stop)
        if seat is None or seat in ruined or stop not in trial.itineraries[seat].stops:
            continue
        ruined.add(seat)
        stops = trial.itineraries[seat].stops
        length = 1 + dice.randrange(min(STRING, len(stops)))
        at = stops.index(stop)
        first = dice.randrange(max(0, at - length + 1), min(at, len(stops) - length) + 1)
        trial.take_out(stops[first : first + length])
        if len(ruined) == wanted:
            break
    return trial


def _order(problem: Problem, stops: Sequence[str], dice: random.Random) -> list[str]:
    """The order of insertion: at random, or the hard ones first."""
    if dice.random() < 0.5:
        return by_urgency(problem, stops)
    return dice.sample(list(stops), len(stops))
