"""`logistics worker`: does jobs until stopped; any number, on any machine with the same database."""

from __future__ import annotations

import click

from logistics.cli.handlers import HANDLERS
from logistics.cli.output import say
from logistics.cli.workforce import work_until_told
from logistics.jobs.carriers import celery as celery_carrier
from logistics.settings import Settings


@click.command("worker")
@click.pass_obj
def command(settings: Settings) -> None:
    """Do jobs until stopped. A killed worker's job is done again by another after its lease."""
    if settings.broker_url:
        say("Worker started; jobs come from the broker.")
        celery_carrier.consume(settings, HANDLERS)
        return
    say("Worker started.")
    work_until_told(settings)
