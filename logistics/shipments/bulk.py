"""Many rows at once: ids taken up front, then COPY on PostgreSQL and executemany on SQLite.

Beside the ORM this costs a thirtieth; the caller's transaction holds it all, so it is there wholly or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import orjson
import psycopg
from psycopg import sql
from sqlalchemy import Connection, Dialect, Table, text
from sqlalchemy.orm import Session

from logistics.db import Base
from logistics.prebuilt import execute, rows_of

_NEXT_IDS = text(
    "SELECT wanted.name, nextval(pg_get_serial_sequence(quote_ident(wanted.name), 'id')) "
    "FROM unnest(CAST(:names AS text[]), CAST(:counts AS int[])) AS wanted (name, count), "
    "generate_series(1, wanted.count)"
)
_FEW = 20
"""Up to so many rows COPY costs more than it saves: it is three exchanges with the server."""

Values = tuple[Any, ...]
Convert = Callable[[Any], Any]


def next_ids(session: Session, model: type[Base], count: int) -> Sequence[int]:
    """`count` ids for new rows of the model, ascending; nobody else gets them while the transaction lasts."""
    return next_ids_of(session, {model: count})[model]


def next_ids_of(session: Session, counts: Mapping[type[Base], int]) -> Mapping[type[Base], Sequence[int]]:
    """What `next_ids` gives, for several models at once."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        names = {_table(model).name: model for model in counts}
        ids: dict[type[Base], list[int]] = {model: [] for model in counts}
        for name, row_id in connection.execute(_NEXT_IDS, {"names": list(names), "counts": list(counts.values())}):
            ids[names[name]].append(row_id)
        return ids
    # SQLite: BEGIN IMMEDIATE has made us the only writer.
    (lasts,) = rows_of(connection, _last_ids(tuple(counts)))
    return {
        model: range(last + 1, last + 1 + count) for (model, count), last in zip(counts.items(), lasts, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows for one table: their values stand in the order of `columns`, which name every column that may not be null.

    Values that are not plain text or numbers must be hashable: a tuple for a JSON list.
    """

    model: type[Base]
    columns: tuple[str, ...]
    rows: Sequence[Values]


@dataclass(frozen=True, slots=True)
class Key:
    """A unique key of a model, and the values that a new row has in it."""

    model: type[Base]
    columns: tuple[str, ...]
    values: Values


def insert_batches(session: Session, batches: Iterable[Batch]) -> None:
    """Insert the batches, in this order."""
    connection = session.connection()
    for batch in batches:
        if batch.rows:
            _insert_batch(connection, batch)


def insert_unless_known(session: Session, key: Key, batches: Iterable[Batch]) -> int | None:
    """The id of the row that has the key; None where there was none, and the batches are in now.

    On PostgreSQL this is one exchange. Nobody else may be inserting such rows meanwhile.
    """
    connection = session.connection()
    filled = [batch for batch in batches if batch.rows]
    if connection.dialect.name == "postgresql":
        shape = tuple((batch.model, batch.columns) for batch in filled)
        values = (*key.values, *map(_as_json, filled))
        known = rows_of(connection, _unless_known(key.model, key.columns, shape), values)
        return known[0][0] if known else None
    if known := rows_of(connection, _known(key.model, key.columns, "?"), key.values):
        return known[0][0]  # type: ignore[no-any-return]
    insert_batches(session, filled)
    return None


def insert_rows(session: Session, model: type[Base], columns: tuple[str, ...], rows: Iterable[Values]) -> None:
    """Insert the rows: see Batch."""
    insert_batches(session, [Batch(model, columns, list(rows))])


def _insert_batch(connection: Connection, batch: Batch) -> None:
    rows = list(_converted(batch, connection.dialect))
    postgresql = connection.dialect.name == "postgresql"
    if postgresql and len(rows) > _FEW:
        _copy(connection.connection.driver_connection, _table(batch.model).name, batch.columns, rows)
        return
    statement = _insert(batch.model, batch.columns, "%s" if postgresql else "?")
    if len(rows) == 1:
        execute(connection, statement, rows[0])
    else:
        connection.exec_driver_sql(statement, rows)


@cache
def _insert(model: type[Base], columns: tuple[str, ...], sign: str) -> str:
    """INSERT of a row, in the words of the driver whose sign for a value is `sign`."""
    return f'INSERT INTO "{_table(model).name}" ({", ".join(columns)}) VALUES ({", ".join([sign] * len(columns))})'  # noqa: S608


@cache
def _known(model: type[Base], columns: tuple[str, ...], sign: str) -> str:
    """SELECT of the id under a key."""
    key = " AND ".join(f"{column} = {sign}" for column in columns)
    return f'SELECT id FROM "{_table(model).name}" WHERE {key}'  # noqa: S608


@cache
def _unless_known(
    model: type[Base], columns: tuple[str, ...], batches: tuple[tuple[type[Base], tuple[str, ...]], ...]
) -> str:
    """SELECT of the id under a key, with INSERTs that do something only where it finds none.

    The rows of a table come as one JSON, read to the table's own types: many values cost the driver more than one.
    """
    inserts = "".join(
        f', part_{at} AS (INSERT INTO "{_table(each).name}" ({", ".join(names)}) SELECT {", ".join(names)} '  # noqa: S608
        f'FROM json_populate_recordset(NULL::"{_table(each).name}", %s::json) WHERE NOT EXISTS (SELECT FROM known))'
        for at, (each, names) in enumerate(batches)
    )
    # The foreign keys between the parts are checked at the end of the whole.
    return f"WITH known AS ({_known(model, columns, '%s')}){inserts} SELECT id FROM known"  # noqa: S608


def _as_json(batch: Batch) -> str:
    """The rows as a JSON list of objects."""
    rows = [dict(zip(batch.columns, row, strict=True)) for row in batch.rows]
    return orjson.dumps(rows, _unambiguous, orjson.OPT_PASSTHROUGH_DATETIME).decode()


def _unambiguous(value: Any) -> str:
    """A day or an aware moment; a naive one is refused, as by every column of moments."""
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} has no time zone")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that a row may hold")


def _copy(driver: Any, table: str, columns: tuple[str, ...], rows: Iterable[Values]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    cursor: psycopg.Cursor[Any]
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _converted(batch: Batch, dialect: Dialect) -> Iterator[Values]:
    converters = _converters(batch.model, batch.columns, dialect)
    if len(batch.rows) > 1:
        # The rows of one insert share moments, words and marks: each is converted once.
        converters = {place: cache(convert) for place, convert in converters.items()}
    for row in batch.rows:
        values = list(row)
        for place, convert in converters.items():
            if values[place] is not None:
                values[place] = convert(values[place])
        yield tuple(values)


@lru_cache(maxsize=64)
def _converters(model: type[Base], columns: tuple[str, ...], dialect: Dialect) -> Mapping[int, Convert]:
    """What SQLAlchemy itself does to the values of a column before the driver sees them, by place."""
    types = [_table(model).c[column].type.dialect_impl(dialect) for column in columns]
    processors = {place: kind.bind_processor(dialect) for place, kind in enumerate(types)}
    return {place: processor for place, processor in processors.items() if processor is not None}


@cache
def _last_ids(models: tuple[type[Base], ...]) -> str:
    each = (f'(SELECT coalesce(max(id), 0) FROM "{_table(model).name}")' for model in models)  # noqa: S608
    return f"SELECT {', '.join(each)}"


def _table(model: type[Base]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is no table")
    return table
