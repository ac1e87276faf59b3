"""Ids in addresses and forms: a number that no database could hold is simply not there."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from werkzeug.routing import IntegerConverter

LARGEST = 2**62
_MOST_DIGITS = len(str(LARGEST))

Id = Annotated[int, Field(ge=1, le=LARGEST)]
"""The id of a row, as programs name it."""


def row_id(written: str) -> int:
    """The id that an address or a field names. Raises ValueError for what no row can have.

    Give it to `request.args.get(..., type=row_id)`, never `int`, which takes numbers that no column can hold.
    """
    number = int(written) if written.isascii() and written.isdecimal() and len(written) <= _MOST_DIGITS else -1
    if not 0 <= number <= LARGEST:
        raise ValueError("no id")
    return number


class RowId(IntegerConverter):
    """`<int:...>` up to what a column can hold; beyond it 0, which no row has.

    Were the address refused instead, another method's rule of the same address would answer "method not allowed".
    """

    def to_python(self, value: str) -> int:
        try:
            return row_id(value)
        except ValueError:
            return 0
