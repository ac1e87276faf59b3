"""Statements that are asked thousands of times an hour: written out once, asked through the driver's own cursor.

The ordinary way compiles from a cache, binds, wraps and describes each result anew; for one row that costs more than
the database takes. What a `Prebuilt` gives is what the ordinary way would give; errors are SQLAlchemy's either way.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError

from logistics.db import Reader

Convert = Callable[[Any], Any]
Values = Sequence[Any] | Mapping[str, Any]
"""By place or by name, as the driver takes them."""


def execute(connection: Connection, sql: str, values: Values) -> None:
    """Do what a statement in this database's own words says. Raises DBAPIError."""
    _asked(connection, sql, values, lambda _cursor: ())


def rows_of(connection: Connection, sql: str, values: Values = (), most: int | None = None) -> Sequence[Sequence[Any]]:
    """The rows of a statement in this database's own words, at most so many. Raises DBAPIError."""
    return _asked(connection, sql, values, lambda cursor: cursor.fetchall() if most is None else cursor.fetchmany(most))


@dataclass(frozen=True, slots=True)
class _Form:
    """The statement in one database's own words, and how its values become ours."""

    sql: str
    places: Sequence[str] | None
    held: Mapping[str, Any]
    row: Callable[..., Any]
    converts: tuple[tuple[int, Convert], ...]


class Prebuilt:
    """A SELECT whose parameters, like the values that it holds itself, are plain text or numbers."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self._forms: dict[str, _Form] = {}

    def one_or_none(self, reader: Reader, **values: str | int) -> Any:
        """The first row, with its columns by name, or None where there is none."""
        rows = self._read(reader, values, most=1)
        return rows[0] if rows else None

    def all(self, reader: Reader, **values: str | int) -> list[Any]:
        """Every row, with its columns by name."""
        return self._read(reader, values)

    def _read(self, reader: Reader, values: dict[str, str | int], most: int | None = None) -> list[Any]:
        if not isinstance(reader, Connection):
            return self._read_slowly(reader, values, most)
        form = self._forms.get(reader.dialect.name) or self._written(reader.dialect)
        told = {**form.held, **values} if form.held else values
        by_place = told if form.places is None else [told[name] for name in form.places]
        return [_row(form, each) for each in rows_of(reader, form.sql, by_place, most)]

    def _read_slowly(self, reader: Reader, values: dict[str, str | int], most: int | None) -> list[Any]:
        result = reader.execute(self.statement, values)
        return list(result.all() if most is None else result.fetchmany(most))

    def _written(self, dialect: Dialect) -> _Form:
        compiled = self.statement.compile(dialect=dialect)
        columns = list(self.statement.selected_columns)
        types = [column.type.dialect_impl(dialect) for column in columns]
        processors = [(place, kind.result_processor(dialect, None)) for place, kind in enumerate(types)]
        form = self._forms[dialect.name] = _Form(
            sql=str(compiled),
            places=list(getattr(compiled, "positiontup", None) or ()) or None,
            held={name: value for name, value in compiled.params.items() if value is not None},
            row=namedtuple("Row", [str(column.key) for column in columns]),
            converts=tuple((place, convert) for place, convert in processors if convert is not None),
        )
        return form


def _row(form: _Form, values: Sequence[Any]) -> Any:
    told = list(values)
    for place, convert in form.converts:
        told[place] = convert(told[place])
    return form.row(*told)


def _asked(connection: Connection, sql: str, values: Values, fetched: Callable[[Any], Sequence[Any]]) -> Sequence[Any]:
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, values)
        return fetched(cursor)
    except connection.dialect.loaded_dbapi.Error as error:
        driver = connection.connection.driver_connection
        if connection.dialect.is_disconnect(error, driver, cursor):
            # SQLAlchemy replaces the connections that it sees die: it fails there again, and is told apart.
            connection.exec_driver_sql("SELECT 1")
        raise DBAPIError.instance(
            sql, values, error, connection.dialect.loaded_dbapi.Error, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()
