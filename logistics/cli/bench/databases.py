"""Databases to measure on, empty and thrown away: SQLite, and PostgreSQL where one answers."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

import logistics.schema  # noqa: F401  every room's tables
from logistics.db import Base, Database

_LOCAL_POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


def empty_databases(database_url: str) -> dict[str, Callable[[], AbstractContextManager[Database]]]:
    """By kind, how to open an empty database that is thrown away: SQLite always, PostgreSQL where one answers."""
    kinds: dict[str, Callable[[], AbstractContextManager[Database]]] = {"sqlite": _sqlite}
    if (server := _postgres_server(database_url)) is not None:
        kinds["postgresql"] = partial(_postgres, server)
    return kinds


def url_of(database: Database) -> str:
    """The URL of the database, password and all."""
    url: URL = database.engine.engine.url
    return url.render_as_string(hide_password=False)


@contextmanager
def _sqlite() -> Iterator[Database]:
    with (
        tempfile.TemporaryDirectory(prefix="highland-bench-") as folder,
        _with_schema(f"sqlite:///{folder}/bench.db") as made,
    ):
        yield made


@contextmanager
def _postgres(server: URL) -> Iterator[Database]:
    name = f"highland_bench_{secrets.token_hex(4)}"
    with _administering(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        with _with_schema(server.set(database=name).render_as_string(hide_password=False)) as made:
            yield made
    finally:
        with _administering(server) as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _postgres_server(database_url: str) -> URL | None:
    """The configured PostgreSQL, else the one of this machine; None where neither answers."""
    for candidate in (make_url(database_url), make_url(_LOCAL_POSTGRES)):
        if candidate.get_backend_name() == "postgresql":
            with suppress(OperationalError), _administering(candidate):
                return candidate.set(drivername="postgresql+psycopg")
    return None


@contextmanager
def _with_schema(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        Base.metadata.create_all(database.engine)
        yield database
    finally:
        database.dispose()


@contextmanager
def _administering(server: URL) -> Iterator[Connection]:
    engine = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
