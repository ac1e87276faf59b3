"""What waits to be fetched: stops, where and when they may be served, and what they load."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.routing.limits import Amount, Cost, Moment, Priority, Span, Walk

DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Load:
    """What a stop hands over, or what is on board: each measure, and the sum of all stops, at most 2,000,000,000."""

    mass_g: Amount = 0
    volume_cm3: Amount = 0
    pieces: Amount = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.mass_g + other.mass_g, self.volume_cm3 + other.volume_cm3, self.pieces + other.pieces)


@dataclass(frozen=True, slots=True)
class Window:
    """From `start_s` to `end_s`, both included, from 0 to 1,000,000,000."""

    start_s: Moment = 0
    end_s: Moment = DAY_S


@dataclass(frozen=True, slots=True)
class Option:
    """One place where a stop may be served: the farm, or a meeting point at the road.

    `walk_cost` is what the household's walk is worth; `vehicles` names the vehicle types that may come here,
    None meaning every one. The walk and the service are at most 100,000,000.
    """

    place: int
    walk_cost: Walk = 0
    service_s: Span = 0
    vehicles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One household's parcels, fetched at exactly one of its `options`, or left out.

    windows         service begins inside one of them; none given: at any time
    release_s       the trip that serves the stop leaves its start or reload place no earlier
    skip_cost       the cost of leaving the stop out; None: it must be served if any vehicle can
    priority        among stops that must be served, the higher is left out last
    max_onboard_s   from the end of service to the arrival at an office (end or reload place)
    deliver_by_s    latest arrival at an office
    goods           a class of goods; classes that stand in `Problem.apart` never share a trip

    Moments are from 0 to 1,000,000,000, `max_onboard_s` to 100,000,000, `skip_cost` to 1,000,000,000,000,
    `priority` to 1,000.
    """

    id: str
    options: tuple[Option, ...]
    load: Load = Load()
    windows: tuple[Window, ...] = ()
    release_s: Moment = 0
    skip_cost: Cost | None = None
    priority: Priority = 1
    max_onboard_s: Span | None = None
    deliver_by_s: Moment | None = None
    goods: str = ""
