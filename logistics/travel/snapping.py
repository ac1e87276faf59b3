"""From a door to the road: the nearest place on a stretch that the mode can use, and the walk to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from logistics.travel.points import Floats, metres_per_degree
from logistics.travel.roads import Roads

_STEP_M = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Per point: its stretch, the share of the stretch behind it (0 to 1), and the straight metres to walk."""

    stretch: NDArray[np.intp]
    share: Floats
    walk_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Snapper:
    """Places every 50 metres along the usable stretches, in a tree."""

    tree: cKDTree
    scale: Floats
    stretch: NDArray[np.intp]
    share: Floats

    @classmethod
    def over(cls, roads: Roads, usable: NDArray[np.bool_]) -> Snapper | None:
        """The snapper of the usable stretches; None where there is none."""
        stretches = np.flatnonzero(usable)
        if not len(stretches):
            return None
        north, east = metres_per_degree(float(roads.shape[:, 0].mean()))
        scale = np.array([float(north), float(east)])
        places, shares, owners = [], [], []
        for stretch in stretches:
            shape = roads.shape_of(int(stretch))
            along = np.concatenate([[0.0], np.cumsum(np.hypot(*(np.diff(shape, axis=0) * scale).T))])
            at = np.linspace(0, along[-1], max(2, int(along[-1] / _STEP_M) + 1))
            places.append(np.column_stack([np.interp(at, along, shape[:, axis]) for axis in (0, 1)]))
            shares.append(at / along[-1])
            owners.append(np.full(len(at), stretch))
        return cls(cKDTree(np.concatenate(places) * scale), scale, np.concatenate(owners), np.concatenate(shares))

    def snap(self, places: Floats) -> Snapped:
        """The nearest place on a usable stretch for each of `places`, shape (n, 2), degrees."""
        away, row = self.tree.query(places * self.scale)
        return Snapped(self.stretch[row], self.share[row], np.asarray(away))
