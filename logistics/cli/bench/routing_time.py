"""`logistics bench routing-time`: gap to the best known cost against CPU seconds, beside PyVRP, with a picture.

Each solve tells its best cost while it runs. Our search cools by the budget it was given and is at its best at the
end of it, so that ours is also planned with each shorter budget; PyVRP's search does not know its budget.
"""

from __future__ import annotations

import math
import os
import statistics
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from logistics.cli.bench.chart import Panel, Series, chart
from logistics.cli.bench.routing_files import best_known, instance_files
from logistics.cli.bench.routing_kept import Budget, Kept, Run
from logistics.cli.bench.routing_solves import Solve, in_own_process, installed, peer_version
from logistics.cli.output import OutputFile, emit, json_option, say
from logistics.routing.instances import read_instance
from logistics.routing.problem import Problem

PEERS = {"ours": "Highland Post", "pyvrp": "PyVRP"}

LARGE = 500
"""Instances with more stops have a panel each, the others one of their mean."""

TIMES = tuple(0.1 * 1.1**i for i in range(100))
"""The seconds at which gaps are averaged, as far as the budget goes."""

LEAST_PCT = 0.01
"""What the picture draws for a smaller gap: a logarithmic axis has no zero."""


@dataclass(frozen=True, slots=True)
class Solved:
    """One solve of an instance whose best known cost is `best`."""

    best: int
    budget_s: float
    run: Run

    def gap_at(self, second: float) -> float:
        """The gap in percent of what had been found by then; infinite before the first plan."""
        known = bisect_right(self.run.seen, second, key=lambda point: point[0])
        return 100 * (self.run.seen[known - 1][1] / self.best - 1) if known else math.inf

    @property
    def gap(self) -> float:
        """The gap in percent at the end."""
        return 100 * (self.run.cost / self.best - 1) if self.run.cost is not None else math.inf


@dataclass(frozen=True, slots=True)
class Curve:
    """A peer's mean gaps, (second, percent): along solves of `budget_s`, or at the ends of several budgets (None)."""

    instances: str
    peer: str
    budget_s: float | None
    points: tuple[tuple[float, float], ...]

    @property
    def series(self) -> Series:
        """The curve as it is drawn."""
        points = [(second, max(gap, LEAST_PCT)) for second, gap in self.points]
        style, name = list(PEERS).index(self.peer), PEERS[self.peer]
        if self.budget_s is None:
            return Series(f"{name}, at the end of a budget", points, style, line=False)
        return Series(f"{name}, along a solve of {self.budget_s:g} s", points, style, marks=False)


@click.command("routing-time")
@click.option("--instances", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--name", "names", multiple=True, help="An instance by its file's stem; all files by default.")
@click.option("--budget", "budgets", multiple=True, type=float, default=[1.0, 3.0, 10.0], help="CPU seconds.")
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), help="Solves done: read first, added to.")
@click.option("--references", type=click.Path(exists=True, path_type=Path), help="Lines of NAME and best known COST.")
@click.option("--picture", type=OutputFile(), help="Draw the curves here, as SVG.")
@json_option
def command(
    instances: Path,
    names: tuple[str, ...],
    budgets: tuple[float, ...],
    seeds: int,
    keep: Path | None,
    references: Path | None,
    picture: Path | None,
    as_json: bool,
) -> None:
    """Tell the gap to the best known cost while instances of the literature are planned, beside PyVRP.

    Every instance needs a best known cost: in NAME.sol beside it or in the list of --references.
    """
    peers, load = [peer for peer in PEERS if installed(peer)], [os.getloadavg()[0]]
    kept = {seconds: Kept(keep, Budget(seconds), seen=True) for seconds in sorted(budgets)}
    groups: dict[str, list[Solved]] = {}
    for path in instance_files(instances, names):
        if (best := best_known(path, references)) is None:
            raise click.UsageError(f"no best known cost of {path.stem}; give {path.stem}.sol or --references")
        problem = read_instance(path).problem
        told = [(path.stem, peer, seed) for seed in range(1, seeds + 1) for peer in peers]
        solved = [Solved(best, seconds, run) for seconds, run in _runs(problem, told, kept)]
        load.append(os.getloadavg()[0])
        failed = [one.run for one in solved if one.run.cost is None]
        say(f"{path.stem} is left out: {failed[0].peer}: {failed[0].why_none}" if failed else f"{path.stem} is done")
        if not failed:
            groups.setdefault(path.stem if len(problem.stops) > LARGE else "", []).extend(solved)
    curves = [curve for name, solved in sorted(groups.items()) for curve in _curves(name, solved)]
    if picture:
        picture.write_text(_picture(curves), encoding="utf-8")
    result = {
        "budgets_cpu_s": sorted(budgets),
        "seeds": seeds,
        "versions": {peer: peer_version(peer) for peer in peers},
        "load": {"least": min(load), "most": max(load)},
        "curves": curves,
    }
    emit(result, lambda: "\n".join(map(_line, curves)), as_json=as_json)


def _runs(
    problem: Problem, told: Sequence[tuple[str, str, int]], kept: dict[float, Kept]
) -> Iterator[tuple[float, Run]]:
    """Every (instance, peer, seed) with the longest budget, and ours with the shorter ones too."""
    longest = max(kept)
    for seconds, file in kept.items():
        for instance, peer, seed in told:
            if peer == "ours" or seconds == longest:
                run = file.run(instance, peer, seed)
                solve = Solve(instance, peer, seed, Budget(seconds))
                yield seconds, run or file.add(in_own_process(problem, solve))


def _curves(name: str, solved: Sequence[Solved]) -> Iterator[Curve]:
    count = len({one.run.instance for one in solved})
    called = name or f"Mean of {count} instances of up to {LARGE} stops"
    longest = max(one.budget_s for one in solved)
    for peer in dict.fromkeys(one.run.peer for one in solved):
        along = [one for one in solved if one.run.peer == peer and one.budget_s == longest]
        yield Curve(called, peer, longest, tuple(_means(along, longest)))
    ends: dict[float, list[float]] = {}
    for one in solved:
        if one.run.peer == "ours":
            ends.setdefault(one.budget_s, []).append(one.gap)
    yield Curve(called, "ours", None, tuple((second, round(statistics.mean(gaps), 3)) for second, gaps in ends.items()))


def _means(solved: Sequence[Solved], longest: float) -> Iterator[tuple[float, float]]:
    """The mean gap at each second from which on everyone has a plan."""
    for second in [*(time for time in TIMES if time < longest), longest]:
        mean = statistics.mean(one.gap_at(second) for one in solved)
        if mean < math.inf:
            yield round(second, 3), round(mean, 3)


def _picture(curves: Sequence[Curve]) -> str:
    names = dict.fromkeys(curve.instances for curve in curves)
    panels = [
        Panel(name, "CPU seconds", "gap, %", [curve.series for curve in curves if curve.instances == name])
        for name in names
    ]
    return chart("Gap to the best known cost against time", panels)


def _line(curve: Curve) -> str:
    what = "at the end of" if curve.budget_s is None else "along"
    some = curve.points if curve.budget_s is None else curve.points[:: max(1, len(curve.points) // 5)]
    return f"{curve.instances}, {curve.peer}, {what}: " + ", ".join(f"{second:g} s {gap:.2f} %" for second, gap in some)
