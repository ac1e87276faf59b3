"""Words in lines: how wide each is, where the lines break, and how a last line is shortened."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from logistics.labels.faces import Face, widths

CONTINUED = "… »"
"""Ends a shortened text; shortened() in arrange.py names it, and the packing slip carries it whole."""

_KEPT_WORDS = 4096


Measured = tuple[str, int]
"""A text and its width in thousandths of an em."""


def measured(face: Face, text: str) -> Measured:
    """The printable text with its width."""
    return text, sum(map(widths(face).__getitem__, text))


def word_widths(face: Face, words: Sequence[str]) -> list[int]:
    """The width of each word; remembered, since few words make most texts."""
    return list(map(_known_words(face).__getitem__, words))


def wrap(words: Sequence[str], wide: Sequence[int], face: Face, widest: float) -> list[Measured]:
    """The words, of widths `wide`, in lines no wider than `widest`; a word wider than a line is broken."""
    if max(wide) > widest:
        words = [piece for word in words for piece in _pieces(word, face, widest)]
        wide = word_widths(face, words)
    space = widths(face)[" "]
    ends = list(accumulate([width + space for width in wide]))
    lines: list[Measured] = []
    first, before = 0, 0
    while first < len(ends):
        # One word at least, also where a single letter is wider than the line.
        after = max(bisect_right(ends, before + widest + space), first + 1)
        lines.append((" ".join(words[first:after]), ends[after - 1] - before - space))
        first, before = after, ends[after - 1]
    return lines


def shorten(lines: list[Measured], face: Face, widest: float) -> list[Measured]:
    """The lines, the last ending in CONTINUED."""
    last = lines[-1][0]
    _, used = measured(face, last + CONTINUED)
    while last and used > widest:
        used -= widths(face)[last[-1]]
        last = last[:-1]
    return [*lines[:-1], measured(face, last.rstrip() + CONTINUED)]


def _pieces(word: str, face: Face, widest: float) -> Iterator[str]:
    """The word in pieces that fit; whole where it does."""
    width_of = widths(face)
    piece, used = "", 0
    for letter in word:
        if piece and used + width_of[letter] > widest:
            yield piece
            piece, used = "", 0
        piece, used = piece + letter, used + width_of[letter]
    yield piece


class _KnownWords(dict[str, int]):
    """The width of every word seen lately."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, word: str) -> int:
        if len(self) == _KEPT_WORDS:
            self.clear()
        _, width = measured(self._face, word)
        self[word] = width
        return width


_known_words = cache(_KnownWords)
