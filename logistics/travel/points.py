"""Where one is and how one moves: points, modes, and straight distances on the ellipsoid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Mode(StrEnum):
    """How the way is made; the vehicles' words are those of the fleet."""

    TRUCK = "truck"
    VAN = "van"
    MOTORBIKE = "motorbike"
    FOOT = "foot"


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees (WGS 84), with its elevation where somebody knows it."""

    lat: float
    lon: float
    elevation_m: int | None = None


def coordinates(points: Sequence[Point]) -> Floats:
    """Latitudes and longitudes, shape (n, 2)."""
    return np.array([(p.lat, p.lon) for p in points], np.float64).reshape(-1, 2)


def risen(points: Sequence[Point]) -> Floats:
    """Latitudes, longitudes and metres above the sea, shape (n, 3); nan for an elevation that nobody knows."""
    rows = [(p.lat, p.lon, np.nan if p.elevation_m is None else p.elevation_m) for p in points]
    return np.array(rows, np.float64).reshape(-1, 3)


def metres_per_degree(lat: Floats | float) -> tuple[Floats, Floats]:
    """Metres on the ellipsoid in one degree of latitude and of longitude, at these latitudes.

    Within 0.1 % of the geodesic below 400 km. Source: 47 CFR 73.208(c)(2).
    """
    phi = np.radians(lat)
    north = 111_132.09 - 566.05 * np.cos(2 * phi) + 1.20 * np.cos(4 * phi)
    east = 111_415.13 * np.cos(phi) - 94.55 * np.cos(3 * phi) + 0.12 * np.cos(5 * phi)
    return np.asarray(north), np.asarray(east)


def straight_m(origins: Floats, targets: Floats) -> Floats:
    """Straight metres from every origin to every target, shape (n, m); both given as (k, 2) degrees."""
    lat = (origins[:, None, 0] + targets[None, :, 0]) / 2
    north, east = metres_per_degree(lat)
    along = north * (targets[None, :, 0] - origins[:, None, 0])
    across = east * (targets[None, :, 1] - origins[:, None, 1])
    return np.asarray(np.hypot(along, across))
