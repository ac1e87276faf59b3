"""Celery as a carrier: RabbitMQ (amqp://) or Redis (redis://) bring ids, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from logistics.db import Database
from logistics.errors import Unavailable
from logistics.jobs import work, worker
from logistics.settings import Settings

_TASK = "highland.job"
_QUEUE = "highland-jobs"


class CeleryCarrier:
    """Sends ids through Celery's broker."""

    def __init__(self, broker_url: str) -> None:
        self._app = _application(broker_url)

    def send(self, job_ids: list[int]) -> None:
        """One message an id. Raises the broker's error where it cannot be reached."""
        with self._app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
            for job_id in job_ids:
                self._app.send_task(_TASK, (job_id,), queue=_QUEUE, connection=connection, ignore_result=True)


def consume(settings: Settings, handlers: Mapping[str, work.Handler]) -> None:
    """Do the jobs whose ids arrive, until stopped.

    A message is acknowledged when it is received: what a dying worker loses, its lease gives back.
    """
    app = _application(settings.broker_url)
    database = Database(settings.database_url)

    @app.task(name=_TASK, ignore_result=True)  # type: ignore[untyped-decorator]
    def run(job_id: int) -> None:
        worker.run_next(database, settings, handlers, job_id=job_id)

    # One job at a time in this process: the planner starts a process of its own.
    app.worker_main(
        ["worker", "--pool=solo", "--loglevel=WARNING", f"--queues={_QUEUE}", "--without-gossip", "--without-mingle"]
    )
    database.dispose()


def _application(broker_url: str) -> Any:
    try:
        from celery import Celery
    except ImportError:
        raise Unavailable(
            "celery_missing",
            vi="BROKER_URL được đặt nhưng chưa cài Celery: pip install 'highland-post[cluster]'.",
            en="BROKER_URL is set but Celery is not installed: pip install 'highland-post[cluster]'.",
        ) from None
    app = Celery("highland", broker=broker_url)
    app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True, worker_hijack_root_logger=False)
    return app
