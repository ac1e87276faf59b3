"""Worker processes under a watch: one that dies is replaced, all end with their clock."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.process import BaseProcess

from logistics.cli.output import say
from logistics.db import Database
from logistics.jobs import worker
from logistics.settings import Settings

_PATIENCE_S = 15


def work_until_told(settings: Settings) -> None:
    """Do jobs in this process until SIGTERM or SIGINT, or until the parent process is gone."""
    from logistics.cli.handlers import HANDLERS

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=_stop_when_orphaned, args=(stop, os.getppid()), daemon=True).start()
    database = Database(settings.database_url)
    worker.run_until(stop, database, settings, HANDLERS)
    database.dispose()


class Workforce:
    """`size` worker processes, started at once."""

    def __init__(self, settings: Settings, size: int) -> None:
        self._settings = settings
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._hire() for _ in range(size)]

    def replace_the_fallen(self) -> None:
        """Start a new worker for each that has died; its job is done again after the lease."""
        for index, process in enumerate(self._workers):
            if not process.is_alive():
                say(f"A worker died (exit {process.exitcode}); starting another.")
                self._workers[index] = self._hire()

    def dismiss(self) -> None:
        """Let each finish its job for a while, then end it."""
        for process in self._workers:
            process.terminate()
        deadline = time.monotonic() + _PATIENCE_S
        for process in self._workers:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()

    def _hire(self) -> BaseProcess:
        process = self._context.Process(target=work_until_told, args=(self._settings,), name="worker")
        process.start()
        return process


def _stop_when_orphaned(stop: threading.Event, parent: int) -> None:
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()
