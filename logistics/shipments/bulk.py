"""Many rows at once: ids taken up front, then COPY on PostgreSQL and executemany on SQLite.

Beside the ORM this costs a thirtieth; the caller's transaction holds it all, so it is there wholly or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Dialect, Select, Table, func, select, text
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
    lasts = {model: connection.scalar(_last_id(model)) or 0 for model in counts}
    return {model: range(last + 1, last + 1 + counts[model]) for model, last in lasts.items()}


def insert_rows(session: Session, model: type[Base], columns: tuple[str, ...], rows: Iterable[Values]) -> None:
    """Insert rows of values in the order of `columns`, which name every column that may not be null.

    Values that are not plain text or numbers must be hashable: a tuple for a JSON list.
    """
    connection = session.connection()
    batch = list(_converted(rows, _converters(model, columns, connection.dialect)))
    if not batch:
        return
    on_postgres = connection.dialect.name == "postgresql"
    if on_postgres and len(batch) > _FEW:
        _copy(connection.connection.driver_connection, _table(model).name, columns, batch)
        return
    names, signs = ", ".join(columns), ", ".join(["%s" if on_postgres else "?"] * len(columns))
    statement = f'INSERT INTO "{_table(model).name}" ({names}) VALUES ({signs})'  # noqa: S608
    connection.exec_driver_sql(statement, batch if len(batch) > 1 else batch[0])


def _copy(driver: Any, table: str, columns: tuple[str, ...], rows: Iterable[Values]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    cursor: psycopg.Cursor[Any]
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _converted(rows: Iterable[Values], converters: Mapping[int, Convert]) -> Iterable[Values]:
    # The rows of one insert share moments, words and marks: each is converted once.
    remembering = {place: cache(convert) for place, convert in converters.items()}
    for row in rows:
        values = list(row)
        for place, convert in remembering.items():
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
def _last_id(model: type[Base]) -> Select[int]:
    return select(func.max(_table(model).c.id))


def _table(model: type[Base]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is no table")
    return table
