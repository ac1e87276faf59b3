"""Files of places and roads that everybody may fetch, by name: their address, licence and credit."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("sources.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource:
    """One file: where it is, what to call it here, and what must be said when it is used."""

    url: str
    file: str
    licence: str
    credit: str


@cache
def known_sources(path: Path = _FILE) -> Mapping[str, KnownSource]:
    """The sources of sources.toml by name. Raises TypeError where one lacks a line."""
    return {name: KnownSource(**table) for name, table in tomllib.loads(path.read_text("utf-8")).items()}
