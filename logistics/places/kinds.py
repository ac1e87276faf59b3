"""The words before a name: "H. Than Uyên" is a district, "TT Mường Tè" a town, "TP.HCM" a city."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from logistics.places.units import Kind
from logistics.text import clean, fold

_WORDS = {
    "thanh pho": Kind.CITY,
    "t.p": Kind.CITY,
    "tp": Kind.CITY,
    "tinh": Kind.PROVINCE,
    "huyen": Kind.DISTRICT,
    "h": Kind.DISTRICT,
    "quan": Kind.URBAN_DISTRICT,
    "q": Kind.URBAN_DISTRICT,
    "thi xa": Kind.DISTRICT_TOWN,
    "tx": Kind.DISTRICT_TOWN,
    "thi tran": Kind.TOWN,
    "tt": Kind.TOWN,
    "phuong": Kind.WARD,
    "p": Kind.WARD,
    "f": Kind.WARD,
    "xa": Kind.COMMUNE,
    "x": Kind.COMMUNE,
    "dac khu": Kind.SPECIAL_ZONE,
    "dk": Kind.SPECIAL_ZONE,
}
_PREFIX = re.compile(rf"({'|'.join(re.escape(word) for word in _WORDS)})(?:[.:\s]+|(?=\d))(?=\S)")


@dataclass(frozen=True, slots=True)
class Named:
    """A name and the kind of unit the word before it says, if it says one."""

    kind: Kind | None
    name: str


@lru_cache(maxsize=65_536)
def readings(text: str) -> tuple[Named, ...]:
    """The ways to read a unit's text, the likelier first; never empty.

    "Xã Xà Dề Phìn" is the commune Xà Dề Phìn; but "Xà Dề Phìn" alone must not lose its first word, so the whole
    text follows as a second reading.
    """
    whole = clean(text)
    folded = fold(whole)
    # Folding a decomposed letter may change lengths only in odd alphabets; then the text is one name.
    prefix = _PREFIX.match(folded) if len(folded) == len(whole) else None
    if prefix is None:
        return (Named(None, whole),)
    return (Named(_WORDS[prefix[1]], whole[prefix.end() :].strip()), Named(None, whole))


def named_kind(text: str) -> Kind | None:
    """The kind of unit that the word before the name says; None without such a word."""
    return readings(text)[0].kind
