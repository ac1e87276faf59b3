"""Numbers beyond what their fields allow, wherever in a problem they stand."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast

import numpy as np

from logistics.errors import Problem as Fault
from logistics.errors import Text
from logistics.routing.limits import Between, limits_of


def number_faults(thing: Any, at: str = "") -> Iterator[Fault]:
    """Faults of the whole numbers of a dataclass and of all dataclasses inside it, each with its JSON pointer."""
    kind: Any = type(thing)
    limits = limits_of(kind)
    for name in _names(kind):
        value = getattr(thing, name)
        if name in limits:
            if value is not None:
                yield from _number(value, limits[name], name, at)
        elif is_dataclass(value):
            yield from number_faults(value, f"{at}/{name}")
        elif isinstance(value, tuple):
            for i, one in enumerate(value):
                if is_dataclass(one):
                    yield from number_faults(one, f"{at}/{name}/{i}")


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast("Any", kind)))


def _number(value: Any, limits: Between, name: str, at: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        text = Text(f"{name} là {value!r}; phải là số nguyên.", f"{name} is {value!r}; give a whole number.")
        yield Fault(f"{at}/{name}", "not_whole", text)
    elif value < 0 <= limits.least:
        text = Text(f"{name} là {value}; không được âm.", f"{name} is {value}; it cannot be negative.")
        yield Fault(f"{at}/{name}", "negative", text)
    elif not limits.least <= value <= limits.most:
        en = f"{name} is {value}; it must be from {limits.least} to {limits.most}."
        yield Fault(f"{at}/{name}", "beyond", Text(f"{name} là {value}; phải từ {limits.least} đến {limits.most}.", en))
