"""Which visits are near each other: where to try an insertion, and what to remove together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.routing.search.layout.matrices import Matrices
from logistics.routing.search.layout.numbering import Numbering

TRIED = 40
"""Neighbours beside which an insertion is tried."""

ROUND = 200
"""Neighbours among which strings are removed."""

ROWS = 256
"""Rows of prices at a time."""

WAIT_WEIGHT = 0.2
"""A second of waiting counts this much of a second late: waiting only wastes, lateness forbids."""


class Neighbours(NamedTuple):
    """See Ground."""

    near: NDArray[np.int32]
    around: NDArray[np.int32]


def neighbours_of(numbers: Numbering, matrices: Matrices, *, timed: bool) -> Neighbours:
    """The neighbours of every visit, by the kind of vehicle that comes cheapest from one to the other."""
    many, cost, time = len(numbers.visits), matrices.cost, matrices.time
    cheapest = cost[:, :many, :many].min(0) if len(cost) else np.zeros((many, many), np.int32)
    quickest = time[:, :many, :many].min(0) if len(time) else cheapest
    worth = max(1.0, _middle(cheapest)) / max(1.0, _middle(quickest))
    windows = np.stack([numbers.ready, numbers.due], 1)
    return Neighbours(near(cheapest, quickest, windows, worth if timed else 0.0), around(cheapest))


def _middle(matrix: NDArray[np.int32]) -> float:
    """About the median, from a thousand rows at most."""
    some = matrix[:: max(1, len(matrix) // 1000)]
    return float(np.median(some)) if some.size else 0.0


def near(cost: NDArray[Any], time: NDArray[Any], windows: NDArray[Any], worth: float) -> NDArray[np.int32]:
    """For each visit the others that may best stand beside it, best first, shape (n, TRIED or fewer).

    By the cost of the cheaper direction, plus the waiting and lateness that the pair would cause at `worth` a
    second (0: windows do not count).
    """
    opens, closes = windows[:, 0].astype(np.float64), windows[:, 1].astype(np.float64)

    def price(legs: NDArray[Any], lasting: NDArray[Any], gap: NDArray[np.float64]) -> NDArray[np.float64]:
        # The gap from one's closing to the other's opening is waited for, that from opening to closing is lateness.
        wait, late = np.maximum(gap[0] - lasting, 0), np.maximum(gap[1] + lasting, 0)
        return np.asarray(legs + worth * (WAIT_WEIGHT * wait + late), np.float64)

    def rows(some: slice) -> NDArray[np.float64]:
        gap = np.stack([opens[None, :] - closes[some, None], opens[some, None] - closes[None, :]])
        there, back = price(cost[some], time[some], gap), price(cost[:, some].T, time[:, some].T, gap[::-1])
        prices: NDArray[np.float64] = np.minimum(there, back)
        prices[np.arange(len(prices)), np.arange(len(cost))[some]] = np.inf
        return prices

    return _first_columns(rows, len(cost), min(TRIED, len(cost) - 1))


def around(cost: NDArray[Any]) -> NDArray[np.int32]:
    """For each visit itself and then the nearest others, shape (n, ROUND or fewer)."""

    def rows(some: slice) -> NDArray[np.float64]:
        prices: NDArray[np.float64] = np.minimum(cost[some], cost[:, some].T).astype(np.float64)
        prices[np.arange(len(prices)), np.arange(len(cost))[some]] = -1
        return prices

    return _first_columns(rows, len(cost), min(ROUND, len(cost)))


def _first_columns(rows: Callable[[slice], NDArray[np.float64]], many: int, count: int) -> NDArray[np.int32]:
    """The columns of the smallest entries of each row, smallest first.

    Some rows at a time, and of each only the few smallest sorted: at 10,000 stops whole matrices of prices would
    take gigabytes, and sorting them half a minute.
    """
    found = np.zeros((many, max(0, count)), np.int32)
    for first in range(0, many if count > 0 else 0, ROWS):
        some = slice(first, min(first + ROWS, many))
        prices = rows(some)
        few = np.sort(np.argpartition(prices, count - 1, axis=1)[:, :count], axis=1)
        order = np.argsort(np.take_along_axis(prices, few, axis=1), axis=1, kind="stable")
        found[some] = np.take_along_axis(few, order, axis=1)
    return found
