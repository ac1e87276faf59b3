"""Text fitted into its box: at its size, else smaller, else wrapped, never cut off silently.

Where even the smallest size does not hold the text, the last line ends in CONTINUED and `cut` is true;
the packing slip then carries the whole of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, assert_never

from logistics.labels.faces import ASCENT, CAP_HEIGHT, Face, widths
from logistics.labels.printable import printable
from logistics.labels.wrapping import Measured, shorten, word_widths, wrap

MM_PER_POINT = 25.4 / 72

_MM_PER_UNIT = MM_PER_POINT / 1000
_SHRINK = 0.94
_LONGEST = 2000


class Align(StrEnum):
    """Where the lines stand in their box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


# Bound once: looking a member up in its enum costs as much as all the rest of line_start().
_LEFT, _RIGHT = Align.LEFT, Align.RIGHT


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
    alone = fit_alone(raw, box)
    return _on_one_line(raw, *alone, box) if alone else fit_lines(raw, box)


def fit_lines(raw: str, box: TextBox) -> Fitted:
    """The same for a text that is not fit_alone(): made printable first, then in as many lines as it takes."""
    text = printable(raw)
    if not text:
        return Fitted(box.size_pt, ())
    if text is not raw and (alone := fit_alone(text, box)):
        return _on_one_line(text, *alone, box)
    return _in_lines(text, box)


def fit_alone(text: str, box: TextBox) -> tuple[float, int] | None:
    """Size and width (in thousandths of an em) of a text that one line holds just as it is; else None."""
    try:
        width = sum(map(widths(box.face).__getitem__, text))
    except KeyError:
        return None  # a letter that cannot be printed
    if not width or text[0] == " " or text[-1] == " " or "  " in text:
        return None
    size = box.size_pt
    if width * size * _MM_PER_UNIT <= box.width_mm:
        return size, width
    size = int(box.width_mm / (width * _MM_PER_UNIT) * 100) / 100
    return (size, width) if size >= box.floor_pt and _room(box, size) == 1 else None


def _on_one_line(text: str, size_pt: float, width: int, box: TextBox) -> Fitted:
    return Fitted(size_pt, (Line(line_start(width, box, size_pt), first_baseline(box, size_pt), text),))


def _in_lines(text: str, box: TextBox) -> Fitted:
    """The text in as many lines as the box holds, smaller step by step."""
    words = text[:_LONGEST].split(" ")
    wide = word_widths(box.face, words)
    whole = sum(wide) + widths(box.face)[" "] * (len(words) - 1)
    for size, widest, room, most in _steps(box):
        if whole <= most and len(text) <= _LONGEST:
            lines = wrap(words, wide, box.face, widest)
            if len(lines) <= room:
                return Fitted(size, _placed(lines, box, size))
    lines = shorten(wrap(words, wide, box.face, widest)[:room], box.face, widest)
    return Fitted(size, _placed(lines, box, size), cut=True)


@lru_cache(maxsize=256)
def _steps(box: TextBox) -> tuple[tuple[float, float, int, float], ...]:
    """The sizes to try, down to the floor; the width of a line at each, how many there are, and what they hold."""
    sizes = [box.size_pt]
    while sizes[-1] > box.floor_pt:
        sizes.append(max(box.floor_pt, round(sizes[-1] * _SHRINK, 2)))
    space = widths(box.face)[" "]
    steps = []
    for size in sizes:
        widest, room = box.width_mm / (size * _MM_PER_UNIT), _room(box, size)
        # Each break drops one space, so the lines hold a little more than their width.
        steps.append((size, widest, room, widest * room + space * (room - 1)))
    return tuple(steps)


def wrapped(raw: str, face: Face, size_pt: float, width_mm: float) -> list[str]:
    """The whole text in lines of the width, however many; none of an empty text."""
    words = printable(raw).split()
    if not words:
        return []
    return [line for line, _ in wrap(words, word_widths(face, words), face, width_mm / (size_pt * _MM_PER_UNIT))]


@lru_cache(maxsize=4096)
def _room(box: TextBox, size_pt: float) -> int:
    """How many lines of this size the box holds; one always."""
    return max(1, int(box.height_mm / (size_pt * MM_PER_POINT * box.leading) + 0.05))


def _placed(lines: list[Measured], box: TextBox, size_pt: float) -> tuple[Line, ...]:
    """The lines at their places: aligned across, standing as the box says."""
    pitch = size_pt * MM_PER_POINT * box.leading
    first = first_baseline(box, size_pt, len(lines))
    # A list within: a generator costs twice as much for these few.
    return tuple(
        [
            Line(line_start(width, box, size_pt), first + number * pitch, text)
            for number, (text, width) in enumerate(lines)
        ]
    )


@lru_cache(maxsize=4096)
def first_baseline(box: TextBox, size_pt: float, lines: int = 1) -> float:
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


def line_start(width: int, box: TextBox, size_pt: float) -> float:
    """Where a line of so many thousandths of an em begins."""
    if box.align is _LEFT:
        return box.x_mm
    rest = box.width_mm - width * size_pt * _MM_PER_UNIT
    return box.x_mm + (rest if box.align is _RIGHT else rest / 2)
