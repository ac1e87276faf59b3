"""Our own dice: a xorshift generator over one signed 64-bit integer, the same numbers compiled or not."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

import math
from typing import Any

from logistics.routing.search.compiled import jit

_LOW_57 = (1 << 57) - 1
_LOW_53 = (1 << 53) - 1


def seeded(seed: int) -> int:
    """A starting state for `draw`, never 0; near seeds give unlike states (splitmix64)."""
    mixed = (seed + 1) * 0x9E3779B97F4A7C15 % 2**64
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB % 2**64
    return (mixed ^ (mixed >> 31)) >> 1 | 1


@jit
def draw(seed: Any) -> float:
    """A number from [0, 1). Source: G. Marsaglia, Xorshift RNGs (2003), the triple 13, 7, 17."""
    x = seed[0]
    x ^= x << 13
    x ^= (x >> 7) & _LOW_57
    x ^= x << 17
    seed[0] = x
    return ((x >> 11) & _LOW_53) * (1.0 / 9007199254740992.0)


@jit
def below(seed: Any, count: int) -> int:
    """A whole number from 0 to count - 1."""
    return int(draw(seed) * count)


@jit
def log_draw(seed: Any) -> float:
    """The logarithm of a draw: 0 or less, never minus infinity."""
    return math.log(draw(seed) + 1e-300)
