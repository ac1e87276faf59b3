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
from logistics.travel.roads import RoadClass, Roads

BUDGET_BYTES = 150_000
_TOLERANCES_M = (2, 5, 10, 20, 50, 100, 200, 500)
_MOST_PLACES = 8_000
_PIXELS = 700
_METRES_PER_DEGREE = 111_000


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


def roads_in(roads: Roads, box: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    """The roads in a box (south, west, north, east) as lines of [lat, lon], the great ones first, at most _MOST_PLACES.

    Drawn as coarsely as somebody who sees the whole box may not notice.
    """
    south, west, north, east = box
    here = (roads.shape >= (south, west)).all(axis=1) & (roads.shape <= (north, east)).all(axis=1)
    stretch = np.repeat(np.arange(len(roads.start)), np.diff(roads.shape_start))
    touched = np.unique(stretch[here])
    tolerance_m = (north - south) * _METRES_PER_DEGREE / _PIXELS
    found: list[dict[str, Any]] = []
    places = 0
    for row in touched[np.argsort(roads.road_class[touched], kind="stable")]:
        line = simplified(roads.shape_of(int(row)), tolerance_m).round(5)
        places += len(line)
        if places > _MOST_PLACES:
            break
        road_class = RoadClass(int(roads.road_class[row])).name.lower()
        found.append({"class": road_class, "name": str(roads.names[roads.name[row]]), "line": line.tolist()})
    return found


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
