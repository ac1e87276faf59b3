"""Whether units really lie as said: within the room, apart from one another, on enough of something."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from logistics.packaging.fitting.blocks import Extents, Kind, Lying
from logistics.packaging.fitting.support import Top, is_supported


def faults(lying: Sequence[Lying], kinds: Sequence[Kind], room: Extents) -> list[str]:
    """Everything wrong with the units as they lie; that some of the kinds' units are left out is no fault."""
    found = []
    for index, count in Counter(unit.kind for unit in lying).items():
        if count > kinds[index].quantity:
            found.append(f"{count} units of kind {index}; there are {kinds[index].quantity}")
    for unit in lying:
        if unit[4:] not in kinds[unit.kind].ways:
            found.append(f"{unit} may not lie this way")
        if min(unit[1:4]) < 0 or unit.x + unit.dx > room[0] or unit.y + unit.dy > room[1] or unit.z + unit.dz > room[2]:
            found.append(f"{unit} reaches out of {room}")
    found += [f"{one} and {other} overlap" for one, other in combinations(lying, 2) if _overlap(one, other)]
    if not stands(lying):
        found.append("a unit rests on too little")
    return found


def stands(lying: Sequence[Lying]) -> bool:
    """Whether every unit rests on the floor or on at least four fifths of its base."""
    tops: dict[int, list[Top]] = defaultdict(list)
    for unit in lying:
        tops[unit.z + unit.dz].append((unit.x, unit.y, unit.x + unit.dx, unit.y + unit.dy))
    return all(
        unit.z == 0 or is_supported((unit.x, unit.y, unit.x + unit.dx, unit.y + unit.dy), tops[unit.z])
        for unit in lying
    )


def _overlap(one: Lying, other: Lying) -> bool:
    return (
        one.x < other.x + other.dx
        and other.x < one.x + one.dx
        and one.y < other.y + other.dy
        and other.y < one.y + one.dy
        and one.z < other.z + other.dz
        and other.z < one.z + one.dz
    )
