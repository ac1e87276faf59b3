"""A recipient's signature as the phone sends it: strokes parted by blanks, each point two of 64 signs."""

from __future__ import annotations

from itertools import pairwise

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
SIDE = 63
"""The field is drawn in whole numbers from 0 to this, right and down."""

_VALUES = {sign: value for value, sign in enumerate(SIGNS)}

Stroke = tuple[tuple[int, int], ...]


def strokes(written: object) -> list[Stroke]:
    """The strokes as points (x, y) of the field; empty where this is no signature."""
    if not isinstance(written, str):
        return []
    drawn = [_points(stroke) for stroke in written.split()]
    return drawn if all(drawn) else []


def _points(stroke: str) -> Stroke:
    if len(stroke) % 2 or not all(sign in _VALUES for sign in stroke):
        return ()
    return tuple((_VALUES[x], _VALUES[y]) for x, y in list(pairwise(stroke))[::2])
