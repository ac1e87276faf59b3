"""How a way climbs, and what of it is known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from logistics.travel.points import metres_per_degree
from logistics.travel.profile import Profile, profile


def a_profile(*heights: float, step_m: float = 1000.0) -> Profile | None:
    """Of a way due north with a height every so many metres."""
    north, _ = metres_per_degree(22.3)
    lats = 22.3 + np.arange(len(heights)) * step_m / float(north)
    return profile(np.column_stack([lats, np.full(len(heights), 103.4)]), np.array(heights, float))


def test_climb_and_drop_are_those_of_the_way() -> None:
    found = a_profile(900, 1100, 1000, 1000)

    assert found is not None
    assert found.climb_m == pytest.approx(200, abs=10)
    assert found.drop_m == pytest.approx(100, abs=10)


def test_the_steepest_pieces_come_first_and_do_not_overlap() -> None:
    found = a_profile(900, 910, 1030, 1030, 980)

    assert found is not None
    grades = [steep.grade_pct for steep in found.steepest]
    assert grades[:2] == [pytest.approx(12, abs=0.5)] * 2
    assert grades == sorted(grades, key=lambda grade: -abs(grade))
    pieces = sorted((steep.from_m, steep.to_m) for steep in found.steepest)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(pieces))


def test_a_gentle_way_has_no_steep_piece() -> None:
    found = a_profile(900, 920, 930)

    assert found is not None
    assert found.steepest == ()


@pytest.mark.parametrize("heights", [(np.nan, np.nan, np.nan), (900, np.nan, np.nan)])
def test_without_heights_there_is_no_profile(heights: tuple[float, ...]) -> None:
    assert a_profile(*heights) is None


def test_a_way_of_no_length_has_no_profile() -> None:
    assert a_profile(900, 950, step_m=0) is None
