"""A road network as arrays: junctions, the stretches between them, what may drive there, and how steep it is."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields
from enum import IntEnum
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from logistics.errors import Invalid
from logistics.travel.points import Floats, Mode

Ints = NDArray[np.int32]

MODE_BIT = {Mode.TRUCK: 1, Mode.VAN: 2, Mode.MOTORBIKE: 4, Mode.FOOT: 8}
ALL_MODES = 15
MOTOR = 7


class RoadClass(IntEnum):
    """What decides the speed: the rank of a road and whether it is sealed."""

    TRUNK = 0
    PROVINCIAL = 1
    VILLAGE = 2
    DIRT = 3
    PATH = 4


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """Stretches of road; row k of every array is stretch k, and its shape are rows shape_start[k]:shape_start[k+1].

    `forward` and `backward` are the modes (bits of MODE_BIT) that may go from start to end and back. Limits are 0
    where there is none. `steep_up_pctm` is the sum of metres times percent above 4 %, uphill from the start.
    `height_m` is metres above the sea for each row of `shape`, nan where no elevation was given.
    `posts` holds kilometre posts: latitude, longitude, metres along the road, row of the road's name in `names`.
    """

    version: str
    start: Ints
    end: Ints
    length_m: Floats
    road_class: Ints
    forward: Ints
    backward: Ints
    mass_limit_kg: Ints
    width_limit_mm: Ints
    dry_only: NDArray[np.bool_]
    climb_m: Floats
    drop_m: Floats
    steep_up_pctm: Floats
    steep_down_pctm: Floats
    name: Ints
    names: NDArray[np.str_]
    shape_start: Ints
    shape: Floats
    height_m: Floats
    posts: Floats

    @property
    def junctions(self) -> int:
        """How many places the stretches meet in."""
        return int(max(self.start.max(initial=-1), self.end.max(initial=-1))) + 1

    def shape_of(self, stretch: int) -> Floats:
        """The line of one stretch from its start to its end, shape (k, 2), degrees."""
        return np.asarray(self.shape[self.shape_start[stretch] : self.shape_start[stretch + 1]])

    def risen_shape_of(self, stretch: int) -> Floats:
        """The same with metres above the sea, shape (k, 3)."""
        rows = slice(self.shape_start[stretch], self.shape_start[stretch + 1])
        return np.column_stack([self.shape[rows], self.height_m[rows]])

    def save(self, path: Path) -> None:
        """Write the network to one file, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        with part.open("wb") as stream:
            arrays: dict[str, Any] = {f.name: np.asarray(getattr(self, f.name)) for f in fields(self)}
            np.savez_compressed(stream, **arrays)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Roads:
        """The network of a file that `save` wrote. Raises Invalid where it is missing or something else."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
                arrays = {f.name: kept[f.name] for f in fields(cls)}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error):
            raise Invalid.one(
                "/roads",
                "not_a_road_network",
                vi=f"{path} không phải mạng đường. Chạy: logistics travel build TỆP.osm.pbf",
                en=f"{path} is not a road network. Run: logistics travel build EXTRACT.osm.pbf",
            ) from None
        return cls(**(arrays | {"version": str(arrays["version"])}))
