"""What can be wrong with travel matrices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logistics.errors import Problem as Fault
from logistics.errors import Text
from logistics.routing.travel import LONGEST, NO_WAY, Travel

if TYPE_CHECKING:
    from logistics.routing.problem import Problem


def travel_faults(problem: Problem) -> Iterator[Fault]:
    """Missing, ragged, negative, huge or inconsistent matrices; asymmetric ones are fine."""
    if not problem.travel and (problem.stops or problem.vehicles):
        yield _fault(
            "/travel",
            "missing",
            "Thiếu ma trận thời gian và quãng đường.",
            "Give the matrices of at least one profile.",
        )
    for profile, times in Counter(travel.profile for travel in problem.travel).items():
        if times > 1:
            yield _fault(
                "/travel",
                "twice",
                f"Hai ma trận cho “{profile}”.",
                f"The profile {profile!r} stands here {times} times.",
            )
    if len({travel.duration_s.shape for travel in problem.travel}) > 1:
        yield _fault(
            "/travel",
            "shape",
            "Các ma trận khác cỡ nhau.",
            "All profiles must know the same places: matrices of one shape.",
        )
    for i, travel in enumerate(problem.travel):
        yield from _faults_of_one(travel, f"/travel/{i}")


def _faults_of_one(travel: Travel, at: str) -> Iterator[Fault]:
    matrices = {"duration_s": travel.duration_s, "distance_m": travel.distance_m, "slow_s": travel.slow_s}
    sound = True
    for name, matrix in matrices.items():
        for fault in () if matrix is None else _matrix_faults(matrix, f"{at}/{name}"):
            sound = False
            yield fault
    if sound:
        yield from _band_faults(travel, at)
    if any(later.from_s <= earlier.from_s for earlier, later in pairwise(travel.pace)):
        yield _fault(
            f"{at}/pace", "pace_order", "Các nhịp phải theo thứ tự giờ.", "Paces must stand in the order of time."
        )


def _matrix_faults(matrix: NDArray[Any], at: str) -> Iterator[Fault]:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        yield _fault(
            at,
            "shape",
            "Ma trận phải vuông và đủ mọi ô.",
            "The matrix must be square and complete: one row and column per place.",
        )
    elif matrix.dtype.kind not in "iu" and matrix.size:
        yield _fault(
            at,
            "not_whole",
            "Ma trận phải gồm số nguyên.",
            "The matrix must hold whole numbers (null where there is no way).",
        )
    elif matrix.size:
        yield from _entry_faults(matrix, at)


def _entry_faults(matrix: NDArray[Any], at: str) -> Iterator[Fault]:
    negative, huge = matrix < 0, (matrix > LONGEST) & (matrix != NO_WAY)
    if negative.any():
        i, j = np.argwhere(negative)[0]
        yield _fault(
            f"{at}/{i}/{j}",
            "negative",
            f"Có {negative.sum()} ô âm.",
            f"{negative.sum()} entries are negative; the first is {matrix[i, j]}.",
        )
    if huge.any():
        i, j = np.argwhere(huge)[0]
        en = f"{huge.sum()} entries are beyond {LONGEST}; the first is {matrix[i, j]}. Use null where there is no way."
        yield _fault(f"{at}/{i}/{j}", "huge", f"Có {huge.sum()} ô vượt quá {LONGEST}.", en)
    if matrix.diagonal().any():
        yield _fault(at, "diagonal", "Đường chéo phải bằng 0.", "The way from a place to itself must be 0.")


def _band_faults(travel: Travel, at: str) -> Iterator[Fault]:
    shapes = {m.shape for m in (travel.duration_s, travel.distance_m, travel.slow_s) if m is not None}
    if len(shapes) > 1:
        yield _fault(
            at, "shape", "Các ma trận của một loại xe khác cỡ nhau.", "A profile's matrices must have one shape."
        )
        return
    if ((travel.duration_s != NO_WAY) & (travel.distance_m == NO_WAY)).any():
        en = "A leg that takes time has a distance: null in distance_m needs null in duration_s."
        yield _fault(at, "no_way", "Chặng có thời gian thì phải có quãng đường.", en)
    if travel.slow_s is not None and (travel.slow_s < travel.duration_s).any():
        yield _fault(
            f"{at}/slow_s", "band", "slow_s không được nhỏ hơn duration_s.", "slow_s must not be below duration_s."
        )


def _fault(at: str, code: str, vi: str, en: str) -> Fault:
    return Fault(at, code, Text(vi, en))
