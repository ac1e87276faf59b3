"""Progress tells of the best so far, as the result will count it, and one process alone tells it."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from logistics.routing import Iterations, Problem, Progress, solve
from logistics.routing.search import Stand
from logistics.routing.search.layout import lay_out
from logistics.routing.search.manner import usual
from logistics.routing.search.worker import Worker
from tests.routing.search_cases import a_town
from tests.routing.test_routing_stages import a_village

TOWNS = {
    "trips": a_town(24, seed=3, reloads=True),
    "left out": a_town(24, seed=5, optional=True),
    "plain": a_town(24, seed=7, windows=False, limits=False),
}


@pytest.mark.parametrize("town", TOWNS.values(), ids=TOWNS)
def test_a_worker_tells_its_best_as_the_result_counts_it(town: Problem) -> None:
    worker, stands = Worker(layout := lay_out(town), usual(layout), seed=1), list[Stand]()

    def clock(stand: Stand) -> float:
        stands.append(stand)
        return stand.steps / 3000

    found = worker.run(clock)

    last = worker.walk.stand
    served = sum(len(trip) for _, chain in found.routes for trip in chain)
    assert all(later.cost <= earlier.cost for earlier, later in pairwise(stands))
    assert (last.cost, last.routes, last.absent) == (found.cost, len(found.routes), len(town.stops) - served)


def test_progress_agrees_with_the_plan() -> None:
    told: list[Progress] = []

    plan = solve(TOWNS["trips"], Iterations(3000), on_progress=told.append)

    assert (told[-1].routes, told[-1].unserved) == (len(plan.routes), len(plan.unserved))
    assert told[-1].cost >= plan.cost


def test_progress_never_grows_worse_where_the_search_goes_in_stages() -> None:
    told: list[Progress] = []

    solve(a_village(), Iterations(3000), on_progress=told.append)

    assert all(later.cost <= earlier.cost for earlier, later in pairwise(told))


def test_of_two_processes_one_tells(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def note(progress: Progress) -> None:
        with log.open("a") as lines:
            lines.write(f"{os.getpid()} {progress.cost}\n")

    solve(TOWNS["plain"], Iterations(3000), threads=2, on_progress=note)

    lines = [line.split() for line in log.read_text().splitlines()]
    assert {process for process, _ in lines} == {str(os.getpid())}
    assert all(int(later) <= int(earlier) for (_, earlier), (_, later) in pairwise(lines))
