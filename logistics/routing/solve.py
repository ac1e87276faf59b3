"""`solve`: from a problem and a budget to a plan that has passed the audit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace

from logistics.routing.budget import Budget, Progress
from logistics.routing.chains import insert_chains
from logistics.routing.check import check
from logistics.routing.construct import by_urgency, construct, insert_all
from logistics.routing.draft import Draft
from logistics.routing.explain import with_reasons
from logistics.routing.improve import Stopwatch, improve
from logistics.routing.itinerary import Itinerary
from logistics.routing.joining import join, spare_hand_overs
from logistics.routing.plan import Plan, Search
from logistics.routing.problem import Problem
from logistics.routing.search import Searched, Stand, knows_all_of, prepare
from logistics.routing.stages import search_in_stages

KNOWN_SHARE = 0.85
"""Share of the budget for the compiled search where rules that it does not know are left to the slower one."""

SLOW = 20
"""How many iterations of a budget one iteration of the slower search counts for."""

FEW, LITTLE = 20, 80
"""Up to so many stops the slower search always makes so many iterations: they take a blink and know every rule."""

REPAIRS, PLACES = 300, 20_000
"""How many stops, at most, the slower insertion tries after the search, and how many stops it looks at for that
in all: numbers, not seconds, so that plans repeat themselves."""


def solve(
    problem: Problem,
    stop: Budget,
    *,
    seed: int = 1,
    threads: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """The best plan found before the budget was spent. It passes `check`, and there always is one.

    What cannot be served is left out, with the reasons. The same seed, a budget in iterations and one thread
    give the same plan. `on_progress` hears how the search goes. With `threads` above 1 two processes search, where no
    other thread of this process runs.
    Loading the compiled search, about a second in a process's first plan, comes before the budget; where nobody
    has called `logistics warm-up`, it is compiled then, and `Plan.search.engine` says so.
    """
    engine = prepare()
    watch, process = Stopwatch(), os.getpid()
    share = 1.0 if knows_all_of(problem) else KNOWN_SHARE

    def clock(stand: Stand) -> float:
        progress = Progress(watch.wall_s, watch.cpu_s, stand.steps, stand.cost, stand.routes, stand.absent)
        # A second worker's process asks the clock too; its best is told once it has been handed over.
        if on_progress and os.getpid() == process:
            on_progress(progress)
        return stop(progress) / share

    searched = search_in_stages(problem, clock, seed, threads) if _has_work(problem) else Searched((), 0)
    watch.iterations = searched.steps
    first = _drafted(problem, searched.itineraries)
    best = improve(first, _patience(problem, stop, searched.steps), watch, seed, on_progress)
    spare_hand_overs(best)
    for draft in (best, first, Draft(problem)):
        plan = draft.plan(Search(engine, watch.iterations))
        if not check(problem, plan):
            told = with_reasons(problem, plan)
            return replace(told, search=Search(engine, watch.iterations, watch.wall_s, watch.cpu_s))
    raise AssertionError("the audit refuses even the plan that serves nobody")


def _patience(problem: Problem, stop: Budget, searched: int) -> Budget:
    """The budget of the slower search: what is left where it alone knows every rule, and a little for few stops."""

    def share(progress: Progress) -> float:
        steps = progress.iterations - searched
        little = steps / LITTLE if len(problem.stops) <= FEW else 1.0
        rest = 1.0 if knows_all_of(problem) else stop(replace(progress, iterations=steps * SLOW))
        return min(little, rest)

    return share


def _has_work(problem: Problem) -> bool:
    """Whether there is a stop to serve and a vehicle that could."""
    served = {step.stop for done in problem.under_way for step in done.steps}
    return any(stop.id not in served for stop in problem.stops) and any(one.count for one in problem.vehicles)


def _drafted(problem: Problem, itineraries: Iterable[Itinerary]) -> Draft:
    """The itineraries, less what breaks a rule, with whatever of it then still finds a place."""
    draft = Draft(problem)
    join(draft, list(itineraries))
    repairs = min(REPAIRS, PLACES // max(1, len(problem.stops)))
    insert_all(draft, by_urgency(problem, draft.left_out)[:repairs])
    insert_chains(draft)
    missing = any(problem.stop_of[stop].skip_cost is None for stop in draft.left_out)
    if len(problem.stops) > FEW or (knows_all_of(problem) and not missing):
        return draft
    other = construct(problem)
    return other if other.price < draft.price else draft
