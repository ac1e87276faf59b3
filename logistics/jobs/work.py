"""Doing a claimed job: the handler's view of it, and the heartbeat that keeps the claim meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from logistics.db import Database
from logistics.errors import Conflict, Failure, Unavailable
from logistics.jobs import queue
from logistics.jobs.queue import LEASE_S, Claim
from logistics.settings import Settings

log = logging.getLogger(__name__)


class Work:
    """One claimed job in a handler's hands. The handler calls `complete` inside the transaction of its effect."""

    def __init__(self, database: Database, settings: Settings, held: Claim) -> None:
        self.database = database
        self.settings = settings
        self.arguments = held.arguments
        self.completed = False
        self.lost = threading.Event()
        """Set when the claim is lost: a long computation looks at it and stops."""
        self._held = held
        self._shown_at = 0.0
        self._asked_at = 0.0

    def report(self, done: int, total: int, note: str = "", *, figures: Mapping[str, Any] | None = None) -> None:
        """Show progress at most once a second. Raises Conflict where the claim is lost."""
        if done < total and time.monotonic() - self._shown_at < 1.0:
            return
        self._shown_at = time.monotonic()
        progress = {"done": done, "total": total, "note": note, **(figures or {})}
        with self.database.transaction() as session:
            queue.heartbeat(session, self._held, progress=progress)

    def unwanted(self) -> bool:
        """Whether the claim is lost, because the job was cancelled or given to another; looked up once a second."""
        if not self.lost.is_set() and time.monotonic() - self._asked_at >= 1.0:
            self._asked_at = time.monotonic()
            with self.database.reading() as session:
                if not queue.holds(session, self._held):
                    self.lost.set()
        return self.lost.is_set()

    def complete(self, session: Session, result: Mapping[str, Any]) -> None:
        """Mark the job done with what came of it. Raises Conflict, and so undoes the effect, where it is lost."""
        queue.complete(session, self._held, result)
        self.completed = True


Handler = Callable[[Work], None]


def run(database: Database, settings: Settings, handlers: Mapping[str, Handler], held: Claim) -> None:
    """Do one claimed job to its end; a refusal is kept on the job row, a crash is tried again later."""
    work = Work(database, settings, held)
    try:
        with _heartbeats(database, held, work.lost):
            handlers[held.kind](work)
        if not work.completed:
            with database.transaction() as session:
                work.complete(session, {})
    except Conflict as conflict:
        if conflict.code != "claim_lost":
            _failed(database, held, conflict, final=True)
        else:
            log.warning("%s", conflict)
    except Unavailable as unavailable:
        _failed(database, held, unavailable, final=False)
    except Failure as failure:
        _failed(database, held, failure, final=True)
    except Exception as error:
        log.exception("job %s (%s) failed", held.job_id, held.kind)
        _failed(database, held, f"{type(error).__name__}: {error}", final=False)


def _failed(database: Database, held: Claim, error: str | Failure, *, final: bool) -> None:
    try:
        with database.transaction() as session:
            queue.fail(session, held, error, final=final)
    except Conflict as lost:
        log.warning("%s", lost)


@contextmanager
def _heartbeats(database: Database, held: Claim, lost: threading.Event) -> Iterator[None]:
    """Renew the lease in the background while the body runs; `lost` is set when it cannot be renewed."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(LEASE_S / 3):
            try:
                with database.transaction() as session:
                    queue.heartbeat(session, held)
            except Conflict:
                lost.set()
                return
            except Exception:
                # The database may be away for a moment; the lease outlasts two missed beats.
                log.warning("heartbeat of job %s failed", held.job_id, exc_info=True)

    thread = threading.Thread(target=beat, name=f"heartbeat-{held.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
