"""What an audit finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """The rules of the model, one word each."""

    COVER = "cover"
    OPTION = "option"
    FLEET = "fleet"
    SHAPE = "shape"
    CLOSED = "closed"
    TIME = "time"
    WINDOW = "window"
    RELEASE = "release"
    SHIFT = "shift"
    DURATION = "duration"
    DISTANCE = "distance"
    CAPACITY = "capacity"
    RELOAD = "reload"
    TRIPS = "trips"
    BREAK = "break"
    FRESHNESS = "freshness"
    APART = "apart"
    TOGETHER = "together"
    PRECEDENCE = "precedence"
    LOCK = "lock"
    PREFIX = "prefix"
    TRANSFER = "transfer"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken at one place: `where` names the route ("van 0") or stop, `text` the figures."""

    rule: Rule
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}: {self.text}"
