"""Which legs of a plan a closure changes, so that the plan can be flagged at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from logistics.travel.closures import Closure
from logistics.travel.matrix import TravelMatrix
from logistics.travel.points import Mode, Point


@dataclass(frozen=True, slots=True)
class PlannedWay:
    """The places of one route in driving order, by whom and from when."""

    points: tuple[Point, ...]
    mode: Mode
    departure: dt.datetime


def touched_legs(
    chain: TravelMatrix, way: PlannedWay, closure: Closure, others: Sequence[Closure] = ()
) -> tuple[int, ...]:
    """The legs (0 is from the first to the second place) that the closure makes longer, impossible or less sure.

    `others` are the closures that the plan knew already.
    """
    if len(way.points) < 2:
        return ()
    before = chain.matrix(way.points, way.mode, way.departure, others)
    after = chain.matrix(way.points, way.mode, way.departure, [*others, closure])
    return tuple(
        leg
        for leg in range(len(way.points) - 1)
        if (before.duration_s[leg, leg + 1], before.band_s[leg, leg + 1], before.quality[leg, leg + 1])
        != (after.duration_s[leg, leg + 1], after.band_s[leg, leg + 1], after.quality[leg, leg + 1])
    )
