"""A signature travels with its event as text, and is drawn from it again."""

from __future__ import annotations

import pytest

from logistics.tracking.signature import strokes


def test_strokes_are_points_of_the_field() -> None:
    assert strokes("0A1B _- 000_") == [((0, 10), (1, 11)), ((63, 62),), ((0, 0), (0, 63))]


@pytest.mark.parametrize("written", ["", "0", "0A1", "0A <svg>", "é0", None, 12])
def test_what_is_no_signature_draws_nothing(written: object) -> None:
    assert strokes(written) == []
