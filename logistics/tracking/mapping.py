"""What other systems call what happens to a parcel: their codes to our events, our statuses to their codes.

The tables are data in mappings/, each with its source. A code that no table knows is never dropped: it is kept
as it came and shown as being in progress.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from logistics.errors import NotFound, Text
from logistics.shipments.models import Status
from logistics.tracking.models import EventCode

IN_PROGRESS = Text("Đang xử lý", "In progress")
"""What people read for a code that nobody knows."""


class Vocabulary(StrEnum):
    """The systems there are tables for: whose words we understand, and tell ours in."""

    AFTERSHIP = "aftership"
    EASYPOST = "easypost"
    GHN = "ghn"
    GHTK = "ghtk"
    UPU = "upu"
    VIETTEL_POST = "viettel_post"


@dataclass(frozen=True, slots=True)
class Heard:
    """What another system said: its code as it came, and the event it means, None where it moves nothing here."""

    raw: str
    event: EventCode | None
    known: bool


@dataclass(frozen=True, slots=True)
class CodeMapping:
    """The codes of one system, both ways. An empty event is a code that is known and moves no parcel.

    `attempts` are its codes for attempts that failed, where it has such: for us they are events, not states.
    """

    name: str
    source: str
    incoming: Mapping[str, EventCode | None]
    outgoing: Mapping[Status, str]
    attempts: Mapping[EventCode, str]

    def hear(self, raw: str) -> Heard:
        """What the system's code means here."""
        code = raw.strip()
        return Heard(raw, self.incoming.get(code), code in self.incoming)

    def say(self, status: Status) -> str | None:
        """The system's code for our status, or None where it has no word for it."""
        return self.outgoing.get(status)

    def tell(self, event: EventCode, status: Status) -> str | None:
        """The system's code for an event that left the parcel in that status, or None where it has no word for it."""
        return self.attempts.get(event) or self.say(status)


@cache
def mapping(system: str) -> CodeMapping:
    """The table of the system ("ghn"). Raises NotFound."""
    if system not in set(Vocabulary):
        raise NotFound("mapping", vi=f"Không có bảng mã của {system}.", en=f"There is no table of codes for {system}.")
    file = files("logistics.tracking") / "mappings" / f"{system}.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return CodeMapping(
        name=table["name"],
        source=table["source"],
        incoming={raw: EventCode(word) if word else None for raw, word in table["incoming"].items()},
        outgoing={Status(status): raw for status, raw in table["outgoing"].items()},
        attempts={EventCode(word): raw for word, raw in table["attempts"].items()},
    )
