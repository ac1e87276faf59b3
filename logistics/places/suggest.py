"""Communes as somebody types them: "tan phong lai" offers Phường Tân Phong, Tỉnh Lai Châu."""

from __future__ import annotations

from functools import cache, lru_cache

from logistics.places.units import Unit, communes
from logistics.text import fold


@lru_cache(maxsize=4096)
def suggest_communes(words: str, limit: int = 8) -> tuple[Unit, ...]:
    """Communes of 2025 in whose name or province every typed word begins a word, the best first.

    Without regard to diacritics and commas. A name that begins as typed comes before one that holds it later.
    """
    typed = fold(words).replace(",", " ").split()
    if not typed or len("".join(typed)) < 2:
        return ()
    hits = [(_rank(name, typed), unit) for name, words_of, unit in _index() if _all_begin(typed, words_of)]
    hits.sort(key=lambda hit: (hit[0], hit[1].province.name, hit[1].name))
    return tuple(unit for _, unit in hits[:limit])


def _all_begin(typed: list[str], words_of: tuple[str, ...]) -> bool:
    return all(any(word.startswith(part) for word in words_of) for part in typed)


def _rank(name: str, typed: list[str]) -> tuple[int, bool, int, int]:
    """Smaller is better: the longest name typed out, begins as typed, more typed words in the name, shorter."""
    words = name.split()
    inside = sum(any(word.startswith(part) for word in words) for part in typed)
    typed_out = len(name) if f" {name} " in f" {' '.join(typed)} " else 0
    return -typed_out, not name.startswith(typed[0]), -inside, len(name)


@cache
def _index() -> tuple[tuple[str, tuple[str, ...], Unit], ...]:
    """Every commune with its folded name, and the folded words of name, kind and province."""
    return tuple(
        (fold(unit.name), tuple(fold(unit.address).replace(",", " ").split()), unit) for unit in communes().values()
    )
