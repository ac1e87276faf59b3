"""How each routing engine is asked over HTTP, and how its answers are read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import requests

from logistics.travel.matrix import UNKNOWN, Ints, Question
from logistics.travel.points import Floats, Mode, Point, coordinates, metres_per_degree

Kind = Literal["osrm", "valhalla", "graphhopper"]

_TIMEOUT_S = (3, 30)
_PROFILES: Mapping[Kind, Mapping[Mode, str]] = {
    "osrm": {Mode.TRUCK: "driving", Mode.VAN: "driving", Mode.MOTORBIKE: "driving", Mode.FOOT: "foot"},
    "valhalla": {
        Mode.TRUCK: "truck",
        Mode.VAN: "auto",
        Mode.MOTORBIKE: "motor_scooter",
        Mode.FOOT: "pedestrian",
    },
    "graphhopper": {Mode.TRUCK: "truck", Mode.VAN: "car", Mode.MOTORBIKE: "motorcycle", Mode.FOOT: "foot"},
}
_POLYLINE6 = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What an engine says of some origins and targets: shape (origins, targets), and each one's metres off the road.

    Where an engine does not tell how far off the road a place is, it is 0.
    """

    duration_s: Ints
    distance_m: Ints
    origins_off_m: Floats
    targets_off_m: Floats


def ask_matrix(
    kind: Kind, url: str, question: Question, origins: Sequence[Point], targets: Sequence[Point]
) -> requests.Response:
    """The engine's answer to all pairs of origins and targets."""
    profile = _PROFILES[kind][question.mode]
    match kind:
        case "osrm":
            return requests.get(
                f"{url}/table/v1/{profile}/{_places((*origins, *targets))}",
                params={
                    "annotations": "duration,distance",
                    "sources": ";".join(map(str, range(len(origins)))),
                    "destinations": ";".join(map(str, range(len(origins), len(origins) + len(targets)))),
                },
                timeout=_TIMEOUT_S,
            )
        case "valhalla":
            body = {"sources": _named(origins), "targets": _named(targets)} | _valhalla(question, profile)
            return requests.post(f"{url}/sources_to_targets", json=body, timeout=_TIMEOUT_S)
        case "graphhopper":
            body = {
                "from_points": [[p.lon, p.lat] for p in origins],
                "to_points": [[p.lon, p.lat] for p in targets],
                "out_arrays": ["times", "distances"],
                "profile": profile,
                "fail_fast": False,
            }
            return requests.post(f"{url}/matrix", json=body, timeout=_TIMEOUT_S)


def read_matrix(kind: Kind, answer: Any, origins: Sequence[Point], targets: Sequence[Point]) -> Block:
    """An answer's seconds and metres; a pair with either missing is UNKNOWN in both. Raises ValueError."""
    shape = (len(origins), len(targets))
    match kind:
        case "osrm":
            seconds, metres = _matrix(answer["durations"]), _matrix(answer["distances"])
        case "valhalla":
            cells = answer["sources_to_targets"]
            seconds = _matrix([[cell["time"] for cell in row] for row in cells])
            metres = 1000 * _matrix([[cell["distance"] for cell in row] for row in cells])
        case "graphhopper":
            seconds, metres = _matrix(answer["times"]), _matrix(answer["distances"])
    if seconds.shape != shape or metres.shape != shape:
        raise ValueError(f"asked for {shape}, got {seconds.shape}")
    known = np.isfinite(seconds) & np.isfinite(metres) & (seconds >= 0) & (metres >= 0)
    return Block(
        np.where(known, np.ceil(np.nan_to_num(seconds)), UNKNOWN).astype(np.int32),
        np.where(known, np.rint(np.nan_to_num(metres)), UNKNOWN).astype(np.int32),
        _off_road_m(kind, answer.get("sources"), origins),
        _off_road_m(kind, answer.get("destinations" if kind == "osrm" else "targets"), targets),
    )


