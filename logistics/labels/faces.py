"""The typeface Be Vietnam Pro: its widths for fitting, its bytes for embedding, and text as PDF bytes."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

from logistics.errors import Unavailable
from logistics.labels.printable import ALPHABET

FOLDER = Path(__file__).parent / "fonts"


class Face(StrEnum):
    """The three weights we print."""

    REGULAR = "400Regular"
    SEMIBOLD = "600SemiBold"
    BOLD = "700Bold"


ASCENT = 0.93
"""Of the em: from the baseline up to the highest Vietnamese accents that stand on small letters."""

CAP_HEIGHT = 0.74

# 10 and 13 are left out: a PDF string may not hold a bare line end. 0 stays the missing glyph.
_SPARE = iter([*range(128, 256), 127, *range(1, 10), 11, 12, *range(14, 32)])
CODES: dict[str, int] = {letter: ord(letter) if letter.isascii() else next(_SPARE) for letter in ALPHABET}
"""The byte of every letter, the same in all three faces."""

_ESCAPED = {"(": "\\(", ")": "\\)", "\\": "\\\\"}
_PDF = str.maketrans({letter: _ESCAPED.get(letter, chr(code)) for letter, code in CODES.items()})


def pdf_string(text: str) -> str:
    """The text between the brackets of a PDF string, as Latin-1; it must be printable()."""
    return text.translate(_PDF)


def font_path(face: Face) -> Path:
    """Where the face lies. Raises Unavailable where set-up has not fetched it."""
    path = FOLDER / f"BeVietnamPro_{face}.ttf"
    if not path.is_file():
        raise Unavailable(
            "fonts_missing",
            vi=f"Thiếu phông chữ {path.name}. Chạy lại bước cài đặt.",
            en=f"The font {path.name} is missing. Run the set-up again.",
        )
    return path


@cache
def font_file(face: Face) -> TTFontFile:
    """The parsed font, for subsetting."""
    return TTFontFile(str(font_path(face)))


@cache
def widths(face: Face) -> dict[str, int]:
    """The advance of every letter of ALPHABET, in thousandths of an em: whole numbers, so that sums are exact."""
    found = font_file(face).charWidths
    return {letter: found[ord(letter)] for letter in ALPHABET}


def advance(face: Face, text: str) -> float:
    """The width of the printable text in ems."""
    return sum(map(widths(face).__getitem__, text)) / 1000
