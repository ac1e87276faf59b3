"""What was planned: routes with every step timed, and what was left out, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from logistics.routing.limits import Many, Moment
from logistics.routing.reasons import Reason


class Kind(StrEnum):
    """What a step does."""

    START = "start"
    SERVE = "serve"
    RELOAD = "reload"
    GIVE = "give"
    TAKE = "take"
    BREAK = "break"
    END = "end"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a vehicle does: it comes to `place`, begins after any wait, and leaves (seconds of the day).

    `stop` and `option` (a position in the stop's options) are set on SERVE. `transfer` and `handover` are set on
    GIVE and TAKE: the meeting point, and a number from 1 that the two steps of one hand-over share in a plan.
    A BREAK is taken where the step before it or the step after it is.
    """

    kind: Kind
    place: int
    arrive_s: Moment
    start_s: Moment
    depart_s: Moment
    stop: str = ""
    option: int = 0
    transfer: str = ""
    handover: Many = 0


@dataclass(frozen=True, slots=True)
class Route:
    """What vehicle `number` (from 0) of type `vehicle` does, from START to END; `cost` by VehicleType's formula

    and the walk costs of the options chosen. Only a stranded vehicle's route has no END.
    """

    vehicle: str
    number: int
    steps: tuple[Step, ...]
    distance_m: int
    duration_s: int
    cost: int

    @property
    def stops(self) -> tuple[str, ...]:
        """The stops served, in order."""
        return tuple(step.stop for step in self.steps if step.kind is Kind.SERVE)

    def trips(self) -> Iterator[tuple[Step, ...]]:
        """The route cut where the vehicle is emptied; each trip ends with its RELOAD, GIVE or END step."""
        trip: list[Step] = []
        for step in self.steps:
            trip.append(step)
            if step.kind in (Kind.RELOAD, Kind.GIVE, Kind.END):
                yield tuple(trip)
                trip = []
        if trip:
            yield tuple(trip)


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop left out, why, and its `skip_cost` (0 where it should have been served)."""

    stop: str
    cost: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """How the plan was found."""

    engine: str = ""
    iterations: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes in the order of vehicle types and numbers, unused vehicles left out.

    `cost` is the routes' cost plus the skip costs; `missing` counts stops that had to be served and are not: of
    two plans the one with fewer missing is better, then the cheaper. `bound`, where there is one, is proven: no
    plan that serves as many costs less. `search` does not count when plans are compared.
    """

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
    cost: int
    missing: int = 0
    bound: int | None = None
    search: Search = field(default=Search(), compare=False)

    def route_of(self, stop: str) -> Route | None:
        """The route that serves the stop."""
        return next((route for route in self.routes if stop in route.stops), None)

    @property
    def distance_m(self) -> int:
        """Metres of all routes."""
        return sum(route.distance_m for route in self.routes)

    @property
    def duration_s(self) -> int:
        """Seconds on duty of all routes."""
        return sum(route.duration_s for route in self.routes)

    @property
    def gap_to_bound(self) -> float | None:
        """How far, at most, the plan is above the best possible, as a share of the bound."""
        if self.bound is None or self.bound <= 0:
            return None
        return max(0, self.cost - self.bound) / self.bound
