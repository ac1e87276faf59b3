"""Who fetches it: types of vehicles, their breaks and limits, and vehicles that have left already."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.routing.limits import Amount, Cost, Many, Metres, Moment, Rate, Some, Span
from logistics.routing.plan import Step
from logistics.routing.stop import Load, Window


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a vehicle takes at most, each up to 2,000,000,000; None is no limit."""

    mass_g: Amount | None = None
    volume_cm3: Amount | None = None
    pieces: Amount | None = None

    def holds(self, load: Load) -> bool:
        """Whether the load fits in every measure."""
        limits = (self.mass_g, load.mass_g), (self.volume_cm3, load.volume_cm3), (self.pieces, load.pieces)
        return all(limit is None or amount <= limit for limit, amount in limits)


@dataclass(frozen=True, slots=True)
class Break:
    """A rest of `duration_s` that begins inside `window`, at a place of the route, neither driving nor serving.

    It is due on every route that starts no later than the window closes and ends after that.
    """

    window: Window
    duration_s: Span


@dataclass(frozen=True, slots=True)
class VehicleType:
    """`count` vehicles that are alike. A route costs `fixed_cost` when it serves anybody, and then

    distance_m x cost_per_m + duration_s x cost_per_s + (duration_s - regular_s, if more) x overtime_cost_per_s,

    its duration running from leaving `start` to arriving at `end`, waits and breaks included, both inside `shift`.
    `end` is an office unless `end_is_office` says no: a feeder that lives in a village must come home empty. At a
    `reload_place`, an office too, the vehicle unloads (`reload_s`) and begins another trip; at most `max_trips`
    of a route's trips carry anything.
    `max_duration_s` and `max_distance_m` bound the whole route.

    `count` is from 0 to 1,000,000, `max_trips` from 1; breaks and `reload_s` last up to 100,000,000, `regular_s` and
    `max_duration_s` reach to 1,000,000,000, `fixed_cost` and `max_distance_m` to 1,000,000,000,000, a metre's and a
    second's cost to 1,000,000. No leg, with the service and walk at its end, may cost more than 400,000,000.
    """

    id: str
    count: Many = 1
    capacity: Capacity = Capacity()
    profile: str = ""
    start: int = 0
    end: int = 0
    shift: Window = Window()
    fixed_cost: Cost = 0
    cost_per_m: Rate = 0
    cost_per_s: Rate = 0
    regular_s: Moment | None = None
    overtime_cost_per_s: Rate = 0
    max_duration_s: Moment | None = None
    max_distance_m: Metres | None = None
    breaks: tuple[Break, ...] = ()
    reload_places: tuple[int, ...] = ()
    reload_s: Span = 0
    max_trips: Some | None = None
    end_is_office: bool = True


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A vehicle that has left: `steps` happened as written, with real times, and stay; the rest may change.

    The vehicle goes on from the last step's place at its `depart_s`. `carried` is on board beyond what the steps
    fetched. A `stranded` vehicle has broken down: its route is its steps and nothing follows.

    Facts break no rule: what happened is not judged, a vehicle that only goes home may be late, and a parcel on
    board whose freshness cannot be kept any more asks for nothing but the straight way home.
    """

    vehicle: str
    number: int
    steps: tuple[Step, ...]
    carried: Load = Load()
    stranded: bool = False
