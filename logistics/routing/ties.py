"""What ties stops and vehicles to one another: meeting points, orders, locks."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.routing.limits import Many, Span
from logistics.routing.stop import Window


@dataclass(frozen=True, slots=True)
class Transfer:
    """A meeting point where a feeder (one of `givers`) hands its whole load to another vehicle (of `takers`).

    Both spend `service_s` there. The taker begins no earlier than the giver has finished, and at most `keeps_s`
    later; at 0 nothing lies unattended and the giver stays until the taker is there. A parcel changes vehicles once.
    """

    id: str
    place: int
    givers: tuple[str, ...]
    takers: tuple[str, ...]
    service_s: Span = 0
    keeps_s: Span = 0
    window: Window = Window()


@dataclass(frozen=True, slots=True)
class Precedence:
    """On a route that serves both, `first` comes before `then`."""

    first: str
    then: str


@dataclass(frozen=True, slots=True)
class Lock:
    """If served, `stop` is served by a vehicle of this type; by this very one, at this place in its order, if given.

    `position` counts the served stops of the route from 0.
    """

    stop: str
    vehicle: str
    number: int | None = None
    position: Many | None = None
