"""`logistics bench routing`: plans beside the peers' within the same seconds, every one through the audit.

Each solve runs in a process of its own, one at a time, on one core. A budget counts the processor seconds of the
solve itself, set-up of matrices included, import of libraries and loading of compiled code not. With two cores the
wall counts instead, and a peer without a second thread runs twice side by side, the better of the two counting.
"""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from logistics.cli.bench.routing_files import best_known, instance_files
from logistics.cli.bench.routing_kept import Budget, Kept, Run
from logistics.cli.bench.routing_peers import PEERS, SEEDLESS
from logistics.cli.bench.routing_solves import Solve, cores, installed, peer_version, side_by_side
from logistics.cli.output import emit, json_option, say
from logistics.routing.instances import read_instance
from logistics.routing.problem import Problem
from logistics.routing.search.compiled import COMPILED

FEW, SEEDS_FOR_FEW = 110, 10
"""Up to so many stops seeds differ by more than planners do: at least so many are run."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a peer is run: the cores of each of its processes, side by side, the best of which counts."""

    peer: str
    cores: tuple[tuple[int, ...], ...] = ((0,),)


ONE_CORE = {peer: {peer: Way(peer)} for peer in PEERS}

TWO_CORES = {
    "ours": {"ours": Way("ours"), "ours-two-cores": Way("ours", ((0, 1),))},
    "pyvrp": {"pyvrp-better-of-two": Way("pyvrp", ((0,), (1,)))},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One peer on one instance: mean, least and most gap in percent to the reference cost, over the seeds."""

    instance: str
    peer: str
    mean_gap_pct: float | None
    least_gap_pct: float | None
    most_gap_pct: float | None
    runs: tuple[Run, ...]


@click.command("routing")
@click.option("--instances", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--name", "names", multiple=True, help="An instance by its file's stem; all files by default.")
@click.option("--seconds", type=float, default=10.0, show_default=True, help="Of one solve; see --threads.")
@click.option("--threads", type=click.IntRange(1, 2), default=1, help="1: CPU seconds. 2: wall seconds on two cores.")
@click.option("--seeds", type=int, default=3, show_default=True, help="10 at up to 110 stops, where 3 say too little.")
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), help="Solves done: read first, added to.")
@click.option("--peer", "peers", multiple=True, type=click.Choice(list(PEERS)), default=["ours", "pyvrp"])
@click.option("--references", type=click.Path(exists=True, path_type=Path), help="Lines of NAME and best known COST.")
@json_option
def command(
    instances: Path,
    names: tuple[str, ...],
    seconds: float,
    threads: int,
    seeds: int,
    peers: tuple[str, ...],
    references: Path | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Plan instances of the literature beside the installed peers, on one core at equal CPU seconds.

    With --threads 2, within the same seconds of the wall: ours on one core and on two, and the better of two runs of
    PyVRP side by side. Gaps are to the best known cost: that of the file NAME.sol, else the listed one, else the best
    of this run.
    """
    budget = Budget(seconds, wall=threads > 1)
    ways = _ways([peer for peer in peers if installed(peer)], threads)
    kept, rows, load = Kept(keep, budget), list[Row](), [os.getloadavg()[0]]
    for path in instance_files(instances, names):
        problem = read_instance(path).problem
        tried = max(seeds, SEEDS_FOR_FEW) if seeds > 1 and len(problem.stops) <= FEW else seeds
        runs = [
            kept.run(path.stem, name, seed) or kept.add(_best(path.stem, problem, (name, way), budget, seed))
            for seed in range(1, tried + 1)
            for name, way in ways.items()
            if seed == 1 or way.peer not in SEEDLESS
        ]
        rows.extend(_rows(path.stem, list(ways), runs, best_known(path, references)))
        load.append(os.getloadavg()[0])
        for row in rows[-len(ways) :]:
            say(_line(row))
    result = {
        "budget": str(budget),
        "seeds": seeds,
        "cores": threads,
        "versions": {peer: peer_version(peer) for peer in {way.peer for way in ways.values()}},
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load": {"least": min(load), "most": max(load)},
        "compiled": COMPILED,
        "means": _means(rows, list(ways)),
        "rows": rows,
    }
    emit(result, lambda: "\n".join(_line(row) for row in rows), as_json=as_json)


def _ways(peers: Sequence[str], threads: int) -> Mapping[str, Way]:
    """How each peer is run, by the name its rows have."""
    if threads == 1:
        return {name: way for peer in peers for name, way in ONE_CORE[peer].items()}
    if unfit := [peer for peer in peers if peer not in TWO_CORES]:
        raise click.UsageError(f"{', '.join(unfit)} cannot be measured on two cores; leave it out or use --threads 1")
    if len(cores()) < threads:
        raise click.UsageError(f"this process may use {len(cores())} core only; give it two or use --threads 1")
    return {name: way for peer in peers for name, way in TWO_CORES[peer].items()}


def _best(instance: str, problem: Problem, named: tuple[str, Way], budget: Budget, seed: int) -> Run:
    """The best of the runs that the way makes side by side, under the name of the way and its first seed's number."""
    name, way = named
    first = (seed - 1) * len(way.cores) + 1
    told = [Solve(instance, way.peer, first + i, budget, some) for i, some in enumerate(way.cores)]
    runs = side_by_side(problem, told)
    best = min(runs, key=lambda run: (run.cost is None, run.cost or 0))
    return replace(best, peer=name, seed=seed, cpu_s=round(sum(run.cpu_s for run in runs), 2))


def _rows(name: str, peers: Sequence[str], runs: Sequence[Run], reference: int | None) -> Iterator[Row]:
    best = reference or min((run.cost for run in runs if run.cost is not None), default=None)
    for peer in peers:
        own = tuple(run for run in runs if run.peer == peer)
        gaps = [100 * (run.cost / best - 1) for run in own if run.cost is not None and best]
        if len(gaps) < len(own):
            yield Row(name, peer, None, None, None, own)
        else:
            yield Row(name, peer, round(statistics.mean(gaps), 3), round(min(gaps), 3), round(max(gaps), 3), own)


def _means(rows: Sequence[Row], peers: Sequence[str]) -> dict[str, float | None]:
    """Each peer's mean over the instances that every peer solved."""
    solved = {row.instance for row in rows} - {row.instance for row in rows if row.mean_gap_pct is None}
    gaps = {peer: [row.mean_gap_pct for row in rows if row.peer == peer and row.instance in solved] for peer in peers}
    return {
        peer: round(statistics.mean(gap for gap in some if gap is not None), 3) if some else None
        for peer, some in gaps.items()
    }


def _line(row: Row) -> str:
    if row.mean_gap_pct is None:
        whys = ", ".join(sorted({run.why_none for run in row.runs if run.why_none}))
        return f"{row.instance:<16} {row.peer:<20} {whys}"
    spread = f"{row.least_gap_pct:.2f} to {row.most_gap_pct:.2f}"
    cpu_s = max(run.cpu_s for run in row.runs)
    return f"{row.instance:<16} {row.peer:<20} {row.mean_gap_pct:6.2f} %  ({spread}; at most {cpu_s:.1f} CPU s)"
