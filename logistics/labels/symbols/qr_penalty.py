"""How hard a QR code is to read: the four penalties of ISO/IEC 18004, counted on whole symbols at once.

The symbols are laid end to end in one integer, so that each step looks at every module of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

Found = tuple[int, int]
"""Points for each, and a one wherever it was found."""


def penalties(symbols: Sequence[int], side: int) -> list[int]:
    """The points of each symbol; those with fewer read better."""
    area, dark = side * side, 0
    for symbol in reversed(symbols):
        dark = dark << area | symbol
    light = dark ^ (1 << area * len(symbols)) - 1
    windows = _Windows(side, len(symbols))
    found = [*_runs(dark, light, windows), *_finders(dark, light, windows), _squares(dark, light, windows)]
    whole = (1 << area) - 1
    return [
        sum([points * (places >> at & whole).bit_count() for points, places in found]) + _balance(symbol, area)
        for at, symbol in zip(range(0, area * len(symbols), area), symbols, strict=True)
    ]


class _Windows:
    """Ones where a window of some modules, its last module there, lies within its symbol."""

    def __init__(self, side: int, count: int) -> None:
        self.side = side
        self.count = count

    def of(self, length: int, step: int) -> int:
        """Along a row (step 1) or down a column (step `side`)."""
        return _window(self.side, self.count, length, step)


def _runs(dark: int, light: int, windows: _Windows) -> Iterator[Found]:
    """3 for five alike in line, 1 for each more."""
    for step in (1, windows.side):
        window = windows.of(5, step)
        runs = starts = 0
        for colour in (dark, light):
            pairs = colour & colour >> step
            fives = pairs & pairs >> 2 * step & colour >> 4 * step & window
            runs |= fives
            starts |= fives & ~(fives << step)
        yield 1, runs
        yield 2, starts


def _finders(dark: int, light: int, windows: _Windows) -> Iterator[Found]:
    """40 for each 1:1:3:1:1 with four light modules beside it, which looks like a finder's."""
    for step in (1, windows.side):
        three = dark & dark >> step & dark >> 2 * step
        finder = dark & light >> step & three >> 2 * step & light >> 5 * step & dark >> 6 * step
        pairs = light & light >> step
        margin = pairs & pairs >> 2 * step
        yield 40, (finder & margin >> 7 * step | margin & finder >> 4 * step) & windows.of(11, step)


def _squares(dark: int, light: int, windows: _Windows) -> Found:
    """3 for each two by two alike."""
    places = 0
    for colour in (dark, light):
        pairs = colour & colour >> 1 & windows.of(2, 1)
        places |= pairs & pairs >> windows.side
    return 3, places & windows.of(2, windows.side)


def _balance(symbol: int, area: int) -> int:
    """10 for each 5 per cent away from half dark."""
    return 10 * (abs(symbol.bit_count() * 20 - area * 10) // area)


@cache
def _window(side: int, count: int, length: int, step: int) -> int:
    if step == side:
        one = (1 << side * (side - length + 1)) - 1
    else:
        row = (1 << side - length + 1) - 1
        one = sum(row << number * side for number in range(side))
    return sum(one << number * side * side for number in range(count))
