"""The shape of the land between known elevations: how much a straight line goes up and down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from logistics.travel.points import Floats, metres_per_degree

_NEIGHBOURS = 6
_CELL_DEG = 0.01
_MOST_CELLS = 400
_SAMPLES = 12


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Slopes on a regular grid (rows north, columns east), in metres per metre, float32."""

    south: float
    west: float
    cell_deg: float
    northward: NDArray[np.float32]
    eastward: NDArray[np.float32]

    @classmethod
    def through(cls, coordinates: Floats, elevation_m: Floats) -> Surface | None:
        """The surface through points with a known elevation; None where fewer than two places have one.

        `coordinates` has shape (n, 2), degrees. Between the points, the inverse-distance mean of the nearest six.
        """
        places, which_place = np.unique(coordinates.round(5), axis=0, return_inverse=True)
        if len(places) < 2:
            return None
        # One place may be told twice with two elevations: their mean, whoever came first.
        height_m = np.bincount(which_place.ravel(), elevation_m) / np.bincount(which_place.ravel())
        low, high = places.min(axis=0) - 2 * _CELL_DEG, places.max(axis=0) + 2 * _CELL_DEG
        cell = max(_CELL_DEG, float((high - low).max()) / _MOST_CELLS)
        lats, lons = np.arange(low[0], high[0] + cell, cell), np.arange(low[1], high[1] + cell, cell)
        north_m, east_m = metres_per_degree(float(lats.mean()))
        scale = np.array([float(north_m), float(east_m)])
        grid = np.stack(np.meshgrid(lats, lons, indexing="ij"), axis=-1)
        count = min(_NEIGHBOURS, len(places))
        away, which = cKDTree(places * scale).query(grid * scale, k=list(range(1, count + 1)))
        weight = 1.0 / np.maximum(away, 100.0) ** 2
        height = (weight * height_m[which]).sum(axis=-1) / weight.sum(axis=-1)
        northward, eastward = np.gradient(height, cell * float(north_m), cell * float(east_m))
        return cls(low[0], low[1], cell, northward.astype(np.float32), eastward.astype(np.float32))

    def slopes(self, origins: Floats, targets: Floats) -> NDArray[np.float32]:
        """Slope along each straight line at evenly spread places, shape (samples, pairs), metres per metre.

        The lines are given by their ends, both of shape (pairs, 2). Positive is uphill from the origin.
        """
        # Both directions sample the same places, whichever end a caller names first.
        backward = (origins[:, 0] > targets[:, 0]) | (
            (origins[:, 0] == targets[:, 0]) & (origins[:, 1] > targets[:, 1])
        )
        origins, targets = (
            np.where(backward[:, None], targets, origins),
            np.where(backward[:, None], origins, targets),
        )
        step = ((targets - origins) / self.cell_deg).astype(np.float32)
        start = ((origins - (self.south, self.west)) / self.cell_deg).astype(np.float32)
        north_m, east_m = metres_per_degree(self.south + self.cell_deg * self.northward.shape[0] / 2)
        direction = step * np.array([north_m, east_m], np.float32)
        direction /= np.maximum(np.hypot(direction[:, 0], direction[:, 1]), 1e-6)[:, None]
        direction[backward] *= -1
        rows, columns = self.northward.shape
        flat_north, flat_east = self.northward.ravel(), self.eastward.ravel()
        slopes = np.empty((_SAMPLES, len(step)), np.float32)
        for sample in range(_SAMPLES):
            share = np.float32((sample + 0.5) / _SAMPLES)
            row = np.clip(start[:, 0] + share * step[:, 0] + 0.5, 0, rows - 1).astype(np.int32)
            column = np.clip(start[:, 1] + share * step[:, 1] + 0.5, 0, columns - 1).astype(np.int32)
            cell = row * columns + column
            slopes[sample] = flat_north[cell] * direction[:, 0] + flat_east[cell] * direction[:, 1]
        return slopes
