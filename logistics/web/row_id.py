"""Ids in addresses: a number that no database could hold is simply not there."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from werkzeug.routing import IntegerConverter

LARGEST = 2**62

Id = Annotated[int, Field(ge=1, le=LARGEST)]
"""The id of a row, as programs name it."""


class RowId(IntegerConverter):
    """`<int:...>` up to what a column can hold; beyond it the address is unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", LARGEST)
        super().__init__(*args, **kwargs)
