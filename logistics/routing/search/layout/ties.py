"""What ties stops to one another: which comes before which, and which goods keep apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.routing.search.layout.numbering import Numbering, first_of


class Ties(NamedTuple):
    """See Ground."""

    earlier: NDArray[np.int64]
    earlier_first: NDArray[np.int64]
    apart: NDArray[np.int64]


def ties_of(numbers: Numbering) -> Ties:
    """The tasks that come before each task, and the goods that each class of goods must not meet."""
    task_of = {stop.id: task for task, stop in enumerate(numbers.stops)}
    before: list[list[int]] = [[] for _ in numbers.stops]
    for tie in numbers.problem.precedence:
        if tie.first in task_of and tie.then in task_of:
            before[task_of[tie.then]].append(task_of[tie.first])
    earlier = np.array([task for some in before for task in some], np.int64)
    return Ties(earlier, first_of(before), _apart(numbers))


def _apart(numbers: Numbering) -> NDArray[np.int64]:
    goods = numbers.goods
    apart = np.zeros(len(goods) + 1, np.int64)
    for one, two in numbers.problem.apart:
        apart[goods[one]] |= 1 << goods[two]
        apart[goods[two]] |= 1 << goods[one]
    return apart
