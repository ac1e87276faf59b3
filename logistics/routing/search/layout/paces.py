"""The pace of the day as the search's arrays; `pacing` drives by them."""

from __future__ import annotations

from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.routing.search.layout.numbering import Numbering
from logistics.routing.search.state import FOREVER


class Paces(NamedTuple):
    """See Ground: rows (from when, grains a second), the first from ever; where each matrix's begin; its grains."""

    paces: NDArray[np.int64]
    pace_first: NDArray[np.int64]
    grains: NDArray[np.int64]


def paces_of(numbers: Numbering) -> Paces:
    """The paces of every matrix."""
    rows, first, grains = [], [0], []
    for profile, _, _ in numbers.keys:
        pace = next(travel.pace for travel in numbers.problem.travel if travel.profile == profile)
        grain = lcm(*(one.percent for one in pace), 100)
        rows += [(-FOREVER, grain), *((one.from_s, grain * 100 // one.percent) for one in pace)]
        first.append(len(rows))
        grains.append(grain)
    return Paces(np.array(rows, np.int64).reshape(-1, 2), np.array(first, np.int64), np.array(grains, np.int64))
