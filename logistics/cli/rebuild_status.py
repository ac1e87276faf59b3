"""`logistics rebuild-status`: proof that every stored status is the fold of its events."""

from __future__ import annotations

import click

from logistics.cli.output import emit, json_option, say
from logistics.db import Database
from logistics.settings import Settings
from logistics.tracking.rebuild import check_statuses, repair_statuses


@click.command("rebuild-status")
@click.option("--fix", is_flag=True, help="Write the right status where the stored one is wrong.")
@json_option
@click.pass_context
def command(context: click.Context, *, fix: bool, as_json: bool) -> None:
    """Compare every parcel's stored status and custody with its events; exits with 1 where any differs."""
    settings: Settings = context.obj
    database = Database(settings.database_url)
    if fix:
        with database.transaction() as session:
            rebuilt = repair_statuses(session)
    else:
        with database.reading() as session:
            rebuilt = check_statuses(session)
    database.dispose()

    emit(
        {"checked": rebuilt.checked, "wrong": list(rebuilt.wrong), "fixed": fix},
        f"{rebuilt.checked} parcels compared, {len(rebuilt.wrong)} wrong" + (" and put right." if fix else "."),
        as_json=as_json,
    )
    if rebuilt.wrong:
        say("The stored status was not what the events say: " + ", ".join(rebuilt.wrong[:20]))
        context.exit(1)
