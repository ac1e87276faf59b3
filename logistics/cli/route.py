"""`logistics route FILE`: plan the routes of an instance or a problem of our own, and audit the plan."""

from __future__ import annotations

from pathlib import Path

import click

from logistics.cli.interruption import Interrupted, Interruption
from logistics.cli.output import FiniteNumber, OutputFile, emit, json_option, say
from logistics.cli.progress import now_and_then
from logistics.routing import Budget, CpuSeconds, Iterations, Plan, Problem, Progress, Seconds, check, first_of, solve
from logistics.routing.bound import with_bound
from logistics.routing.instances import Rounding, read_instance, write_solution
from logistics.routing.search import prepare
from logistics.text import counted

BOUND_S = 3.0
"""Processor seconds for the proof of how far the plan can be from the best possible."""


@click.command("route")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seconds", type=FiniteNumber(min=0), help="Budget on the wall clock; 10 where no budget is given.")
@click.option("--cpu-seconds", type=FiniteNumber(min=0), help="Budget in processor time.")
@click.option("--iterations", type=click.IntRange(min=0), help="Budget in iterations: the same plan every time.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Start of the search's dice.")
@click.option(
    "--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Workers that search at the same time."
)
@click.option(
    "--rounding",
    type=click.Choice([each.value for each in Rounding]),
    help="How distances become whole; else by the class.",
)
@click.option("--vehicles", type=click.IntRange(min=0), help="Size of the fleet, where the file's is not meant.")
@click.option("--solution", type=OutputFile(), help="Write the routes to this file.")
@json_option
def command(  # one parameter per option: that is how click hands them over
    *,
    file: Path,
    seconds: float | None,
    cpu_seconds: float | None,
    iterations: int | None,
    seed: int,
    threads: int,
    rounding: str | None,
    vehicles: int | None,
    solution: Path | None,
    as_json: bool,
) -> None:
    """Plan the routes of FILE (VRPLIB, Solomon or our JSON). Ctrl-C takes the best plan so far.

    Exits with 1 where the plan leaves out a stop that must be served.
    """
    instance = read_instance(file, rounding=Rounding(rounding) if rounding else None, vehicles=vehicles)
    budget = _budget(seconds, cpu_seconds, iterations)
    # Compiled before signals are caught: there is no plan yet that Ctrl-C could save.
    prepare()
    with Interruption() as interruption:
        ending = interruption.ends(budget)
        plan = solve(instance.problem, ending, seed=seed, threads=threads, on_progress=now_and_then(_tell))
        if solution:
            solution.write_text(write_solution(instance, plan), "utf-8")
        plan = _bounded(instance.problem, plan, interruption)
        emit(summary(instance.problem, plan), lambda: _text(plan), as_json=as_json)
    if plan.missing:
        raise SystemExit(1)


def summary(problem: Problem, plan: Plan) -> dict[str, object]:
    """The plan as `--json` prints it; `checked` is the auditor's word."""
    return {
        "cost": plan.cost,
        "routes": [
            {"vehicle": route.vehicle, "number": route.number, "stops": route.stops, "cost": route.cost}
            for route in plan.routes
        ],
        "unserved": [{"stop": one.stop, "cost": one.cost, "reasons": one.reasons} for one in plan.unserved],
        "checked": not check(problem, plan),
        "bound": plan.bound,
        "gap_to_bound": plan.gap_to_bound,
        "cpu_s": round(plan.search.cpu_s, 3),
        "wall_s": round(plan.search.wall_s, 3),
        "iterations": plan.search.iterations,
    }


def _budget(seconds: float | None, cpu_seconds: float | None, iterations: int | None) -> Budget:
    budgets: list[Budget] = []
    if seconds is not None:
        budgets.append(Seconds(seconds))
    if cpu_seconds is not None:
        budgets.append(CpuSeconds(cpu_seconds))
    if iterations is not None:
        budgets.append(Iterations(iterations))
    return first_of(*(budgets or [Seconds(10)]))


def _bounded(problem: Problem, plan: Plan, interruption: Interruption) -> Plan:
    """The plan with its bound; without, where somebody asks to stop before one is proven."""
    try:
        with interruption.raised():
            return with_bound(problem, plan, BOUND_S)
    except Interrupted:
        return plan


def _tell(progress: Progress) -> None:
    bound = "" if progress.bound is None else f", bound {progress.bound}"
    routes = counted(progress.routes, "route")
    say(f"{progress.wall_s:7.1f} s  cost {progress.cost}, {routes}, {progress.unserved} left out{bound}")


def _text(plan: Plan) -> str:
    lines = [f"{route.vehicle} {route.number}: {' '.join(route.stops)}" for route in plan.routes]
    lines += [f"left out: {one.stop} ({', '.join(one.reasons) or 'no reason found'})" for one in plan.unserved]
    gap = plan.gap_to_bound
    proven = "no bound" if gap is None else f"at most {100 * gap:.1f} % above the best possible"
    return "\n".join([*lines, f"cost {plan.cost}, {counted(len(plan.routes), 'route')}, {proven}"])
