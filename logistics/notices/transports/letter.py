"""What every transport is given, what it answers, and how it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

TIMEOUT_S = (3.05, 10.0)
"""How long to wait for a connection, and for each answer on it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way. `id` stays the same however often it is tried, so that a receiver knows a repeat."""

    id: str
    recipient: str = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


class TransportError(Exception):
    """It was not delivered. `permanent`: trying again cannot help. `gone`: the receiver wants nothing any more."""

    def __init__(self, message: str, *, permanent: bool = False, gone: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent or gone
        self.gone = gone


class Transport(Protocol):
    """One way out."""

    def send(self, letter: Letter) -> None:
        """Return once the receiver has taken it. Raises TransportError where it has not."""
