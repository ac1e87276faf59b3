"""`logistics bench routing`: plans beside the peers' at equal CPU seconds, every one through the audit.

Each solve runs in a process of its own, one at a time, on one core. A budget counts the processor seconds of the
solve itself, set-up of matrices included, import of libraries and loading of compiled code not.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection
from pathlib import Path

import click

from logistics.cli.bench.routing_kept import Kept, Run
from logistics.cli.bench.routing_peers import PEERS, SEEDLESS
from logistics.cli.output import emit, json_option, say
from logistics.routing.budget import CpuSeconds
from logistics.routing.check import check
from logistics.routing.draft import Draft
from logistics.routing.instances import read_instance, read_solution
from logistics.routing.problem import Problem
from logistics.routing.search.compiled import COMPILED
from logistics.routing.search.warm import warm_up
from logistics.routing.solve import solve

PRODUCT = "product"
"""Not a peer: `solve` as the product calls it, for problems of the whole model."""

FEW, SEEDS_FOR_FEW = 110, 10
"""Up to so many stops seeds differ by more than planners do: at least so many are run."""

PACKAGES = {"pyvrp": "pyvrp", "vroom": "pyvroom", "ortools": "ortools"}


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
@click.option("--seconds", type=float, default=10.0, show_default=True, help="CPU seconds of one solve.")
@click.option("--seeds", type=int, default=3, show_default=True, help="10 at up to 110 stops, where 3 say too little.")
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), help="Solves done: read first, added to.")
@click.option("--peer", "peers", multiple=True, type=click.Choice(list(PEERS)), default=["ours", "pyvrp"])
@click.option("--references", type=click.Path(exists=True, path_type=Path), help="Lines of NAME and best known COST.")
@json_option
def command(
    instances: Path,
    names: tuple[str, ...],
    seconds: float,
    seeds: int,
    peers: tuple[str, ...],
    references: Path | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Plan instances of the literature beside the installed peers, at equal CPU seconds on one core.

    Gaps are to the best known cost: that of the file NAME.sol, else the listed one, else the best of this run.
    """
    ready = [peer for peer in peers if installed(peer)]
    kept, rows = Kept(keep, seconds), list[Row]()
    for path in _files(instances, names):
        problem = read_instance(path).problem
        tried = max(seeds, SEEDS_FOR_FEW) if seeds > 1 and len(problem.stops) <= FEW else seeds
        runs = [
            kept.run(path.stem, peer, seed) or kept.add(in_own_process(path.stem, problem, peer, seconds, seed))
            for seed in range(1, tried + 1)
            for peer in ready
            if seed == 1 or peer not in SEEDLESS
        ]
        rows.extend(_rows(path.stem, ready, runs, _reference(path, references)))
        for row in rows[-len(ready) :]:
            say(_line(row))
    result = {
        "seconds": seconds,
        "seeds": seeds,
        "cores": 1,
        "versions": {peer: peer_version(peer) for peer in ready},
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "compiled": COMPILED,
        "means": _means(rows, ready),
        "rows": rows,
    }
    emit(result, lambda: "\n".join(_line(row) for row in rows), as_json=as_json)


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


def _files(folder: Path, names: Sequence[str]) -> list[Path]:
    files = sorted(path for path in folder.iterdir() if path.suffix in (".vrp", ".vrptw", ".json", ".txt"))
    files = [path for path in files if path.stem != "references"]
    unknown = set(names) - {path.stem for path in files}
    if unknown:
        raise click.UsageError(f"no such instance: {', '.join(sorted(unknown))}")
    return [path for path in files if not names or path.stem in names]


def _reference(path: Path, references: Path | None) -> int | None:
    """The best known cost in the problem's own unit."""
    solution = path.with_suffix(".sol")
    if solution.exists():
        return read_solution(read_instance(path), solution.read_text()).cost
    for line in references.read_text().splitlines() if references else ():
        name, _, cost = line.partition(" ")
        if name == path.stem:
            return int(cost)
    return None


def in_own_process(name: str, problem: Problem, peer: str, seconds: float, seed: int) -> Run:
    """The peer's solve of the problem, in a process of its own on one core."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_solve, args=(theirs, name, problem, peer, (seconds, seed)))
    process.start()
    theirs.close()
    try:
        run: Run = ours.recv()
    except EOFError:
        run = Run(name, peer, seed, None, "the process died", 0.0, 0)
    process.join()
    return run


def _solve(theirs: Connection, name: str, problem: Problem, peer: str, limits: tuple[float, int]) -> None:
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})
    if peer in ("ours", PRODUCT):
        warm_up()
    theirs.send((_planned if peer == PRODUCT else _routed)(name, problem, peer, limits))


def _planned(name: str, problem: Problem, peer: str, limits: tuple[float, int]) -> Run:
    """The plan that `solve` makes, all its stages and reasons included; stops may be missing in it."""
    seconds, seed = limits
    begun = time.process_time()
    plan = solve(problem, CpuSeconds(seconds), seed=seed)
    cpu_s = round(time.process_time() - begun, 2)
    faults = check(problem, plan)
    return Run(name, peer, seed, None if faults else plan.cost, str(faults[0]) if faults else "", cpu_s, plan.missing)


def _routed(name: str, problem: Problem, peer: str, limits: tuple[float, int]) -> Run:
    """The itineraries that a peer, or our compiled search alone, finds; nothing may be missing."""
    seconds, seed = limits
    begun = time.process_time()
    itineraries = PEERS[peer](problem, seconds, seed)
    cpu_s = round(time.process_time() - begun, 2)
    if itineraries is None:
        return Run(name, peer, seed, None, "cannot state the problem", cpu_s, 0)
    draft = Draft(problem)
    for itinerary in itineraries:
        if not draft.take(trial := draft.trial([itinerary])):
            return Run(name, peer, seed, None, f"breaks {', '.join(trial.broken)}", cpu_s, 0)
    plan = draft.plan()
    faults = check(problem, plan)
    if faults or plan.missing:
        why = str(faults[0]) if faults else f"{plan.missing} stops missing"
        return Run(name, peer, seed, None, why, cpu_s, plan.missing)
    return Run(name, peer, seed, plan.cost, "", cpu_s, 0)


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
        return f"{row.instance:<16} {row.peer:<8} {whys}"
    spread = f"{row.least_gap_pct:.2f} to {row.most_gap_pct:.2f}"
    cpu_s = max(run.cpu_s for run in row.runs)
    return f"{row.instance:<16} {row.peer:<8} {row.mean_gap_pct:6.2f} %  ({spread}; at most {cpu_s:.1f} CPU s)"
