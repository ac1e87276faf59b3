"""The database: one schema on SQLite (embedded) and PostgreSQL, and the transactions around it."""

from __future__ import annotations

import datetime as dt
import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import JSON

_BUSY_TIMEOUT_MS = 10_000
_TRUSTED_S = 10.0
"""A connection that lay idle for longer is asked whether it lives, however quiet it is."""
_USED_AT = "used_at"

Seen = TypeVar("Seen")
Reader = Session | Connection
"""What a read may be given: `transaction()` and `reading()` give a session, `glance()` a bare connection."""

Json = JSON().with_variant(JSONB(), "postgresql")
"""A JSON column; binary JSON where the database has it."""


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An aware moment in UTC. A naive one is refused: nobody could tell what it meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        utc = value.astimezone(dt.UTC)
        # SQLite stores text without a zone: everything in there is UTC.
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    """Every table of the house."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        dt.datetime: UTCDateTime,
        dict[str, Any]: Json,
        list[Any]: Json,
        # Only INTEGER PRIMARY KEY counts by itself in SQLite, and its integers have 64 bits anyway.
        int: BigInteger().with_variant(Integer(), "sqlite"),
    }


def words(kind: type[StrEnum]) -> Enum:
    """A column that holds one of the words of `kind`; pair it with `one_of` in `__table_args__`."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda e: [w.value for w in e],
    )


def one_of(column: str, kind: type[StrEnum]) -> CheckConstraint:
    """The CHECK that lets `column` hold only the words of `kind`.

    It stands in `__table_args__` because Alembic's autogenerate drops constraints written inside a column.
    """
    listed = ", ".join(f"'{word.value}'" for word in kind)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def insert_new(session: Session, table: type[Base]) -> SqliteInsert | PostgresInsert:
    """An INSERT into `table` of this session's database that knows `on_conflict_do_nothing()`.

    Ask what was inserted with `.returning(...)`: rowcount is -1 on PostgreSQL, whatever happened.
    """
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


class Database:
    """One engine and what is done with it: `transaction()` writes, `reading()` looks, `glance()` looks quickly."""

    def __init__(self, url: str, *, engine: Engine | Connection | None = None) -> None:
        self.engine: Engine | Connection = engine if engine is not None else engine_for(url)
        self.dialect = self.engine.dialect.name

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls back whole on any error."""
        with self._session() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking: never waits for a writer on SQLite, and writes nothing."""
        with self._session() as session:
            session.connection(execution_options={"sqlite_begin": "DEFERRED"})
            yield session  # closing rolls back, and what was read stays readable

    def glance(self, look: Callable[[Connection], Seen]) -> Seen:
        """What `look` sees by a few statements, each of which stands for itself: there is no common snapshot.

        Nothing begins or ends around them and the connection is not tried before, which is most of what a small
        read costs on PostgreSQL. Where the connection turns out to be dead, `look` is called once more.
        """
        try:
            return self._seen(look)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        return self._seen(look)

    def _seen(self, look: Callable[[Connection], Seen]) -> Seen:
        if isinstance(self.engine, Connection):
            return look(self.engine)
        with self._glancing.connect() as connection:
            return look(connection)

    @cached_property
    def _glancing(self) -> Engine:
        url = self.engine.engine.url
        if self.dialect == "sqlite":
            return _sqlite(url, pool_reset_on_return=None).execution_options(sqlite_begin="NONE")
        return create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)

    def _session(self) -> Session:
        # Inside a test's outer transaction every commit is a savepoint of it.
        if isinstance(self.engine, Connection):
            return Session(self.engine, join_transaction_mode="create_savepoint", expire_on_commit=False)
        return Session(self.engine, expire_on_commit=False)

    def dispose(self) -> None:
        """Close every pooled connection; used before a process forks and at the end."""
        if isinstance(self.engine, Engine):
            self.engine.dispose()
            self._glancing.dispose()


def engine_for(url: str) -> Engine:
    """The engine for a database URL with the house's settings.

    SQLite: WAL, synchronous=FULL (WAL+NORMAL lost acknowledged rows at every simulated power cut), foreign keys,
    a busy timeout, and BEGIN IMMEDIATE so that a writer waits at its start and never fails in the middle.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return _postgresql(parsed)


def _postgresql(url: URL) -> Engine:
    """An engine whose connections are tried before use, as a server that restarts or a line that fails ends them.

    A server that ends a connection says so, and one that was used a moment ago and heard nothing since is alive: only
    others are asked, since asking is one exchange of the seven that a shipment takes.
    """
    engine = create_engine(url)

    @event.listens_for(engine, "checkout")
    def _try(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        now = time.monotonic()
        try:
            if now - record.info.get(_USED_AT, 0.0) > _TRUSTED_S or _has_news(connection):
                engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise InvalidatePoolError from error
        record.info[_USED_AT] = now

    return engine


def _has_news(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server has sent something that nobody asked for, such as a farewell."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _sqlite(url: URL, **options: Any) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, **options)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the "begin" event below says BEGIN itself
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        if mode != "NONE":
            connection.exec_driver_sql(f"BEGIN {mode}")

    return engine
