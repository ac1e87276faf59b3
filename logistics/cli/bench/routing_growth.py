"""`logistics bench routing-growth`: CPU seconds to a good plan, and memory, as the number of stops grows.

The problems are drawn by chance, in the manner of the set X: stops evenly over a square of 1,000 × 1,000, the office
in its middle, loads of 1 to 100 pieces, vehicles for about twenty stops, distances that cost what they measure.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import click
import numpy as np

from logistics.cli.bench.chart import Panel, Series, chart
from logistics.cli.bench.routing_kept import Budget, Kept, Run
from logistics.cli.bench.routing_solves import Solve, in_own_process
from logistics.cli.output import OutputFile, emit, json_option, say
from logistics.routing import Capacity, Load, Option, Problem, Stop, VehicleType, Window
from logistics.routing.travel import Travel

SIDE, MOST_PIECES, PIECES = 1000, 100, 1000
ENDLESS_S = 10**9

NEAR_PCT = 2.0
"""How far above the final cost a plan is good enough."""

HALVINGS = 10


@dataclass(frozen=True, slots=True)
class Size:
    """What so many stops took: `near_s`, the CPU seconds of the budget that ends within NEAR_PCT of `cost`.

    cost        the best of all budgets, the longest of which was `budget_s` CPU seconds
    along_s     when the solve with the longest budget first had such a plan
    peak_mb     of the process with the longest budget, problem and audit included
    """

    stops: int
    budget_s: float
    cost: int
    near_s: float
    along_s: float
    peak_mb: float
    gaps_pct: dict[float, float]


def drawn(stops: int, seed: int) -> Problem:
    """A problem of so many stops, the same for the same seed; see above."""
    chance = np.random.default_rng([stops, seed])
    places = np.vstack([[SIDE // 2, SIDE // 2], chance.integers(0, SIDE + 1, (stops, 2))])
    loads = chance.integers(1, MOST_PIECES + 1, stops).tolist()
    # Row by row: all differences at once would be the peak of the process's memory.
    legs = np.array([np.hypot(*(places - place).T).round().astype(np.int32) for place in places])
    van = VehicleType(
        "van",
        count=2 * math.ceil(sum(loads) / PIECES),
        capacity=Capacity(pieces=PIECES),
        shift=Window(0, ENDLESS_S),
        cost_per_m=1,
    )
    served = tuple(Stop(str(i), (Option(i),), Load(pieces=load)) for i, load in enumerate(loads, 1))
    return Problem(served, (van,), (Travel("way", legs, legs),))


@click.command("routing-growth")
@click.option("--stops", "sizes", multiple=True, type=click.IntRange(min=10), default=[100, 200, 500, 1000, 2000, 5000])
@click.option("--seconds", type=float, default=20.0, show_default=True, help="CPU seconds for every 1,000 stops.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the problems and of the search.")
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), help="Solves done: read first, added to.")
@click.option("--picture", type=OutputFile(), help="Draw seconds and memory here, as SVG.")
@json_option
def command(
    sizes: tuple[int, ...], seconds: float, seed: int, keep: Path | None, picture: Path | None, as_json: bool
) -> None:
    """Plan problems of growing size within a budget that grows with them, then within half of it, and so on.

    The first budget that no longer ends within 2 % of the best cost found, or finds no plan, ends the halving.
    """
    rows, load = list[Size](), [os.getloadavg()[0]]
    for stops in sorted(sizes):
        runs = list(_halving(stops, seed, seconds * stops / 1000, keep))
        rows.append(_size(stops, runs))
        load.append(os.getloadavg()[0])
        say(_line(rows[-1]))
    if picture:
        picture.write_text(_picture(rows), encoding="utf-8")
    result = {
        "seconds_for_1000_stops": seconds,
        "seed": seed,
        "near_pct": NEAR_PCT,
        "load": {"least": min(load), "most": max(load)},
        "rows": rows,
    }
    emit(result, lambda: "\n".join(map(_line, rows)), as_json=as_json)


def _halving(stops: int, seed: int, longest_s: float, keep: Path | None) -> Iterator[tuple[float, Run]]:
    """The budgets from the longest on and their solves, up to the first that is not near the best of those before."""
    best = math.inf
    for budget in (Budget(longest_s / 2**i) for i in range(HALVINGS)):
        kept, name = Kept(keep, budget, seen=True), f"drawn-{stops}-{seed}"
        solve = Solve(name, "ours", seed, budget)
        run = kept.run(name, "ours", seed) or kept.add(in_own_process(partial(drawn, stops, seed), solve))
        if run.cost is None and best == math.inf:
            raise click.ClickException(f"{name} within {budget}: {run.why_none}")
        yield budget.seconds, run
        best = min(best, math.inf if run.cost is None else run.cost)
        if _gap(run, best) > NEAR_PCT:
            return


def _gap(run: Run, best: float) -> float:
    """The percentage by which the run costs more than the best; infinite without a plan."""
    return math.inf if run.cost is None else 100 * (run.cost / best - 1)


def _size(stops: int, runs: Sequence[tuple[float, Run]]) -> Size:
    longest_s, longest = runs[0]
    best = min(run.cost for _, run in runs if run.cost is not None)
    gaps = [(seconds, _gap(run, best)) for seconds, run in runs]
    along = (second for second, cost in longest.seen if 100 * (cost / best - 1) <= NEAR_PCT)
    return Size(
        stops,
        longest_s,
        best,
        round(near(gaps), 3),
        round(next(along, math.inf), 3),
        longest.peak_mb,
        {seconds: round(gap, 2) for seconds, gap in gaps},
    )


def near(gaps: Sequence[tuple[float, float]]) -> float:
    """The budget whose gap would be NEAR_PCT, between two that were tried; the shortest tried if all are nearer.

    `gaps` are (seconds, percent), the longest budget first. Between two the logarithm of the seconds is taken to be
    even in the gap; of a budget too short for any plan nothing is known but that the next longer one does.
    """
    for (longer, less), (shorter, more) in pairwise(gaps):
        if more == math.inf:
            return longer
        if less <= NEAR_PCT < more:
            part = (more - NEAR_PCT) / (more - less)
            return float(shorter * (longer / shorter) ** part)
    return gaps[-1][0]


def _picture(rows: Sequence[Size]) -> str:
    ends = Series("at the end of a budget", [(row.stops, row.near_s) for row in rows])
    along = Series("along the longest", [(row.stops, row.along_s) for row in rows if row.along_s < math.inf], 1)
    memory = Series("memory", [(row.stops, row.peak_mb) for row in rows], 2)
    title = f"CPU seconds to within {NEAR_PCT:g} % of the best"
    return chart(
        "Work as problems grow",
        [Panel(title, "stops", "CPU seconds", [ends, along]), Panel("Memory", "stops", "peak, MiB", [memory])],
    )


def _line(row: Size) -> str:
    return (
        f"{row.stops:>6} stops: {row.near_s:8.2f} CPU s ({row.along_s:.2f} along the longest, "
        f"{row.budget_s:g}), {row.peak_mb:.0f} MiB, cost {row.cost}"
    )
