"""Orders in which removed stops return."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.routing.search.layout.numbering import Numbering


def sort_keys(
    numbers: Numbering, demand: NDArray[np.int32], cost: NDArray[np.int32], *, timed: bool
) -> NDArray[np.int64]:
    """Orders of return, a key repeated as often as it should be drawn: large first (4), far first (2), near first,

    and with windows short first (2), early first (2), late first (2).
    """
    many = len(demand)
    largest = demand.max(0).astype(np.float64).clip(1)
    size = np.rint(-(demand / largest).sum(1) * 1_000_000).astype(np.int64)
    far = cost[:, many:, :many].min((0, 1)).astype(np.int64) if cost.size else np.zeros(many, np.int64)
    rows = [size] * 4 + [-far] * 2 + [far]
    if timed:
        early, late = numbers.ready.astype(np.int64), numbers.due.astype(np.int64)
        rows += [late - early] * 2 + [early] * 2 + [-late] * 2
    return np.stack(rows)
