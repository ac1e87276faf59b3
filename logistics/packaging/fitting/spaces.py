"""The empty spaces of a carton: every largest cuboid that holds nothing yet; they overlap."""

from __future__ import annotations

from collections.abc import Sequence

Space = tuple[int, int, int, int, int, int]
"""x0, y0, z0, x1, y1, z1."""


def cut(spaces: Sequence[Space], box: Space) -> list[Space]:
    """The largest empty spaces after the box has been put in, lowest, rearmost, leftmost first."""
    whole: list[Space] = []
    pieces: list[Space] = []
    for space in spaces:
        if _apart(space, box):
            whole.append(space)
        else:
            pieces += _around(space, box)
    # A piece may be swallowed by another space; an untouched space never is.
    pieces = [piece for piece in dict.fromkeys(pieces) if not any(_within(piece, space) for space in whole)]
    kept = [piece for piece in pieces if not any(piece is not other and _within(piece, other) for other in pieces)]
    return sorted(whole + kept, key=_lowest_first)


def _around(space: Space, box: Space) -> list[Space]:
    x0, y0, z0, x1, y1, z1 = space
    pieces: list[Space] = []
    if box[0] > x0:
        pieces.append((x0, y0, z0, box[0], y1, z1))
    if box[3] < x1:
        pieces.append((box[3], y0, z0, x1, y1, z1))
    if box[1] > y0:
        pieces.append((x0, y0, z0, x1, box[1], z1))
    if box[4] < y1:
        pieces.append((x0, box[4], z0, x1, y1, z1))
    if box[2] > z0:
        pieces.append((x0, y0, z0, x1, y1, box[2]))
    if box[5] < z1:
        pieces.append((x0, y0, box[5], x1, y1, z1))
    return pieces


def _apart(one: Space, other: Space) -> bool:
    return (
        one[0] >= other[3]
        or other[0] >= one[3]
        or one[1] >= other[4]
        or other[1] >= one[4]
        or one[2] >= other[5]
        or other[2] >= one[5]
    )


def _within(inner: Space, outer: Space) -> bool:
    return (
        inner[0] >= outer[0]
        and inner[1] >= outer[1]
        and inner[2] >= outer[2]
        and inner[3] <= outer[3]
        and inner[4] <= outer[4]
        and inner[5] <= outer[5]
    )


def _lowest_first(space: Space) -> tuple[int, int, int]:
    return space[2], space[1], space[0]
