"""How a text travels: the GSM 7-bit alphabet carries 160 letters a message, Unicode only 70.

Source: 3GPP TS 23.038, section 6.2.1 (the default alphabet and its extension table).
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from logistics.text import clean

Alphabet = Literal["gsm7", "unicode"]

# Only what is printable in ASCII as well: gateways differ in how they map the Greek and the accented letters.
_BASIC = frozenset(chr(code) for code in range(0x20, 0x7F)) - frozenset("[\\]^`{|}~")
_EXTENDED = frozenset("[\\]^{|}~")
"""These take two places each."""
_ALIKE = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "–": "-",
        "—": "-",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "…": "...",
        "×": "x",
        "₫": "d",
        "`": "'",
    }
)


def spelled(text: str, alphabet: Alphabet) -> str:
    """The text in the alphabet: for GSM-7 without diacritics, other signs as "?"; capitals stay."""
    tidy = clean(text)
    if alphabet == "unicode":
        return tidy
    letters = unicodedata.normalize("NFD", tidy.translate(_ALIKE))
    bare = (letter for letter in letters if not unicodedata.combining(letter))
    return "".join(letter if letter in _BASIC or letter in _EXTENDED else "?" for letter in bare)


def messages(text: str, alphabet: Alphabet) -> int:
    """How many messages the spelled text costs; a longer text loses some places in each to the joining header."""
    if alphabet == "unicode":
        places, alone, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    else:
        places, alone, joined = sum(2 if letter in _EXTENDED else 1 for letter in text), 160, 153
    return 1 if places <= alone else -(-places // joined)
