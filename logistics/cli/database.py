"""The configured database for the length of one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import logistics.cod  # noqa: F401  keeps the ledger: whatever registers a shipment books its cash
from logistics.db import Database
from logistics.settings import Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database, with its connections closed at the end."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()
