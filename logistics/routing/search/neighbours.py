"""Which visits are near each other: where to try an insertion, and what to remove together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

TRIED = 40
"""Neighbours beside which an insertion is tried."""

ROUND = 200
"""Neighbours among which strings are removed."""

WAIT_WEIGHT = 0.2
"""A second of waiting counts this much of a second late: waiting only wastes, lateness forbids."""


def near(cost: NDArray[Any], time: NDArray[Any], windows: NDArray[Any], worth: float) -> NDArray[np.int32]:
    """For each visit the others that may best stand beside it, best first, shape (n, TRIED or fewer).

    By the cost of the cheaper direction, plus the waiting and lateness that the pair would cause at `worth` a
    second (0: windows do not count).
    """
    price = cost.astype(np.float64)
    if worth > 0:
        opens, closes = windows[:, 0].astype(np.float64), windows[:, 1].astype(np.float64)
        wait = np.maximum(opens[None, :] - time - closes[:, None], 0)
        late = np.maximum(opens[:, None] + time - closes[None, :], 0)
        price += worth * (WAIT_WEIGHT * wait + late)
    price = np.minimum(price, price.T)
    np.fill_diagonal(price, np.inf)
    return _first_columns(price, min(TRIED, len(price) - 1))


def around(cost: NDArray[Any]) -> NDArray[np.int32]:
    """For each visit itself and then the nearest others, shape (n, ROUND or fewer)."""
    price = np.minimum(cost, cost.T).astype(np.float64)
    np.fill_diagonal(price, -1)
    return _first_columns(price, min(ROUND, len(price)))


def _first_columns(price: NDArray[np.float64], count: int) -> NDArray[np.int32]:
    """The columns of the smallest entries of each row, smallest first."""
    return np.ascontiguousarray(np.argsort(price, axis=1, kind="stable")[:, : max(0, count)], np.int32)
