"""Days and moments as programs and addresses write them: text in ISO 8601, never a number that could mean anything."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Strict
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


_YEARS = range(1970, 3000)
"""A phone without its clock says 1970; towards the year 1 or 9999 another zone has no day any more."""


def day(written: str) -> dt.date:
    """The day "2025-11-05" of an address or a field. Raises ValueError for what is none, or far from our time."""
    return dt.date.fromisoformat(_day_text(written))


def _day_text(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value) and int(value[:4]) in _YEARS:
        return value
    raise PydanticCustomError("not_a_day", "a day is written as 2025-11-05")


def _moment_text(value: Any) -> Any:
    if isinstance(value, str) and _DAY.match(value) and int(value[:4]) in _YEARS:
        return value
    raise PydanticCustomError("not_a_moment", "a moment is written as 2025-11-05T01:00:00Z")


Day = Annotated[dt.date, BeforeValidator(_day_text), Strict(False)]
"""A calendar day; pydantic alone would take 0 for 1970-01-01."""
Moment = Annotated[AwareDatetime, BeforeValidator(_moment_text), Strict(False)]
"""A moment with its zone."""
