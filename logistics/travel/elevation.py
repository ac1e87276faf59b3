"""Heights from a folder of SRTM tiles (N22E103.hgt), and what they make of a line: climb, drop, steepness."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logistics.errors import Invalid
from logistics.travel.points import Floats

_HOLE = -32768
_SIDES = {1201 * 1201 * 2: 1201, 3601 * 3601 * 2: 3601}


@dataclass(slots=True)
class Elevation:
    """Heights of one-degree tiles, read when first needed; nan where no tile or a hole is."""

    folder: Path
    _tiles: dict[str, NDArray[np.int16] | None] = field(default_factory=dict, init=False, repr=False)

    def heights(self, places: Floats) -> Floats:
        """Metres above the sea at places of shape (n, 2), degrees; between the four nearest posts of the tile."""
        result = np.full(len(places), math.nan)
        corners = np.floor(places).astype(int)
        for lat, lon in np.unique(corners, axis=0):
            tile = self._tile(int(lat), int(lon))
            if tile is None:
                continue
            here = (corners == (lat, lon)).all(axis=1)
            result[here] = _between(tile, places[here] - (lat, lon))
        return result

    def _tile(self, lat: int, lon: int) -> NDArray[np.int16] | None:
        name = f"{'N' if lat >= 0 else 'S'}{abs(lat):02d}{'E' if lon >= 0 else 'W'}{abs(lon):03d}.hgt"
        if name not in self._tiles:
            path = self.folder / name
            self._tiles[name] = _read(path) if path.exists() else None
        return self._tiles[name]


def _read(path: Path) -> NDArray[np.int16]:
    raw = path.read_bytes()
    side = _SIDES.get(len(raw))
    if side is None:
        raise Invalid.one(
            "/elevation",
            "damaged_tile",
            vi=f"{path.name} có {len(raw)} byte, không phải ô độ cao SRTM. Hãy tải lại.",
            en=f"{path.name} has {len(raw)} bytes, which is no SRTM tile. Fetch it again.",
        )
    return np.frombuffer(raw, ">i2").reshape(side, side).astype(np.int16)


def _between(tile: NDArray[np.int16], share: Floats) -> Floats:
    """Bilinear; the first row of a tile is its northern edge."""
    last = len(tile) - 1
    row, column = (1 - share[:, 0]) * last, share[:, 1] * last
    top, left = np.minimum(row.astype(int), last - 1), np.minimum(column.astype(int), last - 1)
    down, right = row - top, column - left
    corners = [tile[top + i, left + j].astype(float) for i in (0, 1) for j in (0, 1)]
    corners = [np.where(corner == _HOLE, math.nan, corner) for corner in corners]
    weights = [(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right]
    return np.asarray(sum(corner * weight for corner, weight in zip(corners, weights, strict=True)))
