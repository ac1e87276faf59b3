"""Blocks: units put together into cuboids without a gap.

A gapless block is supported throughout wherever its base is, and whole walls of equal goods are placed in one
step. Blocks joined from different goods close the gaps that single units leave (Zhu and Lim 2012, general blocks).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Extents = tuple[int, int, int]


class Kind(NamedTuple):
    """Interchangeable units: how many, the ways each may lie (x, y, z extents), and the mass of one."""

    quantity: int
    ways: tuple[Extents, ...]
    mass_g: int

    @property
    def volume(self) -> int:
        """Of one unit, in cubic millimetres."""
        x, y, z = self.ways[0]
        return x * y * z


class Lying(NamedTuple):
    """One unit in its place: index of its kind, lower corner, extents."""

    kind: int
    x: int
    y: int
    z: int
    dx: int
    dy: int
    dz: int


class Block(NamedTuple):
    """A gapless cuboid: a grid of one kind in one way, or two blocks joined along an axis."""

    extents: Extents
    counts: tuple[int, ...]
    volume: int
    kind: int
    """Of a grid; -1 where joined."""
    unit: Extents
    axis: int
    joined: tuple[Block, Block] | None

    def lying(self, x: int, y: int, z: int) -> Iterator[Lying]:
        """Its units, with the block's lower corner at (x, y, z)."""
        if self.joined is None:
            dx, dy, dz = self.unit
            for zz in range(z, z + self.extents[2], dz):
                for yy in range(y, y + self.extents[1], dy):
                    for xx in range(x, x + self.extents[0], dx):
                        yield Lying(self.kind, xx, yy, zz, dx, dy, dz)
            return
        first, second = self.joined
        step = first.extents[self.axis]
        yield from first.lying(x, y, z)
        yield from second.lying(x + step * (self.axis == 0), y + step * (self.axis == 1), z + step * (self.axis == 2))


def grids(kinds: Sequence[Kind], room: Extents) -> list[Block]:
    """Every grid of one kind in one way that the room and the quantity allow, largest volume first."""
    found = [
        block
        for index, kind in enumerate(kinds)
        for way in kind.ways
        for block in _grids_of(index, kind, way, len(kinds), room)
    ]
    found.sort(key=_largest_first)
    return found


def _grids_of(index: int, kind: Kind, way: Extents, kinds: int, room: Extents) -> Iterator[Block]:
    dx, dy, dz = way
    for nx in range(1, min(kind.quantity, room[0] // dx) + 1):
        for ny in range(1, min(kind.quantity // nx, room[1] // dy) + 1):
            for nz in range(1, min(kind.quantity // (nx * ny), room[2] // dz) + 1):
                count = nx * ny * nz
                counts = (0,) * index + (count,) + (0,) * (kinds - index - 1)
                extents = (nx * dx, ny * dy, nz * dz)
                yield Block(extents, counts, count * dx * dy * dz, index, way, -1, None)


def joined(kinds: Sequence[Kind], room: Extents, most: int) -> list[Block]:
    """All grids and up to `most` blocks joined face to face from them and one another, largest volume first.

    Two blocks join where their touching faces are equal, so nothing is wasted.
    """
    quantities = tuple(kind.quantity for kind in kinds)
    # The smallest first, so that blocks grow evenly and the limit cuts off no size altogether.
    queue = grids(kinds, room)[::-1]
    limit = len(queue) + most
    known = {(block.extents, block.counts) for block in queue}
    by_face: dict[tuple[int, int, int], list[Block]] = defaultdict(list)
    for block in queue:
        for both in _joints(block, by_face, quantities, room):
            if (both.extents, both.counts) not in known:
                known.add((both.extents, both.counts))
                queue.append(both)
        if len(queue) >= limit:
            break
    queue.sort(key=_largest_first)
    return queue


def _joints(
    block: Block, by_face: dict[tuple[int, int, int], list[Block]], quantities: tuple[int, ...], room: Extents
) -> Iterator[Block]:
    """The block joined with every earlier one of an equal face; it is then itself among the earlier ones."""
    for axis, face in enumerate(_faces(block)):
        for partner in by_face[face]:
            both = _join(block, partner, axis, quantities, room)
            if both is not None:
                yield both
        by_face[face].append(block)


def _join(one: Block, other: Block, axis: int, quantities: tuple[int, ...], room: Extents) -> Block | None:
    length = one.extents[axis] + other.extents[axis]
    if length > room[axis]:
        return None
    counts = tuple(map(int.__add__, one.counts, other.counts))
    if any(map(int.__gt__, counts, quantities)):
        return None
    x, y, z = one.extents
    extents = (length if axis == 0 else x, length if axis == 1 else y, length if axis == 2 else z)
    return Block(extents, counts, one.volume + other.volume, -1, extents, axis, (one, other))


def _faces(block: Block) -> Iterator[tuple[int, int, int]]:
    """The face across each axis, as a key: (axis, one extent, the other extent)."""
    x, y, z = block.extents
    yield 0, y, z
    yield 1, x, z
    yield 2, x, y


def _largest_first(block: Block) -> tuple[int, int, int]:
    # Of equal volumes the flatter one: it leaves less to tip over and more top to stand on.
    return -block.volume, block.extents[2], -block.extents[0]
