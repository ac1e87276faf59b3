"""The way of a route as GeoJSON for maps: simplified to a byte budget, estimates marked so that they are dashed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from logistics.routing.travel import NO_WAY
from logistics.travel.matrix import Leg
from logistics.travel.points import Floats, metres_per_degree

BUDGET_BYTES = 150_000
_TOLERANCES_M = (2, 5, 10, 20, 50, 100, 200, 500)


def route_geojson(legs: Sequence[Leg], budget_bytes: int = BUDGET_BYTES) -> dict[str, Any]:
    """A FeatureCollection with one line per leg, at most `budget_bytes` when gzipped.

    Lines are simplified by the least tolerance that fits; with the largest they are given whatever their size.
    A leg with `drawn` false is only the straight line between its ends: draw it dashed, never as a road.
    """
    collection: dict[str, Any] = {}
    for tolerance_m in _TOLERANCES_M:
        features = [_feature(number, leg, tolerance_m) for number, leg in enumerate(legs)]
        collection = {"type": "FeatureCollection", "features": features}
        if len(gzip.compress(json.dumps(collection).encode())) <= budget_bytes:
            break
    return collection


def simplified(line: Floats, tolerance_m: float) -> Floats:
    """The line without the points that lie within the tolerance of it (Douglas and Peucker 1973)."""
    north, east = metres_per_degree(float(line[:, 0].mean()))
    flat = line * np.array([float(north), float(east)])
    kept = np.zeros(len(line), bool)
    kept[[0, -1]] = True
    parts = [(0, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        away = _distance(flat[first + 1 : last], flat[first], flat[last])
        if away.max() > tolerance_m:
            middle = first + 1 + int(away.argmax())
            kept[middle] = True
            parts += [(first, middle), (middle, last)]
    return np.asarray(line[kept])


def _distance(points: Floats, start: Floats, end: Floats) -> Floats:
    """Metres from each point to the piece from start to end."""
    along = end - start
    square = float(along @ along)
    share = np.clip((points - start) @ along / square, 0, 1) if square else np.zeros(len(points))
    return np.asarray(np.hypot(*(points - start - share[:, None] * along).T))


def _feature(number: int, leg: Leg, tolerance_m: float) -> dict[str, Any]:
    line = simplified(leg.line, tolerance_m).round(5)
    way = leg.duration_s != NO_WAY
    return {
        "type": "Feature",
        "properties": {
            "leg": number,
            "quality": leg.quality.name.lower(),
            "source": leg.version,
            "drawn": leg.drawn,
            "duration_s": leg.duration_s if way else None,
            "distance_m": leg.distance_m if way else None,
            "band_s": leg.band_s if way else None,
        },
        "geometry": {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in line.tolist()]},
    }
