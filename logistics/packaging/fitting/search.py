"""Finding where units lie: put the best block into the lowest empty space, and look ahead along a beam.

Each state of the beam is judged by finishing it greedily (Araya and Riff 2014). Every state on the way holds a
true packing: nothing overlaps, everything rests on at least four fifths of its base.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from logistics.packaging.fitting.blocks import Block, Extents, Kind, Lying, grids, joined
from logistics.packaging.fitting.bounds import lacks_room
from logistics.packaging.fitting.spaces import Space, cut
from logistics.packaging.fitting.support import Top, is_supported


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look: blocks to join, states kept per step, and blocks tried per state; no clock in it."""

    blocks: int
    beam: int
    branches: int


GLANCE = Effort(blocks=0, beam=1, branches=1)
QUICK = Effort(blocks=400, beam=2, branches=3)
THOROUGH = Effort(blocks=6000, beam=12, branches=6)


class _State:
    """A half-filled carton."""

    __slots__ = ("blocks", "left", "load_left_g", "placed", "spaces", "tops", "volume")

    def __init__(self, blocks: Sequence[Block], kinds: Sequence[Kind], room: Extents, load_g: int) -> None:
        self.blocks = blocks
        self.left = tuple(kind.quantity for kind in kinds)
        self.load_left_g = load_g
        self.placed: list[tuple[Block, Space]] = []
        self.spaces: list[Space] = [(0, 0, 0, *room)]
        self.tops: dict[int, list[Top]] = defaultdict(list)
        self.volume = 0

    def copy(self) -> _State:
        twin = object.__new__(_State)
        twin.blocks = self.blocks
        twin.left = self.left
        twin.load_left_g = self.load_left_g
        twin.placed = self.placed.copy()
        twin.spaces = self.spaces
        twin.tops = self.tops.copy()
        twin.volume = self.volume
        return twin

    def put(self, block: Block, mass_g: int) -> None:
        """The block at the lower corner of the first space."""
        x, y, z = self.spaces[0][:3]
        box = (x, y, z, x + block.extents[0], y + block.extents[1], z + block.extents[2])
        self.placed.append((block, box))
        self.left = tuple(map(int.__sub__, self.left, block.counts))
        self.blocks = [other for other in self.blocks if not any(map(int.__gt__, other.counts, self.left))]
        self.load_left_g -= mass_g
        self.spaces = cut(self.spaces, box)
        self.tops[box[5]] = [*self.tops[box[5]], (x, y, box[3], box[4])]
        self.volume += block.volume

    def carries(self, block: Block) -> bool:
        """Whether what lies below the first space carries every unit of the block's base."""
        x, y, z = self.spaces[0][:3]
        if z == 0:
            return True
        tops = self.tops.get(z, ())
        return all(
            is_supported((unit.x, unit.y, unit.x + unit.dx, unit.y + unit.dy), tops)
            for unit in block.lying(x, y, z)
            if unit.z == z
        )


class _Search:
    """One search: the kinds, the room and the load that may go in."""

    def __init__(self, kinds: Sequence[Kind], room: Extents, load_g: int) -> None:
        self.kinds = kinds
        self.room = room
        self.load_g = load_g

    def run(self, blocks: Sequence[Block], beam: int, branches: int) -> _State:
        """The fullest state found; one that holds everything ends the search."""
        start = _State(blocks, self.kinds, self.room, self.load_g)
        best = self.finished(start)
        states = [start]
        while states and any(best.left) and beam > 1:
            children: dict[tuple[object, ...], tuple[int, _State]] = {}
            for state in states:
                for child in self.children(state, branches):
                    end = self.finished(child)
                    if end.volume > best.volume:
                        best = end
                    if not any(end.left):
                        return end
                    children.setdefault((end.volume, child.volume, child.left), (end.volume, child))
            ranked = sorted(children.values(), key=lambda scored: -scored[0])
            states = [child for _, child in ranked[:beam]]
        return best

    def children(self, state: _State, branches: int) -> list[_State]:
        """The state with each of the best blocks in its first usable space."""
        state = state.copy()
        while state.spaces:
            if chosen := self.choices(state, branches):
                return [self.with_block(state, block) for block in chosen]
            state.spaces = state.spaces[1:]
        return []

    def finished(self, state: _State) -> _State:
        """The state filled up greedily."""
        state = state.copy()
        while state.spaces and any(state.left):
            if chosen := self.choices(state, 1):
                state.put(chosen[0], self.mass_g(chosen[0]))
            else:
                state.spaces = state.spaces[1:]
        return state

    def with_block(self, state: _State, block: Block) -> _State:
        child = state.copy()
        child.put(block, self.mass_g(block))
        return child

    def choices(self, state: _State, most: int) -> list[Block]:
        """The largest blocks that fit the first space, are carried there and not too heavy."""
        x0, y0, z0, x1, y1, z1 = state.spaces[0]
        length, width, height = x1 - x0, y1 - y0, z1 - z0
        chosen: list[Block] = []
        for block in state.blocks:
            dx, dy, dz = block.extents
            if dx > length or dy > width or dz > height:
                continue
            if self.mass_g(block) <= state.load_left_g and state.carries(block):
                chosen.append(block)
                if len(chosen) == most:
                    break
        return chosen

    def mass_g(self, block: Block) -> int:
        return sum(count * kind.mass_g for count, kind in zip(block.counts, self.kinds, strict=True))


def fit(kinds: Sequence[Kind], room: Extents, effort: Effort = QUICK) -> tuple[Lying, ...] | None:
    """Where every unit lies within the room, or None where no place was found for all of them."""
    if lacks_room(kinds, room):
        return None
    state = fill(kinds, room, sum(kind.quantity * kind.mass_g for kind in kinds), effort)
    return state if len(state) == sum(kind.quantity for kind in kinds) else None


def fill(kinds: Sequence[Kind], room: Extents, load_g: int, effort: Effort = QUICK) -> tuple[Lying, ...]:
    """As much volume as was found to fit within the room and the load; all units where they fit."""
    search = _Search(kinds, room, load_g)
    state = search.run(grids(kinds, room), 1, 1)
    if any(state.left) and effort.beam > 1:
        wide = search.run(joined(kinds, room, effort.blocks), effort.beam, effort.branches)
        state = max(state, wide, key=lambda ended: ended.volume)
    return tuple(unit for block, box in state.placed for unit in block.lying(*box[:3]))
