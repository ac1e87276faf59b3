"""Ids in addresses: a number that no database could hold is simply not there."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter

_LARGEST = 2**62


class RowId(IntegerConverter):
    """`<int:...>` up to what a column can hold; beyond it the address is unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", _LARGEST)
        super().__init__(*args, **kwargs)
