"""`logistics clock`: tells the due times, and does the jobs where no broker is configured."""

from __future__ import annotations

import signal
import threading

import click

from logistics.cli.handlers import SCHEDULES
from logistics.cli.output import say
from logistics.cli.workforce import Workforce
from logistics.db import Database
from logistics.jobs import host, schedules
from logistics.jobs.carriers import carrier_of, send_due
from logistics.settings import Settings

_HOLD_EVERY_S = 120


@click.command("clock")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(0, 64), help="Processes that do jobs.")
@click.pass_obj
def command(settings: Settings, workers: int) -> None:
    """Enqueue what is due and do the jobs, until stopped. Several clocks may run: each due time happens once.

    With BROKER_URL the jobs' ids go to the broker instead, and `logistics worker` does them, here or elsewhere.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    database = Database(settings.database_url)
    host.hold(database)
    carrier = carrier_of(settings)
    workforce = Workforce(settings, 0 if carrier else workers)
    scheduler = schedules.start(database, SCHEDULES)
    hands = "jobs go to the broker" if carrier else f"{workers} worker(s)"
    say(f"Clock started, {hands}: {', '.join(schedule.name for schedule in SCHEDULES)}.")
    try:
        since_hold = 0.0
        while not stop.wait(1.0):
            workforce.replace_the_fallen()
            if carrier:
                send_due(database, carrier)
            since_hold += 1.0
            if since_hold >= _HOLD_EVERY_S:
                host.hold(database)
                since_hold = 0.0
    finally:
        scheduler.shutdown(wait=False)
        workforce.dismiss()
        database.dispose()
