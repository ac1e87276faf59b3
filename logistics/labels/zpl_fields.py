"""Words as ZPL fields, by their box: remembered, since most texts of a print run come again."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from logistics.labels.faces import Face
from logistics.labels.fitting import MM_PER_POINT, TextBox, first_baseline, fit_alone, fit_lines, line_start

FONTS: dict[Face, tuple[str, str]] = {
    Face.REGULAR: ("X", "E:HPR.TTF"),
    Face.SEMIBOLD: ("Y", "E:HPS.TTF"),
    Face.BOLD: ("Z", "E:HPB.TTF"),
}
"""The letter and the file of each face in the printer."""

_KEPT_TEXTS = 1024
_ACTING = frozenset("^~_\\")
_ESCAPES = str.maketrans({sign: f"_{ord(sign):02X}" for sign in _ACTING})


def escaped(text: str) -> str:
    """The text as a ^FH field takes it: whatever could act is hexadecimal."""
    return text if _ACTING.isdisjoint(text) else text.translate(_ESCAPES)


class Fields(dict[str, str]):
    """The fields of one box by their text."""

    def __init__(self, box: TextBox, dots_per_mm: int) -> None:
        super().__init__()
        self._box = box
        self._dots_per_mm = dots_per_mm
        self._styles = _Styles(box, dots_per_mm)

    def __missing__(self, text: str) -> str:
        if len(self) == _KEPT_TEXTS:
            self.clear()
        alone = fit_alone(text, self._box)
        self[text] = field = self._line(text, *alone) if alone else self._lines(text)
        return field

    def _line(self, text: str, size_pt: float, width: int) -> str:
        """The field of a text that stands on one line just as it is."""
        box, dots = self._box, self._dots_per_mm
        style = self._styles[round(size_pt * MM_PER_POINT * dots)]
        if width * style.size_pt * MM_PER_POINT > box.width_mm * 1000:
            # The printer's sizes are whole dots; the nearest one is a little too wide.
            style = self._styles[style.size_dots - 1]
        x = round(line_start(width, box, style.size_pt) * dots)
        return f"^FT{x},{style.baseline}{style.head}{escaped(text)}^FS"

    def _lines(self, text: str) -> str:
        """The fields of any other text."""
        dots = self._dots_per_mm
        size_pt, lines, _ = fit_lines(text, self._box)
        head = self._styles[int(size_pt * MM_PER_POINT * dots)].head
        return "".join([f"^FT{round(x * dots)},{round(y * dots)}{head}{escaped(line)}^FS" for x, y, line in lines])


fields = lru_cache(maxsize=256)(Fields)
"""The fields of a box for a printer, kept from one print run to the next."""


class _Style(NamedTuple):
    """A size as the printer has it, where a single line of it stands, and how its field begins."""

    size_dots: int
    size_pt: float
    baseline: int
    head: str


class _Styles(dict[int, _Style]):
    """By their size in dots."""

    def __init__(self, box: TextBox, dots_per_mm: int) -> None:
        super().__init__()
        self._box = box
        self._dots_per_mm = dots_per_mm

    def __missing__(self, size_dots: int) -> _Style:
        box, dots = self._box, self._dots_per_mm
        size_pt = size_dots / (MM_PER_POINT * dots)
        head = f"^A{FONTS[box.face][0]}N,{size_dots}{'^FR' if box.white else ''}^FH^FD"
        self[size_dots] = style = _Style(size_dots, size_pt, round(first_baseline(box, size_pt) * dots), head)
        return style
