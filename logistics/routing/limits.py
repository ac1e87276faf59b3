"""How large a number of a problem may be, so that no sum of theirs passes 64 bits, nor 32 where arrays have 32.

A field states its limits in its type, and so in the JSON schema; `faults` refuses what is beyond them. What only
sums can tell (a leg's cost, all loads, all costs, the paces of a day) `faults.sums` refuses.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, cast, get_args, get_type_hints

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

LATEST_S = 1_000_000_000
"""A moment, counted from midnight. With a leg on top it still fits in 32 bits."""

MOST_S = 100_000_000
"""How long something lasts. A leg and the service at both its ends stay below the search's FOREVER."""

MOST_LOAD = 2_000_000_000
"""Grams, cubic centimetres or pieces, of one stop or vehicle, and of all stops together."""

MOST_COST = 1_000_000_000_000
"""A cost that is paid once."""

MOST_WALK = 100_000_000
"""The cost of a walk, which the search counts as part of a leg's."""

MOST_LEG_COST = 400_000_000
"""What a leg may cost, the service and the walk at its end included."""

MOST_RATE = 1_000_000
"""The cost of a metre or a second."""

MOST_IN_ALL = 100_000_000_000_000
"""What leaving everybody out may cost the search, see `Problem.skip_price`."""

MOST_PRICE = 2**49
"""What leaving one stop out may cost the search: less than what it takes for impossible."""

MOST_PRIORITY = 1_000
MOST_VEHICLES = 1_000_000
MOST_PERCENT = 10_000
MOST_WORK = 2**62
"""Grains of driving work that a sum may have, see `ways.Ways`."""


@dataclass(frozen=True, slots=True)
class Between:
    """The least and the most that a whole number may be, both included."""

    least: int
    most: int

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(core), "minimum": self.least, "maximum": self.most}


Moment = Annotated[int, Between(0, LATEST_S)]
Span = Annotated[int, Between(0, MOST_S)]
Metres = Annotated[int, Between(0, MOST_COST)]
Amount = Annotated[int, Between(0, MOST_LOAD)]
Cost = Annotated[int, Between(0, MOST_COST)]
Walk = Annotated[int, Between(0, MOST_WALK)]
Rate = Annotated[int, Between(0, MOST_RATE)]
Priority = Annotated[int, Between(0, MOST_PRIORITY)]
Many = Annotated[int, Between(0, MOST_VEHICLES)]
Some = Annotated[int, Between(1, MOST_VEHICLES)]
Percent = Annotated[int, Between(1, MOST_PERCENT)]
Confidence = Annotated[int, Between(50, 99)]


@cache
def limits_of(kind: Hashable) -> dict[str, Between]:
    """The limits of a dataclass's fields, by name; fields without are left aside."""
    hints = get_type_hints(cast("Any", kind), include_extras=True)
    found = {name: _between(hint) for name, hint in hints.items()}
    return {name: limits for name, limits in found.items() if limits is not None}


def _between(hint: Any) -> Between | None:
    """The limits that a type states, itself or as one of several (`Cost | None`)."""
    stated = (*getattr(hint, "__metadata__", ()), *(_between(part) for part in get_args(hint)))
    return next((one for one in stated if isinstance(one, Between)), None)
