"""`logistics bench replan`: what happens in the day to a plan of the mountain set, and how long the new plan takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import click

from logistics.cli.bench.mountain_day import mountain_day
from logistics.cli.output import emit, json_option, say
from logistics.routing import (
    CpuSeconds,
    Kind,
    Load,
    Option,
    Plan,
    Problem,
    Stop,
    check,
    progressed,
    replan,
    solve,
    with_breakdown,
    with_closure,
    with_pickup,
    without_pickup,
)
from logistics.routing.search.warm import warm_up

TEN = 10 * 3600


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that happened at ten: seconds until the new plan was there, audited, and what it changed.

    `unconcerned` routes are those that the event does not touch; `prefixes_kept` says that what happened stayed.
    """

    what: str
    cpu_s: float
    wall_s: float
    routes_changed: int
    routes: int
    moved: int
    late: int
    left_out: int
    prefixes_kept: bool
    lawful: bool


@click.command("replan")
@click.option("--stops", type=int, default=200, show_default=True)
@click.option("--day", type=int, default=1, show_default=True, help="Which day of the mountain set.")
@click.option("--seconds", type=float, default=10.0, show_default=True, help="CPU seconds for the plan of the day.")
@json_option
def command(stops: int, day: int, seconds: float, as_json: bool) -> None:
    """Re-plan at ten o'clock after a new pickup, a cancelled one, a broken vehicle and a closed road."""
    warm_up()
    problem = mountain_day(stops, day)
    plan = solve(problem, CpuSeconds(seconds))
    now = progressed(problem, plan, TEN)
    cases = [_measured(what, changed, plan) for what, changed in _events(now, plan)]
    for case in cases:
        say(_line(case))
    result = {"stops": stops, "day": day, "cost": plan.cost, "routes": len(plan.routes), "cases": cases}
    emit(result, lambda: "\n".join(map(_line, cases)), as_json=as_json)


def _events(now: Problem, plan: Plan) -> Iterator[tuple[str, Problem]]:
    """The problem as it stands after each of the four things, all in the middle of the day's work."""
    served = {step.stop for done in now.under_way for step in done.steps}
    waiting = [stop for route in plan.routes for stop in route.stops if stop not in served]
    beside = now.stop_of[waiting[len(waiting) // 2]]
    new = Stop("new", (Option(beside.options[0].place, service_s=600),), Load(5_000, 20_000, 2))
    yield "a new pickup", with_pickup(now, new)
    yield "a cancelled pickup", without_pickup(now, waiting[len(waiting) // 3])
    out = max(now.under_way, key=lambda done: sum(step.kind is Kind.SERVE for step in done.steps))
    yield "a broken vehicle", with_breakdown(now, out.vehicle, out.number)
    longest = max(plan.routes, key=lambda route: sum(stop not in served for stop in route.stops))
    ahead = [step.place for step in longest.steps if step.stop and step.stop not in served]
    one, two = next((one, two) for one, two in pairwise(ahead) if one != two)
    yield "a closed road", with_closure(now, [(one, two), (two, one)])


def _measured(what: str, problem: Problem, plan: Plan) -> Case:
    begun, wall = time.process_time(), time.perf_counter()
    again = replan(problem, plan)
    cpu_s, wall_s = time.process_time() - begun, time.perf_counter() - wall
    steps = {(route.vehicle, route.number): route.steps for route in again.plan.routes}
    kept = all(steps[done.vehicle, done.number][: len(done.steps)] == done.steps for done in problem.under_way)
    told = again.difference
    return Case(
        what, round(cpu_s, 2), round(wall_s, 2), len(told.routes), len(plan.routes), len(told.moved),
        len(told.later_s), len(again.plan.unserved), kept, not check(problem, again.plan),
    )  # fmt: skip


def _line(case: Case) -> str:
    sound = "what happened kept" if case.prefixes_kept and case.lawful else "UNLAWFUL"
    return (
        f"{case.what:<20} {case.cpu_s:.2f} CPU s, {case.routes_changed} of {case.routes} routes changed, "
        f"{case.moved} stops moved, {case.late} later, {case.left_out} left out; {sound}"
    )
