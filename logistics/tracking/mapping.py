"""What other systems call what happens to a parcel: their codes to our events, our statuses to their codes.

The tables are data in mappings/, each with its source. A code that no table knows is never dropped: it is kept
as it came and shown as being in progress.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from logistics.errors import NotFound, Text
from logistics.shipments.models import Status
from logistics.tracking.models import EventCode

IN_PROGRESS = Text("Đang xử lý", "In progress")
"""What people read for a code that nobody knows."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What another system said: its code as it came, and the event it means, None where it moves nothing here."""

    raw: str
    event: EventCode | None
    known: bool


@dataclass(frozen=True, slots=True)
class CodeMapping:
    """The codes of one system, both ways. An empty event is a code that is known and moves no parcel."""

    name: str
    source: str
    incoming: Mapping[str, EventCode | None]
    outgoing: Mapping[Status, str]

    def hear(self, raw: str) -> Heard:
        """What the system's code means here."""
        code = raw.strip()
        return Heard(raw, self.incoming.get(code), code in self.incoming)

    def say(self, status: Status) -> str | None:
        """The system's code for our status, or None where it has no word for it."""
        return self.outgoing.get(status)


@cache
def systems() -> tuple[str, ...]:
    """The systems there are tables for."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def mapping(system: str) -> CodeMapping:
    """The table of the system ("ghn"). Raises NotFound."""
    if system not in systems():
        raise NotFound("mapping", vi=f"Không có bảng mã của {system}.", en=f"There is no table of codes for {system}.")
    table = tomllib.loads((_folder() / f"{system}.toml").read_text(encoding="utf-8"))
    return CodeMapping(
        name=table["name"],
        source=table["source"],
        incoming={raw: EventCode(word) if word else None for raw, word in table["incoming"].items()},
        outgoing={Status(status): raw for status, raw in table["outgoing"].items()},
    )


def _folder() -> Traversable:
    return files("logistics.tracking") / "mappings"
