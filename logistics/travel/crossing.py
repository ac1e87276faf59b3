"""Which straight ways cross a closed area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.travel.closures import Closure
from logistics.travel.points import Floats, Point, coordinates, straight_m

Bools = NDArray[np.bool_]

_ELLIPSE = 1.4
_SLACK_M = 1000.0


def crosses(closures: Sequence[Closure], places: Floats) -> Bools:
    """Shape (n, n): whether the line between two places touches a closed area; never true on the diagonal."""
    n = len(places)
    closed = np.zeros((n, n), bool)
    for closure in closures:
        if len(closure.area) >= 3:
            closed |= _cut(places, coordinates(closure.area))
    np.fill_diagonal(closed, False)
    return closed


def near(closures: Sequence[Closure], places: Floats) -> Bools:
    """Shape (n, n): whether a closure lies where the real road between two places may well run.

    That is an ellipse around the straight way: over the closure's middle it is at most _ELLIPSE times as long and
    _SLACK_M longer. A closure that nobody has located may lie anywhere.
    """
    n = len(places)
    hit = np.zeros((n, n), bool)
    if not closures:
        return hit
    straight = straight_m(places, places)
    for closure in closures:
        if not closure.located:
            hit[:] = True
            continue
        middle = coordinates(closure.located).mean(axis=0)[None, :]
        over = straight_m(places, middle)[:, 0]
        hit |= over[:, None] + over[None, :] <= _ELLIPSE * straight + _SLACK_M
    np.fill_diagonal(hit, False)
    return hit


def inside(area: Sequence[Point], places: Floats) -> Bools:
    """Shape (n,): whether each place lies in the area; even-odd rule, rings need no repeated first point."""
    return _inside(coordinates(area), places)


def _inside(ring: Floats, places: Floats) -> Bools:
    within = np.zeros(len(places), bool)
    for (lat, lon), (lat_next, lon_next) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if lat == lat_next:
            continue
        spans = (lat > places[:, 0]) != (lat_next > places[:, 0])
        meets = lon + (places[:, 0] - lat) / (lat_next - lat) * (lon_next - lon)
        within ^= spans & (places[:, 1] < meets)
    return within


def _cut(places: Floats, ring: Floats) -> Bools:
    """Lines with an end inside the ring, or that pass through one of its sides."""
    ends = _inside(ring, places)
    cut = ends[:, None] | ends[None, :]
    for side, following in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        near = _turn(places[:, None], places[None, :], side) * _turn(places[:, None], places[None, :], following) < 0
        apart = _turn(side, following, places)
        cut |= near & (apart[:, None] * apart[None, :] < 0)
    return np.asarray(cut)


def _turn(a: Floats, b: Floats, c: Floats) -> Floats:
    """Positive where c lies left of the line from a to b."""
    return np.asarray(
        (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
    )
