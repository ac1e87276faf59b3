"""Text fitted into its box: at its size, else smaller, else wrapped, never cut off silently.

Where even the smallest size does not hold the text, the last line ends in CONTINUED and `cut` is true;
the packing slip then carries the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, assert_never

from logistics.labels.faces import ASCENT, CAP_HEIGHT, Face, advance, widths
from logistics.labels.printable import printable

MM_PER_POINT = 25.4 / 72
CONTINUED = "… »"
"""Ends a shortened text; shortened() in arrange.py names it, and the packing slip carries it whole."""

_SHRINK = 0.94
_LONGEST = 2000


class Align(StrEnum):
    """Where the lines stand in their box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Stand(StrEnum):
    """Whether the lines hang from the top of the box, rest on its floor or stand in its middle."""

    TOP = "top"
    MIDDLE = "middle"
    FLOOR = "floor"


@dataclass(frozen=True, slots=True, eq=False)
class TextBox:
    """A box in millimetres and how text stands in it, from `size_pt` down to `floor_pt`.

    Two boxes are never equal: a design's boxes are few and live long, and are looked up by identity.
    """

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    size_pt: float
    floor_pt: float
    face: Face = Face.REGULAR
    align: Align = Align.LEFT
    stand: Stand = Stand.TOP
    leading: float = 1.2
    white: bool = False


class Line(NamedTuple):
    """One line of text and where its baseline starts."""

    x_mm: float
    y_mm: float
    text: str


class Fitted(NamedTuple):
    """The lines at the size that was found; `cut` says that the text goes on elsewhere."""

    size_pt: float
    lines: tuple[Line, ...]
    cut: bool = False


def fit(raw: str, box: TextBox) -> Fitted:
    """The text in its box, at the largest size that holds it whole."""
    text = printable(raw)
    if not text:
        return Fitted(box.size_pt, ())
    whole = advance(box.face, text)
    size = box.size_pt
    if whole * size * MM_PER_POINT > box.width_mm:
        size = int(box.width_mm / (whole * MM_PER_POINT) * 100) / 100
        if size < box.floor_pt or _room(box, size) > 1:
            return _fit_lines(text, whole, box)
    return Fitted(size, (Line(_start(whole, box, size), _first_baseline(box, size, 1), text),))


def _fit_lines(text: str, whole: float, box: TextBox) -> Fitted:
    """The text in as many lines as the box holds, smaller step by step."""
    words = tuple((word, _word_width(box.face, word)) for word in text[:_LONGEST].split(" "))
    space = widths(box.face)[" "]
    for size in _sizes(box):
        widest = box.width_mm / (size * MM_PER_POINT)
        room = _room(box, size)
        # Each break drops one space, so the lines may hold a little less than the whole.
        if whole - space * (room - 1) <= widest * room and len(text) <= _LONGEST:
            lines = [(text, whole)] if whole <= widest else _wrapped(words, box.face, widest)
            if len(lines) <= room:
                return Fitted(size, _placed(lines, box, size))
    lines = _shortened(_wrapped(words, box.face, widest)[:room], box.face, widest)
    return Fitted(size, _placed(lines, box, size), cut=True)


@lru_cache(maxsize=256)
def _sizes(box: TextBox) -> tuple[float, ...]:
    """The sizes to try, down to the floor."""
    sizes = [box.size_pt]
    while sizes[-1] > box.floor_pt:
        sizes.append(max(box.floor_pt, round(sizes[-1] * _SHRINK, 2)))
    return tuple(sizes)


@lru_cache(maxsize=4096)
def _word_width(face: Face, word: str) -> float:
    """The width of a word in ems, remembered: few words make most texts."""
    return advance(face, word)


def wrapped(raw: str, face: Face, size_pt: float, width_mm: float) -> list[str]:
    """The whole text in lines of the width, however many; none of an empty text."""
    words = tuple((word, advance(face, word)) for word in printable(raw).split(" ") if word)
    if not words:
        return []
    return [line for line, _ in _wrapped(words, face, width_mm / (size_pt * MM_PER_POINT))]


Measured = tuple[str, float]
"""A text and its width in ems."""


@lru_cache(maxsize=4096)
def _room(box: TextBox, size_pt: float) -> int:
    """How many lines of this size the box holds; one always."""
    return max(1, int(box.height_mm / (size_pt * MM_PER_POINT * box.leading) + 0.05))


def _wrapped(words: tuple[Measured, ...], face: Face, widest: float) -> list[Measured]:
    """The words in lines no wider than `widest`; a word wider than a line is broken."""
    space = widths(face)[" "]
    lines: list[Measured] = []
    line, used = "", 0.0
    if max([width for _, width in words]) > widest:
        words = tuple(_pieces(words, face, widest))
    for word, width in words:
        if not line:
            line, used = word, width
        elif used + space + width > widest:
            lines.append((line, used))
            line, used = word, width
        else:
            line, used = f"{line} {word}", used + space + width
    return [*lines, (line, used)]


def _pieces(words: tuple[Measured, ...], face: Face, widest: float) -> Iterator[Measured]:
    """The words, those wider than a line broken into pieces that fit."""
    width_of = widths(face)
    for word, width in words:
        if width <= widest:
            yield word, width
            continue
        piece, used = "", 0.0
        for letter in word:
            if piece and used + width_of[letter] > widest:
                yield piece, used
                piece, used = "", 0.0
            piece, used = piece + letter, used + width_of[letter]
        yield piece, used


def _shortened(lines: list[Measured], face: Face, widest: float) -> list[Measured]:
    """The lines, the last ending in CONTINUED."""
    width_of = widths(face)
    last, used = lines[-1][0], advance(face, lines[-1][0] + CONTINUED)
    while last and used > widest:
        used -= width_of[last[-1]]
        last = last[:-1]
    last = last.rstrip() + CONTINUED
    return [*lines[:-1], (last, advance(face, last))]


def _placed(lines: list[Measured], box: TextBox, size_pt: float) -> tuple[Line, ...]:
    """The lines at their places: aligned across, standing as the box says."""
    pitch = size_pt * MM_PER_POINT * box.leading
    first = _first_baseline(box, size_pt, len(lines))
    # A list within: a generator costs twice as much for these few.
    return tuple(
        [Line(_start(width, box, size_pt), first + number * pitch, text) for number, (text, width) in enumerate(lines)]
    )


@lru_cache(maxsize=4096)
def _first_baseline(box: TextBox, size_pt: float, lines: int) -> float:
    """Where the first line stands so that all of them hang, stand or rest in the box."""
    em = size_pt * MM_PER_POINT
    below = em * box.leading * (lines - 1)
    match box.stand:
        case Stand.TOP:
            return box.y_mm + em * ASCENT
        case Stand.MIDDLE:
            return box.y_mm + (box.height_mm - below + em * CAP_HEIGHT) / 2
        case Stand.FLOOR:
            return box.y_mm + box.height_mm - below - em * (1.22 - ASCENT)
        case _:
            assert_never(box.stand)


def _start(width: float, box: TextBox, size_pt: float) -> float:
    """Where a line of so many ems begins."""
    if box.align is Align.LEFT:
        return box.x_mm
    rest = box.width_mm - width * size_pt * MM_PER_POINT
    return box.x_mm + (rest if box.align is Align.RIGHT else rest / 2)
