"""The worker's loop: claim, do, and look again. Any number run, on any machine with the same database."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from logistics.db import Database
from logistics.jobs import queue, work
from logistics.settings import Settings

_IDLE_S = 0.5


def run_until(
    stop: threading.Event, database: Database, settings: Settings, handlers: Mapping[str, work.Handler]
) -> None:
    """Do jobs as they come until `stop` is set; a job under way is finished first."""
    while not stop.is_set():
        if not run_next(database, settings, handlers):
            stop.wait(_IDLE_S)


def run_next(
    database: Database, settings: Settings, handlers: Mapping[str, work.Handler], *, job_id: int | None = None
) -> bool:
    """Whether a job was due and has been tried; `job_id` looks for that one only."""
    with database.transaction() as session:
        held = queue.claim(session, kinds=handlers.keys(), job_id=job_id)
    if held is None:
        return False
    work.run(database, settings, handlers, held)
    return True
