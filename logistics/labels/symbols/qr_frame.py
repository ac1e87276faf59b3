"""The parts of a QR code that do not depend on its text: versions 1 to 10, ISO/IEC 18004.

A symbol is held as one integer, row after row, the top left module its highest bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Level(StrEnum):
    """How much of a symbol may be lost: about 7, 15, 25 and 30 per cent."""

    L = "L"
    M = "M"
    Q = "Q"
    H = "H"


VERSIONS = range(1, 11)

_TOTAL_WORDS = (26, 44, 70, 100, 134, 172, 196, 242, 292, 346)
_CHECK_WORDS = {
    Level.L: (7, 10, 15, 20, 26, 18, 20, 24, 30, 18),
    Level.M: (10, 16, 26, 18, 24, 16, 18, 22, 22, 26),
    Level.Q: (13, 22, 18, 26, 18, 24, 18, 22, 20, 24),
    Level.H: (17, 28, 22, 16, 22, 28, 26, 26, 24, 28),
}
_BLOCKS = {
    Level.L: (1, 1, 1, 1, 1, 2, 2, 2, 2, 4),
    Level.M: (1, 1, 1, 2, 2, 4, 4, 4, 5, 5),
    Level.Q: (1, 1, 2, 2, 4, 4, 6, 6, 8, 8),
    Level.H: (1, 1, 2, 4, 4, 4, 5, 6, 8, 8),
}
_ALIGNMENT = ((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38), (6, 24, 42), (6, 26, 46), (6, 28, 50))
_LEVEL_BITS = {Level.L: 1, Level.M: 0, Level.Q: 3, Level.H: 2}
_FORMAT_KEY, _FORMAT_GENERATOR, _VERSION_GENERATOR = 0x5412, 0x537, 0x1F25


@dataclass(frozen=True, slots=True)
class Shape:
    """One version at one level: its side, its blocks of data words, and check words per block."""

    version: int
    level: Level
    side: int
    blocks: tuple[int, ...]
    check_words: int

    @property
    def data_words(self) -> int:
        """Words that carry the text."""
        return sum(self.blocks)


@cache
def shape(version: int, level: Level) -> Shape:
    """The shape of a version at a level."""
    count, check = _BLOCKS[level][version - 1], _CHECK_WORDS[level][version - 1]
    short, longer = divmod(_TOTAL_WORDS[version - 1] - count * check, count)
    blocks = (short,) * (count - longer) + (short + 1,) * longer
    return Shape(version, level, 17 + 4 * version, blocks, check)


@cache
def fixed(version: int) -> tuple[int, int]:
    """The finders, timing and alignment marks and version bits: which modules are dark, which are reserved."""
    side = 17 + 4 * version
    dark: set[tuple[int, int]] = set()
    reserved: set[tuple[int, int]] = set()
    for row in range(side):
        for column in range(side):
            found = _fixed_module(row, column, side, _ALIGNMENT[version - 1])
            if found is not None:
                reserved.add((row, column))
                dark |= {(row, column)} if found else set()
    if version >= 7:
        bits = _with_remainder(version, 12, _VERSION_GENERATOR)
        for place in range(18):
            spots = {(place // 3, side - 11 + place % 3), (side - 11 + place % 3, place // 3)}
            reserved |= spots
            dark |= spots if bits >> place & 1 else set()
    return _integer(dark, side), _integer(reserved, side)


@cache
def route(version: int) -> tuple[int, ...]:
    """The modules in the order data takes them, each as its bit's exponent."""
    side = 17 + 4 * version
    reserved = fixed(version)[1]
    exponents = (side * side - 1 - (row * side + column) for row, column in _zigzag(side))
    return tuple(exponent for exponent in exponents if not reserved >> exponent & 1)


@cache
def masked(version: int, level: Level, mask: int) -> int:
    """What a mask flips, with the fixed parts and the format bits: XOR it upon the data."""
    side = 17 + 4 * version
    dark, reserved = fixed(version)
    flipped = {(row, column) for row in range(side) for column in range(side) if _flips(mask, row, column)}
    return (_integer(flipped, side) & ~reserved) | dark | _format(side, level, mask)


def _fixed_module(row: int, column: int, side: int, alignment: tuple[int, ...]) -> bool | None:
    """Dark or light where a fixed part lies, None where data may lie."""
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        distance = max(abs(row - top - 3), abs(column - left - 3))
        if distance <= 4:
            return distance in (0, 1, 3)
    if row == side - 8 and column == 8:
        return True
    if (row == 8 and (column <= 8 or column >= side - 8)) or (column == 8 and (row <= 8 or row >= side - 8)):
        return row == 6 or column == 6
    ends = {(6, 6), (6, side - 7), (side - 7, 6)}
    for middle in ((a, b) for a in alignment for b in alignment if (a, b) not in ends):
        distance = max(abs(row - middle[0]), abs(column - middle[1]))
        if distance <= 2:
            return distance != 1
    if row == 6 or column == 6:
        return (row + column) % 2 == 0
    return None


def _zigzag(side: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turn, over the vertical timing column."""
    upwards = True
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for row in range(side - 1, -1, -1) if upwards else range(side):
            yield row, right
            yield row, right - 1
        upwards = not upwards


def _format(side: int, level: Level, mask: int) -> int:
    """The fifteen format bits, written twice."""
    bits = _with_remainder(_LEVEL_BITS[level] << 3 | mask, 10, _FORMAT_GENERATOR) ^ _FORMAT_KEY
    dark: set[tuple[int, int]] = set()
    for place in range(15):
        if bits >> place & 1:
            upright = (place if place < 6 else place + 1 if place < 8 else side - 15 + place, 8)
            across = (8, side - 1 - place if place < 8 else 7 if place == 8 else 14 - place)
            dark |= {upright, across}
    return _integer(dark, side)


def _with_remainder(value: int, bits: int, generator: int) -> int:
    rest = value << bits
    while rest.bit_length() > bits:
        rest ^= generator << rest.bit_length() - generator.bit_length()
    return value << bits | rest


def _flips(mask: int, row: int, column: int) -> bool:
    product = row * column
    rules = (
        (row + column) % 2,
        row % 2,
        column % 3,
        (row + column) % 3,
        (row // 2 + column // 3) % 2,
        product % 2 + product % 3,
        (product % 2 + product % 3) % 2,
        ((row + column) % 2 + product % 3) % 2,
    )
    return rules[mask] == 0


def _integer(dark: set[tuple[int, int]], side: int) -> int:
    last = side * side - 1
    return sum(1 << last - (row * side + column) for row, column in dark)
