"""Solves in processes of their own, each on its cores, every plan through the audit."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection

from logistics.cli.bench.memory import peak_mb
from logistics.cli.bench.routing_kept import Budget, Run, thinned
from logistics.cli.bench.routing_peers import PEERS
from logistics.cli.bench.routing_watch import Watch
from logistics.cli.output import say
from logistics.routing.budget import CpuSeconds, Seconds
from logistics.routing.check import check
from logistics.routing.draft import Draft
from logistics.routing.itinerary import Itinerary
from logistics.routing.plan import Plan
from logistics.routing.problem import Problem
from logistics.routing.search.warm import warm_up
from logistics.routing.solve import solve

PRODUCT = "product"
"""Not a peer: `solve` as the product calls it, for problems of the whole model."""

PACKAGES = {"pyvrp": "pyvrp", "vroom": "pyvroom", "ortools": "ortools"}

Source = Problem | Callable[[], Problem]
"""A problem, or what makes it in the process that solves it."""


@dataclass(frozen=True, slots=True)
class Solve:
    """What one process is to do: a peer, on the cores with these numbers among those that we may use."""

    instance: str
    peer: str
    seed: int
    budget: Budget
    cores: tuple[int, ...] = (0,)


def installed(peer: str) -> bool:
    """Whether the peer can be measured here; says so where not."""
    if peer == "ours" or peer_version(peer):
        return True
    say(f"{peer} is not installed and is left out")
    return False


def peer_version(peer: str) -> str:
    """The installed version of a peer; empty where there is none."""
    try:
        return version(PACKAGES.get(peer, "highland-post"))
    except PackageNotFoundError:
        return ""


def cores() -> list[int]:
    """The cores that this process may use."""
    return sorted(os.sched_getaffinity(0))


def in_own_process(source: Source, told: Solve) -> Run:
    """The solve, in a process of its own."""
    return side_by_side(source, [told])[0]


def side_by_side(source: Source, told: Sequence[Solve]) -> list[Run]:
    """The solves at the same time, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    started = []
    for one in told:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(theirs, source, one))
        process.start()
        theirs.close()
        started.append((one, ours, process))
    runs = []
    for one, ours, process in started:
        try:
            runs.append(ours.recv())
        except EOFError:
            runs.append(Run(one.instance, one.peer, one.seed, None, "the process died", 0.0, 0))
        process.join()
    return runs


def _work(theirs: Connection, source: Source, told: Solve) -> None:
    allowed = cores()
    os.sched_setaffinity(0, {allowed[core] for core in told.cores})
    if told.peer in ("ours", PRODUCT):
        warm_up()
    problem = source if isinstance(source, Problem) else source()
    theirs.send((_planned if told.peer == PRODUCT else _routed)(problem, told))


def _planned(problem: Problem, told: Solve) -> Run:
    """The plan that `solve` makes, all its stages and reasons included; stops may be missing in it."""
    budget = Seconds(told.budget.seconds) if told.budget.wall else CpuSeconds(told.budget.seconds)
    begun = _now()
    plan = solve(problem, budget, seed=told.seed, threads=len(told.cores))
    ended = _now()
    faults = check(problem, plan)
    return _run(told, (begun, ended), plan, str(faults[0]) if faults else "")


def _routed(problem: Problem, told: Solve) -> Run:
    """The itineraries that a peer, or our compiled search alone, finds; nothing may be missing."""
    clock = time.monotonic if told.budget.wall else time.process_time
    begun = _now()
    watch = Watch(told.budget.seconds, len(told.cores), clock)
    itineraries = PEERS[told.peer](problem, watch, told.seed)
    share, ended = watch.share(), _now()
    plan, why_none = _drafted(problem, itineraries)
    if not why_none and plan is not None and (not watch.seen or plan.cost < watch.seen[-1][1]):
        watch.seen.append((share * watch.seconds, plan.cost))
    return replace(_run(told, (begun, ended), plan, why_none), seen=thinned(watch.seen))


def _drafted(problem: Problem, itineraries: Sequence[Itinerary] | None) -> tuple[Plan | None, str]:
    """The plan of the itineraries, if they can be put together, and why it does not count, if it does not."""
    if itineraries is None:
        return None, "cannot state the problem"
    draft = Draft(problem)
    for itinerary in itineraries:
        if not draft.take(trial := draft.trial([itinerary])):
            return None, f"breaks {', '.join(trial.broken)}"
    plan = draft.plan()
    if faults := check(problem, plan):
        return plan, str(faults[0])
    return plan, f"{plan.missing} stops missing" if plan.missing else ""


def _run(told: Solve, span: tuple[tuple[float, float], tuple[float, float]], plan: Plan | None, why_none: str) -> Run:
    (cpu_s, wall_s), (cpu_end_s, wall_end_s) = span
    return Run(
        told.instance,
        told.peer,
        told.seed,
        None if why_none or plan is None else plan.cost,
        why_none,
        round(cpu_end_s - cpu_s, 2),
        0 if plan is None else plan.missing,
        round(wall_end_s - wall_s, 2),
        round(peak_mb(), 1),
    )


def _now() -> tuple[float, float]:
    """Processor seconds of this process and those it has waited for, and seconds of the wall."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system, time.monotonic()
