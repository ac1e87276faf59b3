"""SELECTs that are asked thousands of times an hour: written out once, read from the driver's own cursor.

The ordinary way compiles from a cache, binds, wraps and describes each result anew; for one row that costs more than
the database takes. The values come back as the ordinary way would give them.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Select

from logistics.db import Reader

Convert = Callable[[Any], Any]


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
        try:
            found = _asked(reader, form, values, most)
        except _errors(reader):
            # Whether the connection is dead is SQLAlchemy's to judge: it fails there again, and is told apart.
            return self._read_slowly(reader, values, most)
        return [_row(form, each) for each in found]

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


def _asked(reader: Connection, form: _Form, values: dict[str, str | int], most: int | None) -> Sequence[Sequence[Any]]:
    cursor = reader.connection.cursor()
    told = {**form.held, **values} if form.held else values
    try:
        cursor.execute(form.sql, told if form.places is None else [told[name] for name in form.places])
        found: Sequence[Sequence[Any]] = cursor.fetchall() if most is None else cursor.fetchmany(most)
        return found
    finally:
        cursor.close()


def _errors(reader: Connection) -> type[Exception]:
    errors: type[Exception] = reader.dialect.loaded_dbapi.Error
    return errors
