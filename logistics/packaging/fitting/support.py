"""Whether a unit stands on enough of something: at least four fifths of its base."""

from __future__ import annotations

from collections.abc import Iterable

LEAST_SUPPORT_PERCENT = 80

Top = tuple[int, int, int, int]
"""x0, y0, x1, y1 of a top face at some height; the faces at one height never overlap."""


def supported_area(base: Top, tops: Iterable[Top]) -> int:
    """How much of the base rests on the top faces at its height."""
    x0, y0, x1, y1 = base
    area = 0
    for tx0, ty0, tx1, ty1 in tops:
        dx = min(x1, tx1) - max(x0, tx0)
        dy = min(y1, ty1) - max(y0, ty0)
        if dx > 0 and dy > 0:
            area += dx * dy
    return area


def is_supported(base: Top, tops: Iterable[Top]) -> bool:
    """Whether at least LEAST_SUPPORT_PERCENT of the base rests on the top faces at its height."""
    whole = (base[2] - base[0]) * (base[3] - base[1])
    return supported_area(base, tops) * 100 >= LEAST_SUPPORT_PERCENT * whole
