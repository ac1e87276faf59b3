"""Which commune a position lies in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logistics.places.gazetteer import Gazetteer, Hamlet
from logistics.places.units import Unit, communes, unit

_VOTES = 3
_MOST = 4
_BY_FAR = 0.35
"""Of the villages of Lai Châu a quarter are this much nearer to one centre than to the next; of them 99.0 % are its."""

Polygons = Sequence[Sequence[Sequence[Sequence[float]]]]


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines of communes by code: polygons of rings of [lon, lat], the first ring of each the outer one."""

    by_code: Mapping[str, Polygons]
    _boxes: NDArray[np.float64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        corners = [_box(polygons) for polygons in self.by_code.values()]
        object.__setattr__(self, "_boxes", np.array(corners, np.float64).reshape(-1, 4))

    def around(self, lat: float, lon: float) -> list[str]:
        """The communes whose outline holds the position; more than one where outlines were simplified apart."""
        west, south, east, north = self._boxes.T
        near = np.flatnonzero((west <= lon) & (lon <= east) & (south <= lat) & (lat <= north))
        codes = list(self.by_code)
        return [codes[row] for row in near if _within(self.by_code[codes[row]], lat, lon)]


def locate(lat: float, lon: float, outlines: Outlines | None, gazetteer: Gazetteer) -> tuple[list[Unit], float]:
    """The communes a position may lie in, the likeliest first, and how sure the first is; never empty.

    By outline where one holds it; else by the nearest villages where they agree; else by the commune whose centre is
    by far the nearest; else the nearest centres.
    """
    if outlines is not None and (codes := outlines.around(lat, lon)):
        return [unit(code) for code in codes], 1.0 if len(codes) == 1 else 0.5
    votes = [hamlet.commune_code for hamlet in gazetteer.nearest(lat, lon, _VOTES) if _close(hamlet, lat, lon)]
    if len(votes) == _VOTES:
        distinct = list(dict.fromkeys(votes))
        return [unit(code) for code in distinct], 0.8 if len(distinct) == 1 else 0.4
    nearest = sorted(communes().values(), key=lambda u: _apart(u, lat, lon))[:_MOST]
    if _apart(nearest[0], lat, lon) < _BY_FAR * _apart(nearest[1], lat, lon):
        return nearest[:1], 0.9
    return nearest, 0.3


def _apart(u: Unit, lat: float, lon: float) -> float:
    # A degree of longitude is 0.925 of one of latitude at 22 degrees north.
    return math.hypot(u.lat - lat, 0.925 * (u.lon - lon))


def _close(place: Hamlet, lat: float, lon: float) -> bool:
    return abs(place.lat - lat) < 0.1 and abs(place.lon - lon) < 0.1


def _box(polygons: Polygons) -> tuple[float, float, float, float]:
    """West, south, east and north of all outer rings."""
    lons, lats = zip(*((x, y) for outer, *_ in polygons for x, y, *_ in outer), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _within(polygons: Polygons, lat: float, lon: float) -> bool:
    return any(
        _in_ring(outer, lat, lon) and not any(_in_ring(hole, lat, lon) for hole in holes) for outer, *holes in polygons
    )


def _in_ring(ring: Sequence[Sequence[float]], lat: float, lon: float) -> bool:
    """Even-odd rule along the parallel through the position."""
    within = False
    for (x, y, *_), (x_next, y_next, *_) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y > lat) != (y_next > lat) and lon < x + (lat - y) / (y_next - y) * (x_next - x):
            within = not within
    return within
