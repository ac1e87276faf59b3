"""Text as people write it, made comparable: NFC inside, fold() for searching without diacritics."""

from __future__ import annotations

import unicodedata

# Invisible signs that hide in copied text: zero width, bidi marks, soft hyphen, byte order mark.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_D = str.maketrans({"đ": "d", "Đ": "D"})


def clean(raw: str) -> str:
    """NFC, without control and invisible signs, runs of white space as one space, trimmed."""
    if raw.isprintable():
        # Nothing invisible in it, and that is nearly always: an import cleans tens of thousands of cells.
        return " ".join(unicodedata.normalize("NFC", raw).split())
    visible = unicodedata.normalize("NFC", raw).translate(_INVISIBLE)
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in visible)
    return " ".join(spaced.split())


def fold(raw: str) -> str:
    """The text for comparing: lower case, without diacritics, đ as d, single spaces.

    "Mường Tè" and "muong  te" fold alike. SQLite's own folding keeps đ, so this is stored beside the name.
    """
    if raw.isascii():
        return " ".join(raw.casefold().split())
    decomposed = unicodedata.normalize("NFD", clean(raw).casefold().translate(_D))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def dong(amount_vnd: int) -> str:
    """The amount as Vietnamese writes it, thousands parted by points: "350.000 ₫"."""
    return f"{thousands(amount_vnd)} ₫"


def thousands(number: int) -> str:
    """The number as Vietnamese writes it: "20.000.000"."""
    return f"{number:,}".replace(",", ".")


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 label", "2 labels": English counts what it names; Vietnamese does not."""
    return f"{number} {one if number == 1 else many or one + 's'}"
