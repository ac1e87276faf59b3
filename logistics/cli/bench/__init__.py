"""`logistics bench NAME --json`: figures measured side by side in one run; see docs/benchmarks.md."""

from __future__ import annotations

import click

from logistics.cli.lazy import LazyGroup

BENCHMARKS = {
    "create": "logistics.cli.bench.create",
    "events": "logistics.cli.bench.events",
    "import": "logistics.cli.bench.imports",
    "labels": "logistics.cli.bench.labels",
    "mountain": "logistics.cli.bench.mountain",
    "packing": "logistics.cli.bench.packing",
    "places": "logistics.cli.bench.places",
    "replan": "logistics.cli.bench.replan",
    "routing": "logistics.cli.bench.routing",
    "routing-growth": "logistics.cli.bench.routing_growth",
    "routing-time": "logistics.cli.bench.routing_time",
    "tracking": "logistics.cli.bench.tracking",
    "travel": "logistics.cli.bench.travel",
}


@click.group("bench", cls=LazyGroup, modules=BENCHMARKS)
def command() -> None:
    """Measure the product beside its peers, in one run."""
