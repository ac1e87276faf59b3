"""Roads that cannot be used for a while, as the planner sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from logistics.clock import local
from logistics.travel.points import Mode, Point


@dataclass(frozen=True, slots=True)
class Season:
    """A part of every year: (month, day) to (month, day), both within; it may pass New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies in the season."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Closure:
    """One closed stretch: an area that no way may cross, a road between two kilometre posts, or pinned places.

    An empty `modes` closes it for all. `until` is the expected end; None means until somebody ends it.
    A pin shuts the one stretch of road it stands on: a place, not a row of some network, so that it still means the
    same road when the network is built anew. Kilometre posts are metres along the road: QL4D km 25+300 is 25300.
    """

    id: str
    since: dt.datetime
    until: dt.datetime | None = None
    modes: frozenset[Mode] = frozenset()
    season: Season | None = None
    area: tuple[Point, ...] = ()
    road: str = ""
    km_from_m: int | None = None
    km_to_m: int | None = None
    pins: tuple[Point, ...] = ()
    source: str = ""

    @property
    def located(self) -> tuple[Point, ...]:
        """The places that tell where this is; none where only a road's name is known."""
        return self.area or self.pins

    def holds(self, moment: dt.datetime, mode: Mode) -> bool:
        """Whether this closes the way for the mode at that moment."""
        if self.modes and mode not in self.modes:
            return False
        if moment < self.since or (self.until is not None and moment >= self.until):
            return False
        return self.season is None or self.season.holds(local(moment).date())
