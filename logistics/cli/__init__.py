"""The command line: `logistics serve | demo | import | labels | plan | clock | worker | places | bench ...`.

Every command speaks to people on standard error and to programs, with --json, on standard output. It exits
with 0 (done), 1 (the work found problems) or 2 (wrong use).
"""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import DBAPIError

from logistics.cli.lazy import LazyGroup
from logistics.errors import Failure
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
    try:
        cli.main(obj=settings, prog_name="logistics")
    except DBAPIError as error:
        click.echo(f"logistics: the database cannot be used: {error.orig}", err=True)
        click.echo("Is DATABASE_URL right, and has `logistics db upgrade` been run?", err=True)
        sys.exit(1)
    except Failure as failure:
        text = failure.text.vi if settings.language == "vi" else str(failure)
        click.echo(f"logistics: {text}", err=True)
        sys.exit(1)
