"""SELECTs that are asked thousands of times an hour: written out once, read from the driver's own cursor.

The ordinary way compiles from a cache, binds, wraps and describes each result anew; for one row that costs more than
the database takes. The values come back as the ordinary way would give them.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
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
    row: Callable[..., Any]
    converts: tuple[tuple[int, Convert], ...]


class Prebuilt:
    """A SELECT whose parameters are plain text or numbers."""

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        self._forms: dict[str, _Form] = {}

    def one_or_none(self, reader: Reader, **values: str | int) -> Any:
        """The first row, with its columns by name, or None where there is none."""
        if not isinstance(reader, Connection):
            return reader.execute(self.statement, values).first()
        form = self._forms.get(reader.dialect.name) or self._written(reader.dialect)
        try:
            found = _asked(reader, form, values)
        except _errors(reader):
            # Whether the connection is dead is SQLAlchemy's to judge: it fails there again, and is told apart.
            return reader.execute(self.statement, values).first()
        if found is None:
            return None
        told = list(found)
        for place, convert in form.converts:
            told[place] = convert(told[place])
        return form.row(*told)

    def _written(self, dialect: Dialect) -> _Form:
        compiled = self.statement.compile(dialect=dialect)
        columns = list(self.statement.selected_columns)
        types = [column.type.dialect_impl(dialect) for column in columns]
        processors = [(place, kind.result_processor(dialect, None)) for place, kind in enumerate(types)]
        form = self._forms[dialect.name] = _Form(
            sql=str(compiled),
            places=list(getattr(compiled, "positiontup", None) or ()) or None,
            row=namedtuple("Row", [str(column.key) for column in columns]),
            converts=tuple((place, convert) for place, convert in processors if convert is not None),
        )
        return form


def _asked(reader: Connection, form: _Form, values: dict[str, str | int]) -> Sequence[Any] | None:
    cursor = reader.connection.cursor()
    try:
        cursor.execute(form.sql, values if form.places is None else [values[name] for name in form.places])
        found: Sequence[Any] | None = cursor.fetchone()
        return found
    finally:
        cursor.close()


def _errors(reader: Connection) -> type[Exception]:
    errors: type[Exception] = reader.dialect.loaded_dbapi.Error
    return errors
