"""What drivers really needed: the median of enough drives between two places overrides every computation."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from logistics.clock import local
from logistics.travel.crossing import near
from logistics.travel.matrix import UNKNOWN, Answer, Quality, Question
from logistics.travel.points import Mode, Point, coordinates

LEAST_DRIVES = 3
"""Fewer drives than this are an anecdote."""

_OUTLIER = 3.5
"""Drives whose modified z-score exceeds this are left out (Iglewicz and Hoaglin 1993)."""
_LEAST_BAND = 0.10
_WET_MONTHS = range(5, 10)

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drive:
    """One drive as it happened."""

    start: Point
    end: Point
    mode: Mode
    departed_at: dt.datetime
    duration_s: int
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """What a pair of places usually takes: the median, and what to add for nine drives in ten."""

    duration_s: int
    band_s: int
    distance_m: int | None
    drives: int


@dataclass(slots=True)
class Observed:
    """Answers the pairs that were driven at least LEAST_DRIVES times by the mode, in the season asked for.

    Pairs near a closure are left to others: the drives were made while the road was open.
    """

    drives: Iterable[Drive]
    quality: Quality = field(default=Quality.OBSERVED, init=False)
    _usual: dict[tuple[Place, Place, Mode, bool], Usual] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._usual = usual_times(self.drives)

    @property
    def version(self) -> str:
        """How many pairs are known."""
        return f"observed-1 of {len(self._usual)} pairs"

    def answer(self, question: Question) -> Answer:
        """Seconds and metres of driven pairs; UNKNOWN elsewhere, also where no drive told its metres."""
        n = len(question.points)
        duration_s = np.full((n, n), UNKNOWN, np.int32)
        distance_m, band_s = duration_s.copy(), np.zeros((n, n), np.int32)
        if not self._usual:
            return Answer(duration_s, distance_m, band_s)
        rows = defaultdict(list)
        for row, point in enumerate(question.points):
            rows[place(point)].append(row)
        wet = is_wet(question.departure)
        for (start, end, mode, season), usual in self._usual.items():
            if mode is not question.mode or season != wet or usual.distance_m is None:
                continue
            for row in rows.get(start, ()):
                for column in rows.get(end, ()):
                    duration_s[row, column], band_s[row, column] = usual.duration_s, usual.band_s
                    distance_m[row, column] = usual.distance_m
        closed = near(question.closures, coordinates(question.points))
        duration_s[closed] = UNKNOWN
        return Answer(duration_s, distance_m, band_s)


def usual_times(drives: Iterable[Drive]) -> dict[tuple[Place, Place, Mode, bool], Usual]:
    """What each pair, mode and season usually takes; pairs with too few drives are left out."""
    together: dict[tuple[Place, Place, Mode, bool], list[Drive]] = defaultdict(list)
    for drive in drives:
        key = (place(drive.start), place(drive.end), drive.mode, is_wet(drive.departed_at))
        together[key].append(drive)
    usual = {key: usual_time(group) for key, group in together.items()}
    return {key: time for key, time in usual.items() if time is not None}


def usual_time(drives: list[Drive]) -> Usual | None:
    """The robust median of the drives of one pair; None where fewer than LEAST_DRIVES remain without outliers."""
    took = np.array([drive.duration_s for drive in drives], np.float64)
    middle = np.median(took)
    spread = np.median(np.abs(took - middle))
    # Where most drives agree to the second, the spread is no measure: a tenth of the time is.
    score = 0.6745 * np.abs(took - middle) / max(spread, 0.1 * middle, 1.0)
    kept = took[score <= _OUTLIER]
    if len(kept) < LEAST_DRIVES:
        return None
    median = float(np.median(kept))
    band = max(float(np.quantile(kept, 0.9)) - median, _LEAST_BAND * median)
    lengths = [drive.distance_m for drive in drives if drive.distance_m is not None]
    metres = int(np.median(lengths)) if lengths else None
    return Usual(round(median), int(np.ceil(band)), metres, len(kept))


def place(point: Point) -> Place:
    """The point to about 110 m: near enough to be the same door, far enough for a phone's position."""
    return (round(point.lat, 3), round(point.lon, 3))


def is_wet(moment: dt.datetime) -> bool:
    """Whether the moment falls in the rainy season of the north-west, May to September."""
    return local(moment).month in _WET_MONTHS
