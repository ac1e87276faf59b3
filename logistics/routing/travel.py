"""Travel times and distances as the caller knows them: one set of directed matrices per profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from logistics.routing.limits import Moment, Percent

NO_WAY = 2**31 - 1
"""The entry of a leg that cannot be driven: no road, or a closed one. JSON writes it as null."""

LONGEST = 10**8
"""The largest second or metre a leg may have; anything between it and NO_WAY is taken for a mistake."""


def _matrix(raw: Any) -> NDArray[Any]:
    """The raw rows as a read-only array; None becomes NO_WAY. What is not a matrix stays visible to the faults."""
    try:
        # NumPy would take true for 1.
        array = np.array(raw, object) if _tells_truth(raw) else np.array(raw)
        if array.dtype == object and not _tells_truth(raw):
            array = np.array([[NO_WAY if entry is None else entry for entry in row] for row in raw])
    except (TypeError, ValueError):
        return np.zeros((0, 0, 0), np.int32)
    if array.dtype.kind in "iu" and array.size and abs(array).max() <= NO_WAY:
        array = array.astype(np.int32)
    array.setflags(write=False)
    return array


def _tells_truth(raw: Any) -> bool:
    """Whether there is a true or false among the raw rows."""
    plain = isinstance(raw, np.ndarray) and raw.dtype != object
    return not plain and any(bool in set(map(type, row)) for row in raw)


def _rows(matrix: NDArray[Any]) -> list[list[int | None]]:
    return [[None if entry == NO_WAY else entry for entry in row] for row in matrix.tolist()]


Matrix = Annotated[
    NDArray[np.int32],
    PlainValidator(_matrix),
    PlainSerializer(_rows, return_type=list[list[int | None]]),
    WithJsonSchema({"type": "array", "items": {"type": "array", "items": {"type": ["integer", "null"]}}}),
]


@dataclass(frozen=True, slots=True)
class Pace:
    """From `from_s` on (until the next pace), driving takes `percent` of the matrix's time: 150 in heavy rain.

    From 0 to 1,000,000,000 seconds, from 1 to 10,000 percent; the percents of a profile need a common multiple
    that 64 bits can count with: round many different ones to tens.
    """

    from_s: Moment
    percent: Percent


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """How one profile ("truck", "motorbike") moves between the places 0..n-1; row = from, column = to.

    `duration_s` and `distance_m` have shape (n, n), are directed and hold 0 on the diagonal. `duration_s` holds
    NO_WAY where the profile cannot go; there the distance does not matter. `slow_s`, where given, is the duration
    that is kept nine times in ten, `duration_s` being the one kept every second time; legs without uncertainty
    hold the same in both. `pace` slows or speeds all legs by the time of day, earliest first; before the first
    pace 100 percent holds, and a leg that runs from one pace into the next is driven partly in each.
    """

    profile: str
    duration_s: Matrix
    distance_m: Matrix
    slow_s: Matrix | None = None
    pace: tuple[Pace, ...] = ()

    def __post_init__(self) -> None:
        for name in ("duration_s", "distance_m", "slow_s"):
            if (raw := getattr(self, name)) is not None:
                object.__setattr__(self, name, _matrix(raw))
        object.__setattr__(self, "pace", tuple(self.pace))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Travel):
            return NotImplemented
        return (
            (self.profile, self.pace, self.slow_s is None) == (other.profile, other.pace, other.slow_s is None)
            and np.array_equal(self.duration_s, other.duration_s)
            and np.array_equal(self.distance_m, other.distance_m)
            and (self.slow_s is None or np.array_equal(self.slow_s, other.slow_s))  # type: ignore[arg-type]
        )

    __hash__ = None  # type: ignore[assignment]  # Matrices are compared, never looked up.

    @property
    def places(self) -> int:
        """How many places the matrices know."""
        return len(self.duration_s)

    def planned_s(self, confidence_pct: int) -> NDArray[np.int32]:
        """Durations kept with the given confidence on every leg, shape (n, n), before the pace of the day.

        Leg by leg the median plus its share of the band to `slow_s`, by the normal law, rounded up. A sum of
        such legs is kept with at least that confidence when delays come together, and more often when not.
        """
        if self.slow_s is None or confidence_pct == 50:
            return self.duration_s
        permille = band_permille(confidence_pct)
        open_ = self.duration_s != NO_WAY
        band = np.where(open_, self.slow_s.astype(np.int64) - self.duration_s, 0)
        planned = np.where(open_, self.duration_s - (-permille * band) // 1000, NO_WAY)
        return planned.astype(np.int32)

    def without(self, legs: Iterable[tuple[int, int]]) -> Travel:
        """The same travel with these directed legs closed; their distances stay, for what was driven before."""
        duration_s = self.duration_s.copy()
        for origin, target in legs:
            duration_s[origin, target] = NO_WAY
        slow_s = None if self.slow_s is None else np.where(duration_s == NO_WAY, NO_WAY, self.slow_s)
        return Travel(self.profile, duration_s, self.distance_m, slow_s, self.pace)


def band_permille(confidence_pct: int) -> int:
    """The share, in thousandths, of the band from median to nine-in-ten that this confidence asks for."""
    normal = NormalDist()
    return round(1000 * normal.inv_cdf(confidence_pct / 100) / normal.inv_cdf(0.9))
