"""What waits to be fetched: stops, where and when they may be served, and what they load."""

from __future__ import annotations

from dataclasses import dataclass

DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Load:
    """What a stop hands over, or what is on board."""

    mass_g: int = 0
    volume_cm3: int = 0
    pieces: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.mass_g + other.mass_g, self.volume_cm3 + other.volume_cm3, self.pieces + other.pieces)


@dataclass(frozen=True, slots=True)
class Window:
    """From `start_s` to `end_s`, both included."""

    start_s: int = 0
    end_s: int = DAY_S


@dataclass(frozen=True, slots=True)
class Option:
    """One place where a stop may be served: the farm, or a meeting point at the road.

    `walk_cost` is what the household's walk is worth; `vehicles` names the vehicle types that may come here,
    None meaning every one.
    """

    place: int
    walk_cost: int = 0
    service_s: int = 0
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
    """

    id: str
    options: tuple[Option, ...]
    load: Load = Load()
    windows: tuple[Window, ...] = ()
    release_s: int = 0
    skip_cost: int | None = None
    priority: int = 1
    max_onboard_s: int | None = None
    deliver_by_s: int | None = None
    goods: str = ""
