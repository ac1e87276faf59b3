"""How hard a QR code is to read: the four penalties of ISO/IEC 18004, counted on whole symbols at once."""

from __future__ import annotations

from functools import cache

_FINDER = (0b10111010000, 0b00001011101)


def penalty(symbol: int, side: int) -> int:
    """The sum of the penalties; masks with fewer points read better."""
    light = symbol ^ (1 << side * side) - 1
    return (
        sum(_runs(symbol, light, side, step) + _finders(symbol, light, side, step) for step in (1, side))
        + _squares(symbol, light, side)
        + _balance(symbol, side)
    )


def _runs(symbol: int, light: int, side: int, step: int) -> int:
    """3 for five alike in line, 1 for each more."""
    window = _window(side, 5, step)
    points = 0
    for colour in (symbol, light):
        pairs = colour & colour >> step
        fives = pairs & pairs >> 2 * step & colour >> 4 * step & window
        points += fives.bit_count() + 2 * (fives & ~(fives << step)).bit_count()
    return points


def _squares(symbol: int, light: int, side: int) -> int:
    """3 for each two by two alike."""
    window = _window(side, 2, 1)
    points = 0
    for colour in (symbol, light):
        pairs = colour & colour >> 1 & window
        points += 3 * (pairs & pairs >> side).bit_count()
    return points


def _finders(symbol: int, light: int, side: int, step: int) -> int:
    """40 for each pattern that looks like a finder's."""
    points = 0
    for pattern in _FINDER:
        found = _window(side, 11, step)
        for place in range(11):
            found &= (symbol if pattern >> place & 1 else light) >> place * step
        points += 40 * found.bit_count()
    return points


def _balance(symbol: int, side: int) -> int:
    """10 for each 5 per cent away from half dark."""
    modules = side * side
    return 10 * (abs(symbol.bit_count() * 20 - modules * 10) // modules)


@cache
def _window(side: int, length: int, step: int) -> int:
    """Ones where a window of the length, its last module there, lies within the symbol."""
    if step == side:
        return (1 << side * (side - length + 1)) - 1
    row = (1 << side - length + 1) - 1
    return sum(row << number * side for number in range(side))
