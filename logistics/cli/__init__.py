"""The command line: `logistics serve | demo | import | labels | plan | clock | worker | places | bench ...`.

Every command speaks to people on standard error and to programs, with --json, on standard output. It exits
with 0 (done), 1 (the work found problems) or 2 (wrong use).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from logistics.cli.lazy import LazyGroup
from logistics.cli.refusal import Refused, refusal
from logistics.settings import Settings

COMMANDS = {
    "assets": "logistics.cli.assets",
    "bench": "logistics.cli.bench",
    "clock": "logistics.cli.clock",
    "codes": "logistics.cli.codes",
    "db": "logistics.cli.db",
    "demo": "logistics.cli.demo",
    "import": "logistics.cli.imports",
    "labels": "logistics.cli.labels",
    "pack": "logistics.cli.pack",
    "packing-instructions": "logistics.cli.packing_instructions",
    "openapi": "logistics.cli.openapi",
    "places": "logistics.cli.places",
    "plan": "logistics.cli.plan",
    "print-agent": "logistics.cli.print_agent",
    "rebuild-status": "logistics.cli.rebuild_status",
    "route": "logistics.cli.route",
    "serve": "logistics.cli.serve",
    "travel": "logistics.cli.travel",
    "users": "logistics.cli.users",
    "warm-up": "logistics.cli.warm_up",
    "worker": "logistics.cli.worker",
}


@click.group(cls=LazyGroup, modules=COMMANDS)
@click.version_option(package_name="highland-post", message="%(version)s")
def cli() -> None:
    """Highland Post: packed to a standard, labelled, fetched from the villages, seen on its way."""


def main(settings: Settings) -> None:
    """Run the command line; the settings reach each command as `ctx.obj`."""
    sys.exit(run(sys.argv[1:], settings))


def run(words: Sequence[str], settings: Settings) -> int:
    """The exit code of the command line with these words; a refusal is told, not raised."""
    try:
        code = cli.main(list(words), obj=settings, prog_name="logistics", standalone_mode=False)
    except Refused as error:
        with click.Context(cli, obj=settings):
            if isinstance(error, click.UsageError) and error.ctx:
                click.echo(error.ctx.get_usage(), err=True)
            refused = refusal(error)
            refused.tell(as_json="--json" in words)
        return refused.exit_code
    return code if isinstance(code, int) else 0
