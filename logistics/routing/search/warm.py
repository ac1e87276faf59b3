"""Compiling ahead: once at set-up, kept on disk, so that no plan waits for it."""

from __future__ import annotations

import time
from functools import cache

import numpy as np

from logistics.routing.problem import Problem
from logistics.routing.search.compiled import COMPILED, cache_folder
from logistics.routing.search.layout import lay_out
from logistics.routing.search.manner import usual
from logistics.routing.search.worker import Worker
from logistics.routing.stop import Load, Option, Stop, Window
from logistics.routing.travel import Travel
from logistics.routing.vehicle import Capacity, VehicleType

FINISHED = "finished"
"""The file that stands beside compiled code when all of it is there."""


def is_warm() -> bool:
    """Whether the search needs no compiling on this machine; what was broken off half-way does."""
    return not COMPILED or (cache_folder() / FINISHED).exists()


def warm_up() -> float:
    """Compile whatever a search needs, or load it where it has been compiled; returns the processor seconds it took."""
    begun = time.process_time()
    if COMPILED:
        worker = Worker(layout := lay_out(_toy()), usual(layout), seed=1)
        found = worker.run(lambda stand: stand.steps / 200)
        worker.restart(found.routes)
        # The bound stands upon the search: it cannot be imported where the search is.
        from logistics.routing.bound import lower_bound

        lower_bound(_toy(), seconds=1.0)
        (cache_folder() / FINISHED).touch()
    return time.process_time() - begun


@cache
def prepare() -> str:
    """Load the search, compiling it where nobody has; returns what it runs on. Once per process."""
    if not COMPILED:
        return "plain python"
    was_warm = is_warm()
    warm_up()
    return "compiled" if was_warm else "compiled just now: call `logistics warm-up` once, at set-up"


def _toy() -> Problem:
    """Four stops on a line: enough to pass through every verb that Python calls."""
    legs = abs(np.subtract.outer(np.arange(5), np.arange(5))).astype(np.int32)
    stops = tuple(Stop(str(i), (Option(i),), Load(pieces=1), (Window(0, 50),)) for i in range(1, 5))
    van = VehicleType("van", count=2, capacity=Capacity(pieces=3), shift=Window(0, 100), cost_per_m=1)
    return Problem(stops, (van,), (Travel("way", legs, legs),))
