"""Many rows at once: ids taken up front, then COPY on PostgreSQL and executemany on SQLite.

Beside the ORM this costs a thirtieth; the caller's transaction holds it all, so it is there wholly or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Dialect, Table, text
from sqlalchemy.orm import Session

from logistics.db import Base

_NEXT_IDS = text(
    "SELECT wanted.name, nextval(pg_get_serial_sequence(quote_ident(wanted.name), 'id')) "
    "FROM unnest(CAST(:names AS text[]), CAST(:counts AS int[])) AS wanted (name, count), "
    "generate_series(1, wanted.count)"
)
_FEW = 20
"""Up to so many rows COPY costs more than it saves: it is three exchanges with the server, INSERT is one."""

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
    lasts = connection.exec_driver_sql(_last_ids(tuple(counts))).one()
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


def insert_batches(session: Session, batches: Iterable[Batch]) -> None:
    """Insert the batches, in this order; on PostgreSQL in one exchange where they are small."""
    connection = session.connection()
    filled = [batch for batch in batches if batch.rows]
    if connection.dialect.name == "postgresql" and all(len(batch.rows) <= _FEW for batch in filled):
        _insert_at_once(connection, filled)
        return
    for batch in filled:
        _insert_batch(connection, batch)


def insert_rows(session: Session, model: type[Base], columns: tuple[str, ...], rows: Iterable[Values]) -> None:
    """Insert the rows: see Batch."""
    insert_batches(session, [Batch(model, columns, list(rows))])


def _insert_at_once(connection: Connection, batches: Sequence[Batch]) -> None:
    if not batches:
        return
    *first, last = (_insert(batch.model, batch.columns, "%s", len(batch.rows)) for batch in batches)
    # The foreign keys between the parts are checked at the end of the whole.
    parts = ", ".join(f"part_{at} AS ({insert})" for at, insert in enumerate(first))
    values = tuple(value for batch in batches for row in _converted(batch, connection.dialect) for value in row)
    connection.exec_driver_sql(f"WITH {parts} {last}" if parts else last, values)


def _insert_batch(connection: Connection, batch: Batch) -> None:
    rows = list(_converted(batch, connection.dialect))
    if connection.dialect.name == "postgresql" and len(rows) > _FEW:
        _copy(connection.connection.driver_connection, _table(batch.model).name, batch.columns, rows)
        return
    sign = "%s" if connection.dialect.name == "postgresql" else "?"
    connection.exec_driver_sql(_insert(batch.model, batch.columns, sign), rows if len(rows) > 1 else rows[0])


@lru_cache(maxsize=256)
def _insert(model: type[Base], columns: tuple[str, ...], sign: str, rows: int = 1) -> str:
    """INSERT of so many rows, in the words of the driver whose sign for a value is `sign`."""
    row = f"({', '.join([sign] * len(columns))})"
    return f'INSERT INTO "{_table(model).name}" ({", ".join(columns)}) VALUES {", ".join([row] * rows)}'  # noqa: S608


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