def read_way(kind: Kind, answer: Any) -> tuple[int, int]:
    """Seconds and metres of the way from the first point to the second. Raises ValueError where there is none."""
    match kind:
        case "osrm":
            seconds, metres = answer["routes"][0]["duration"], answer["routes"][0]["distance"]
        case "valhalla":
            seconds, metres = answer["trip"]["summary"]["time"], 1000 * answer["trip"]["summary"]["length"]
        case "graphhopper":
            seconds, metres = answer["paths"][0]["time"] / 1000, answer["paths"][0]["distance"]
    return math.ceil(seconds), round(metres)


def ask_line(kind: Kind, url: str, question: Question) -> requests.Response:
    """The engine's answer to the way from the first point to the second."""
    profile, ends = _PROFILES[kind][question.mode], question.points[:2]
    match kind:
        case "osrm":
            shape = {"overview": "full", "geometries": "geojson"}
            return requests.get(f"{url}/route/v1/{profile}/{_places(ends)}", params=shape, timeout=_TIMEOUT_S)
        case "valhalla":
            body = {"locations": _named(ends)} | _valhalla(question, profile)
            return requests.post(f"{url}/route", json=body, timeout=_TIMEOUT_S)
        case "graphhopper":
            body = {"points": [[p.lon, p.lat] for p in ends], "profile": profile, "points_encoded": False}
            return requests.post(f"{url}/route", json=body, timeout=_TIMEOUT_S)


def read_line(kind: Kind, answer: Any) -> Floats:
    """The line of an answer as (lat, lon), shape (k, 2). Raises ValueError where it is none."""
    match kind:
        case "osrm":
            line = np.array(answer["routes"][0]["geometry"]["coordinates"], np.float64)[:, 1::-1]
        case "valhalla":
            line = decoded_polyline(answer["trip"]["legs"][0]["shape"])
        case "graphhopper":
            line = np.array([row[:2] for row in answer["paths"][0]["points"]["coordinates"]], np.float64)[:, ::-1]
    if len(line) < 2 or not np.isfinite(line).all():
        raise ValueError("a line needs two places")
    return line


def decoded_polyline(text: str) -> Floats:
    """The places of an encoded polyline of six decimals, shape (k, 2): five bits a letter, each place a step."""
    numbers: list[int] = []
    value = shift = 0
    for letter in text:
        bits = ord(letter) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return np.asarray(np.cumsum(np.array(numbers, np.float64).reshape(-1, 2), axis=0) / _POLYLINE6)


def _off_road_m(kind: Kind, snapped: Any, points: Sequence[Point]) -> Floats:
    """How far each point lies from the place on the road that the engine took for it."""
    if kind == "graphhopper" or not snapped or len(snapped) != len(points):
        return np.zeros(len(points))
    if kind == "osrm":
        return np.array([place.get("distance", 0.0) for place in snapped], np.float64)
    places, roads = coordinates(points), np.array([(place["lat"], place["lon"]) for place in snapped], np.float64)
    north, east = metres_per_degree(places[:, 0])
    return np.asarray(np.hypot(north * (roads[:, 0] - places[:, 0]), east * (roads[:, 1] - places[:, 1])))


def _places(points: Sequence[Point]) -> str:
    return ";".join(f"{p.lon:.6f},{p.lat:.6f}" for p in points)


def _named(points: Sequence[Point]) -> list[dict[str, float]]:
    return [{"lat": p.lat, "lon": p.lon} for p in points]


def _valhalla(question: Question, profile: str) -> dict[str, Any]:
    return {
        "costing": profile,
        # Without this, pairs beyond 20 km come back as null although they can be driven.
        "costing_options": {profile: {"disable_hierarchy_pruning": True}},
        "exclude_polygons": [[[p.lon, p.lat] for p in c.area] for c in question.closures if c.area],
    }


def _matrix(rows: Any) -> Floats:
    return np.array([[np.nan if cell is None else cell for cell in row] for row in rows], np.float64)
