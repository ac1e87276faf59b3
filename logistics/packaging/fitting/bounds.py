"""Proofs that units cannot fit, without trying: cheap arguments that are never wrong, only sometimes silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from logistics.packaging.fitting.blocks import Extents, Kind

Scaled = tuple[int, int]
"""A length as a part of the whole: numerator, denominator (the same for every length in one dimension)."""


def refuted(kinds: Sequence[Kind], room: Extents) -> bool:
    """True only where no placement of all units within the room exists.

    By extents, by volume, by two units that never share the room, by dual feasible functions; final for two units.
    """
    return lacks_room(kinds, room) or _two_never_share(kinds, room) or _dual_refuted(kinds, room)


def lacks_room(kinds: Sequence[Kind], room: Extents) -> bool:
    """Whether some unit alone is too large in every way, or all together have more volume than the room."""
    if sum(kind.quantity * kind.volume for kind in kinds) > room[0] * room[1] * room[2]:
        return True
    return any(kind.quantity and not any(_inside(way, room) for way in kind.ways) for kind in kinds)


def _two_never_share(kinds: Sequence[Kind], room: Extents) -> bool:
    """Whether two of the units have no place together: of two boxes one lies beside, behind or above the other."""
    present = [kind for kind in kinds if kind.quantity]
    pairs = [(one, other) for at, one in enumerate(present) for other in present[at + (one.quantity == 1) :]]
    return any(not _share(one.ways, other.ways, room) for one, other in pairs)


def _share(ways: Sequence[Extents], others: Sequence[Extents], room: Extents) -> bool:
    inside = [way for way in ways if _inside(way, room)]
    around = [way for way in others if _inside(way, room)]
    return any(
        one[axis] + other[axis] <= room[axis] for one, other in product(inside, around) for axis in range(len(room))
    )


def _inside(way: Extents, room: Extents) -> bool:
    return way[0] <= room[0] and way[1] <= room[1] and way[2] <= room[2]


def _dual_refuted(kinds: Sequence[Kind], room: Extents) -> bool:
    """Whether the units outgrow the room once their extents are stretched by dual feasible functions.

    Stretching each dimension by a function that keeps any row of fitting lengths within 1 keeps any true packing
    within volume 1 (Fekete and Schepers 2004); a turned unit counts with its smallest stretched volume.
    """
    for scales in product(_SCALES, repeat=3):
        needed = 0
        whole = 1
        for scale, extent in zip(scales, room, strict=True):
            whole *= scale(0, extent)[1]
        for kind in kinds:
            if not kind.quantity:
                continue
            ways = [way for way in kind.ways if _inside(way, room)]
            needed += kind.quantity * min(_stretched(way, room, scales) for way in ways)
        if needed > whole:
            return True
    return False


def _stretched(way: Extents, room: Extents, scales: Sequence[Callable[[int, int], Scaled]]) -> int:
    volume = 1
    for length, whole, scale in zip(way, room, scales, strict=True):
        volume *= scale(length, whole)[0]
    return volume


def _plain(length: int, whole: int) -> Scaled:
    return length, whole


def _stepped(steps: int) -> Callable[[int, int], Scaled]:
    """u(k) of Fekete and Schepers: x where (k+1)x is whole, else floor((k+1)x)/k."""

    def scale(length: int, whole: int) -> Scaled:
        parts, rest = divmod((steps + 1) * length, whole)
        return (steps * length if rest == 0 else parts * whole), steps * whole

    return scale


_SCALES = (_plain, _stepped(1), _stepped(2), _stepped(3))
