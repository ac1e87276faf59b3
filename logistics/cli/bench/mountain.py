"""`logistics bench mountain`: days in the mountains with every rule of the model, and beside peers what they can state.

Each solve runs in a process of its own, one at a time, on one core; see `routing` for what a budget counts.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from logistics.cli.bench.mountain_day import mountain_day
from logistics.cli.bench.mountain_parts import for_ortools, for_pyvrp
from logistics.cli.bench.routing_kept import Budget, Run
from logistics.cli.bench.routing_solves import PRODUCT, Solve, in_own_process, installed, peer_version
from logistics.cli.output import emit, json_option, say
from logistics.routing import to_json

PARTS = {"pyvrp": for_pyvrp, "ortools": for_ortools}


@dataclass(frozen=True, slots=True)
class Day:
    """One day: our plan of all of it, and of each peer's part the peer's run and ours."""

    stops: int
    seed: int
    whole: Run
    beside: dict[str, tuple[Run, Run]]


@click.command("mountain")
@click.option("--stops", "sizes", multiple=True, type=int, default=[50, 200, 500], show_default=True)
@click.option("--seconds", type=float, default=10.0, show_default=True, help="CPU seconds of one solve.")
@click.option("--seeds", type=int, default=3, show_default=True, help="How many days of each size.")
@click.option("--peer", "peers", multiple=True, type=click.Choice(list(PARTS)), default=list(PARTS), show_default=True)
@click.option("--write", type=click.Path(file_okay=False, path_type=Path), help="Write the days as JSON here as well.")
@json_option
def command(
    sizes: tuple[int, ...], seconds: float, seeds: int, peers: tuple[str, ...], write: Path | None, as_json: bool
) -> None:
    """Plan the mountain set, beside the installed peers what they can state, at equal CPU seconds on one core.

    Every plan goes through the audit. A share below 1 says that our plan is the cheaper one.
    """
    ready = [peer for peer in peers if installed(peer)]
    days = []
    for stops in sizes:
        for seed in range(1, seeds + 1):
            if write:
                write.mkdir(parents=True, exist_ok=True)
                (write / f"mountain-{stops}-{seed}.json").write_text(to_json(mountain_day(stops, seed)))
            days.append(day := _measured(stops, seed, seconds, ready))
            say("\n".join(_lines_of(day)))
    result = {
        "seconds": seconds,
        "versions": {peer: peer_version(peer) for peer in ready},
        "shares": {str(stops): _shares(days, stops, ready) for stops in sizes},
        "lawful": all(day.whole.cost is not None for day in days),
        "days": days,
    }
    emit(result, lambda: "\n".join(_summary(days, sizes, ready)), as_json=as_json)


def _measured(stops: int, seed: int, seconds: float, peers: Sequence[str]) -> Day:
    problem, name, budget = mountain_day(stops, seed), f"{stops} stops, day {seed}", Budget(seconds)
    beside = {}
    for peer in peers:
        part = PARTS[peer](problem)
        theirs = in_own_process(part, Solve(name, peer, seed, budget))
        beside[peer] = theirs, in_own_process(part, Solve(name, "ours", seed, budget))
    return Day(stops, seed, in_own_process(problem, Solve(name, PRODUCT, seed, budget)), beside)


def _lines_of(day: Day) -> Iterator[str]:
    whole = day.whole
    yield f"{whole.instance}: the whole model {_said(whole)}"
    for peer, (theirs, ours) in day.beside.items():
        yield f"  what {peer} can state: {peer} {_said(theirs)}; ours {_said(ours)}"


def _said(run: Run) -> str:
    return (
        f"{run.cost or '-'} ({run.missing} missing, {run.cpu_s:.1f} CPU s{', ' if run.why_none else ''}{run.why_none})"
    )


def _shares(days: Sequence[Day], stops: int, peers: Sequence[str]) -> dict[str, float | None]:
    """For each peer our cost over the peer's, the mean over the days that both served completely."""
    means: dict[str, float | None] = {}
    for peer in peers:
        both = [day.beside[peer] for day in days if day.stops == stops]
        shares = [ours.cost / theirs.cost for theirs, ours in both if ours.cost and theirs.cost]
        means[peer] = round(statistics.mean(shares), 4) if shares else None
    return means


def _summary(days: Sequence[Day], sizes: Sequence[int], peers: Sequence[str]) -> Iterator[str]:
    for stops in sizes:
        here = [day for day in days if day.stops == stops]
        lawful = sum(day.whole.cost is not None for day in here)
        yield f"{stops} stops: {lawful} of {len(here)} plans of the whole model pass the audit"
        for peer, share in _shares(days, stops, peers).items():
            served = sum(theirs.cost is not None for day in here for theirs, _ in [day.beside[peer]])
            yield f"  of {peer}'s plans ({served} of {len(here)} complete) ours cost {share or '-'}"
