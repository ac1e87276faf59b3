"""Days and moments as programs send them: text in ISO 8601, never a number that could mean anything."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day_text(value: Any) -> Any:
    if isinstance(value, dt.date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written as 2025-11-05")


def _moment_text(value: Any) -> Any:
    if isinstance(value, dt.datetime) or (isinstance(value, str) and _DAY.match(value)):
        return value
    raise ValueError("a moment is written as 2025-11-05T01:00:00Z")


Day = Annotated[dt.date, BeforeValidator(_day_text)]
"""A calendar day; pydantic alone would take 0 for 1970-01-01."""
Moment = Annotated[AwareDatetime, BeforeValidator(_moment_text)]
"""A moment with its zone."""
