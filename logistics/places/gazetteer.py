"""Village names in memory, looked up as people write them: misspelt, without diacritics, words swapped."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from logistics.text import clean, fold

_WORDS = (
    "to dan pho",
    "khu pho",
    "ban",
    "thon",
    "lang",
    "doi",
    "khu",
    "ap",
    "buon",
    "xom",
    "tdp",
    "to",
    "pho",
    "b.",
    "t.",
)
"""The words before a village's name, folded, the longer first."""

SURE = 86.0
POSSIBLE = 75.0
LEAD = 4.0
"""Scores from 0 to 100: a name is taken from SURE on if LEAD ahead of the next, and offered from POSSIBLE on."""

_SWAPPED = 97.0
"""The very words of a name in another order."""
_OTHER_MARKS = SURE + LEAD - 1
"""The very letters with other diacritics: no surer than a name with another letter, so that both are offered."""
_SHORTEST = 3
_LENGTHS = 2


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A village as the gazetteer knows it."""

    name: str
    commune_code: str
    lat: float
    lon: float
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A village that resembles what was written; 100 is the very name."""

    hamlet: Hamlet
    score: float


@dataclass(frozen=True, slots=True)
class _Names:
    """Names to compare with, straight and with their words in order of the alphabet; rows belong together."""

    straight: list[str]
    ordered: list[str]
    hamlets: list[Hamlet]


@dataclass(slots=True)
class Gazetteer:
    """All villages, indexed by commune and by province. A pinned village stands before its unpinned namesake."""

    hamlets: Iterable[Hamlet] = ()
    province_of: Mapping[str, str] = field(default_factory=dict)
    _exact: dict[str, list[Hamlet]] = field(init=False, repr=False)
    _reordered: dict[str, list[Hamlet]] = field(init=False, repr=False)
    _scopes: dict[str, _Names] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._exact, self._reordered, self._scopes = defaultdict(list), defaultdict(list), {}
        keyed = [(*_keys(hamlet.name), hamlet) for hamlet in self.hamlets]
        # Names of like length stand together, so that a look-up reads only those; of namesakes, the pinned first.
        for straight, ordered, hamlet in sorted(keyed, key=lambda row: (len(row[0]), not row[2].pinned)):
            self._exact[straight].append(hamlet)
            self._reordered[ordered].append(hamlet)
            for scope in ("", self.province_of.get(hamlet.commune_code, "?"), hamlet.commune_code):
                names = self._scopes.setdefault(scope, _Names([], [], []))
                names.straight.append(straight)
                names.ordered.append(ordered)
                names.hamlets.append(hamlet)

    def __len__(self) -> int:
        return len(self._scopes[""].hamlets) if self._scopes else 0

    def look_up(self, text: str, scopes: Sequence[str] = ("",), limit: int = 5) -> list[Hit]:
        """The villages whose names resemble the text, the best first. A scope is a commune's or province's code.

        A name equal letter by letter ends the search: nothing else can be meant better. With other diacritics than
        those written it does not: "Bản Mà" may be Bản Ma, or Bản Màu with a letter lost.
        """
        straight, ordered = _keys(text)
        if not straight:
            return []
        exact = self._within(self._exact, straight, scopes)
        if just_so := _as_written(exact, text):
            return [Hit(h, 100.0) for h in just_so[:limit]]
        hits: dict[Hamlet, float] = {}
        swapped = [] if exact else self._within(self._reordered, ordered, scopes)
        if just_swapped := [h for h in swapped if _same_words(h.name, text)]:
            return [Hit(h, _SWAPPED) for h in just_swapped[:limit]]
        # Where the diacritics contradict a name, another with one letter more is as likely, however short.
        shortest = 1 if exact else _SHORTEST
        for names in (self._scopes[scope] for scope in scopes if scope in self._scopes):
            _collect(hits, names, (names.straight, straight), limit, shortest)
            if max(hits.values(), default=0.0) < SURE:
                _collect(hits, names, (names.ordered, ordered), limit, shortest)
        hits |= dict.fromkeys((*exact, *swapped), _OTHER_MARKS)
        return [Hit(h, score) for h, score in sorted(hits.items(), key=lambda pair: -pair[1])[:limit]]

    def nearest(self, lat: float, lon: float, count: int = 5) -> list[Hamlet]:
        """The villages around a position, the nearest first; for finding the commune where no outline is known."""
        names = self._scopes.get("")
        if names is None:
            return []
        return sorted(names.hamlets, key=lambda h: (h.lat - lat) ** 2 + (0.925 * (h.lon - lon)) ** 2)[:count]

    def _within(self, index: Mapping[str, list[Hamlet]], name: str, scopes: Sequence[str]) -> list[Hamlet]:
        wanted = set(scopes)
        return [
            hamlet
            for hamlet in index.get(name, ())
            if wanted & {"", hamlet.commune_code, self.province_of.get(hamlet.commune_code, "?")}
        ]


def _collect(hits: dict[Hamlet, float], names: _Names, asked: tuple[list[str], str], limit: int, shortest: int) -> None:
    """Add the names that resemble what was written; one letter more, less or other is nearly the name itself."""
    choices, written = asked
    first = bisect_left(names.straight, len(written) - _LENGTHS, key=len)
    last = bisect_right(names.straight, len(written) + _LENGTHS, key=len)
    near = choices[first:last]
    for _, score, row in process.extract(written, near, scorer=fuzz.ratio, score_cutoff=POSSIBLE, limit=limit):
        if len(written) >= shortest and Levenshtein.distance(written, near[row], score_cutoff=1) <= 1:
            score = max(score, SURE)
        hamlet = names.hamlets[first + row]
        hits[hamlet] = max(score, hits.get(hamlet, 0.0))


def _as_written(hamlets: list[Hamlet], text: str) -> list[Hamlet]:
    """Those among hamlets of the same letters that the text may be the very name of; none where diacritics differ.

    Who writes no diacritics at all means them all.
    """
    folded, written = fold(text), clean(text).casefold()
    if written == folded:
        return [h for h in hamlets if fold(h.name) == folded] or hamlets
    just_so = [h for h in hamlets if clean(h.name).casefold() == written]
    return just_so or [h for h in hamlets if _bare_as_written(h.name) == _bare_as_written(text)]


def _same_words(name: str, text: str) -> bool:
    """Whether the text has the name's own words in some order; who writes no diacritics at all means them all."""
    if clean(text).casefold() == fold(text):
        return True
    theirs, ours = (
        sorted(word for word in clean(each).casefold().split() if fold(word) not in _WORDS) for each in (name, text)
    )
    return theirs == ours


def _bare_as_written(name: str) -> str:
    """The name without the word before it, its diacritics kept."""
    own = bare(name)
    return clean(name).casefold()[-len(own) :] if own else ""


def leaders(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that the best one does not clearly beat."""
    return [hit for hit in hits if hit.score > hits[0].score - LEAD]


def bare(text: str) -> str:
    """The folded name without the word before it: "Bản Nà Khoang" is "na khoang"."""
    folded = fold(text)
    for word in _WORDS:
        rest = folded.removeprefix(word).lstrip(" .")
        if rest and rest != folded and (folded[len(word)] in " ." or word.endswith(".")):
            return rest
    return folded


def _keys(text: str) -> tuple[str, str]:
    words = "".join(c if c.isalnum() else " " for c in bare(text)).split()
    # Where words were swapped, the word before the name may have come to stand behind it.
    own = [word for word in words if word not in _WORDS] or words
    return "".join(words), "".join(sorted(own))
