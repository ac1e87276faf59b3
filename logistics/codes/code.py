"""What a code is once it has been read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CodeKind(StrEnum):
    """The kinds of code the house reads."""

    ITEM_NUMBER = "item_number"
    """HP + 11 digits + check digit: one of our parcels."""
    S10 = "s10"
    """UPU S10: a parcel of a designated postal operator."""
    SSCC = "sscc"
    """GS1 serial shipping container code, 18 digits: a bag."""


@dataclass(frozen=True, slots=True)
class Code:
    """A verified code: `canonical` is how it is stored and compared, whatever way it was written."""

    kind: CodeKind
    canonical: str
    domestic_only: bool = False
    """An S10 that two operators or one country use among themselves; it says nothing beyond them."""


class Unreadable(Exception):
    """Why a text is not the code it looks like: a word of VerdictReason, and the kind it was taken for."""

    def __init__(self, reason: str, kind: CodeKind | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
