"""Strangers' text as the printers take it: NFC, only letters the fonts have, nothing that acts.

The 253 letters below fill one single-byte font subset, so a text becomes PDF bytes by one table look-up
and no name, however strange, can need a second subset.
"""

from __future__ import annotations

import unicodedata

from logistics.text import clean

_ASCII = "".join(map(chr, range(32, 127)))
_VOWELS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_SIGNS = "–—…·•×°≤≥±«»“”‘’€äöüñçß₫"
ALPHABET = _ASCII + _VOWELS + _VOWELS.upper() + _SIGNS
"""Every letter that can be printed, in the order of its code."""

UNPRINTABLE = "?"
"""What stands for a letter no font of ours has; a run of them (an emoji sequence) becomes one."""

_LETTERS = frozenset(ALPHABET)


def printable(raw: str) -> str:
    """The text with nothing in it but ALPHABET: what stays is in its order, what cannot be printed is a "?".

    Controls, zero width and bidi signs vanish, white space becomes single spaces, and a letter with a foreign
    accent loses the accent. Letters of ALPHABET are all precomposed, so the result is in NFC.
    """
    if _LETTERS.issuperset(raw) and "  " not in raw and raw == raw.strip():
        return raw
    letters: list[str] = []
    for letter in clean(raw):
        known = letter if letter in _LETTERS else _plain(letter)
        if known != UNPRINTABLE or letter == UNPRINTABLE or letters[-1:] != [UNPRINTABLE]:
            letters.append(known)
    return " ".join("".join(letters).split())


def legible(raw: str) -> tuple[str, str]:
    """The text without the pictures and signs that no font of ours has, and the letters in it that none has.

    The second is empty where a reader loses nothing: an emoji is no part of a name, 陳 is.
    """
    if _LETTERS.issuperset(raw):
        return raw, ""
    text = clean(raw)
    foreign = {letter for letter in text if letter not in _LETTERS and _plain(letter) in {"", UNPRINTABLE}}
    lost = {letter for letter in foreign if unicodedata.category(letter)[0] in "LN"}
    kept = "".join(letter for letter in text if letter not in foreign or letter in lost)
    return " ".join(kept.split()), "".join(dict.fromkeys(letter for letter in text if letter in lost))


def _plain(letter: str) -> str:
    """The nearest letters of ALPHABET, nothing for a lone accent or an invisible sign, else UNPRINTABLE."""
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return ""
    kept = "".join(part for part in unicodedata.normalize("NFKD", letter) if part in _LETTERS)
    return kept or UNPRINTABLE
