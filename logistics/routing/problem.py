"""What is to be planned: stops, vehicles, the ways between places, and the rules that tie them together.

    problem = Problem(
        stops=tuple(Stop(str(place), (Option(place),), Load(pieces=demand)) for place, demand in demands),
        vehicles=(VehicleType("van", count=3, capacity=Capacity(pieces=100), cost_per_m=1),),
        travel=(Travel("road", duration_s, distance_m),),
    )

Places are row numbers of the matrices. Times are seconds from midnight of the service day. Costs are whole
numbers in one unit of the caller's choice, small enough that a metre and a second have whole costs. Everything
is immutable, and a Problem that contradicts itself cannot be made: it raises `Invalid` with every fault at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from logistics.errors import Invalid
from logistics.routing.faults import faults
from logistics.routing.plan import Step
from logistics.routing.travel import NO_WAY, Travel

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
class Capacity:
    """What a vehicle takes at most; None is no limit."""

    mass_g: int | None = None
    volume_cm3: int | None = None
    pieces: int | None = None

    def holds(self, load: Load) -> bool:
        """Whether the load fits in every measure."""
        limits = (self.mass_g, load.mass_g), (self.volume_cm3, load.volume_cm3), (self.pieces, load.pieces)
        return all(limit is None or amount <= limit for limit, amount in limits)


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


@dataclass(frozen=True, slots=True)
class Break:
    """A rest of `duration_s` that begins inside `window`, at a place of the route, neither driving nor serving.

    It is due on every route that starts no later than the window closes and ends after that.
    """

    window: Window
    duration_s: int


@dataclass(frozen=True, slots=True)
class VehicleType:
    """`count` vehicles that are alike. A route costs `fixed_cost` when it serves anybody, and then

    distance_m x cost_per_m + duration_s x cost_per_s + (duration_s - regular_s, if more) x overtime_cost_per_s,

    its duration running from leaving `start` to arriving at `end`, waits and breaks included, both inside `shift`.
    `end` is an office unless `end_is_office` says no: a feeder that lives in a village must come home empty. At a
    `reload_place`, an office too, the vehicle unloads (`reload_s`) and begins another trip; at most `max_trips`
    of a route's trips carry anything.
    `max_duration_s` and `max_distance_m` bound the whole route.
    """

    id: str
    count: int = 1
    capacity: Capacity = Capacity()
    profile: str = ""
    start: int = 0
    end: int = 0
    shift: Window = Window()
    fixed_cost: int = 0
    cost_per_m: int = 0
    cost_per_s: int = 0
    regular_s: int | None = None
    overtime_cost_per_s: int = 0
    max_duration_s: int | None = None
    max_distance_m: int | None = None
    breaks: tuple[Break, ...] = ()
    reload_places: tuple[int, ...] = ()
    reload_s: int = 0
    max_trips: int | None = None
    end_is_office: bool = True


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
    service_s: int = 0
    keeps_s: int = 0
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
    position: int | None = None


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


@dataclass(frozen=True)
class Problem:
    """One day's planning for one fleet; see the module for units and the fields' classes for their meaning.

    apart           pairs of goods classes that may not share a trip
    together        stops that, as far as they are served, share one vehicle
    confidence_pct  how surely, from 50 to 99, every leg keeps the planned times, by the band of its travel

    Raises Invalid, naming every fault, for a problem that contradicts itself.
    """

    stops: tuple[Stop, ...]
    vehicles: tuple[VehicleType, ...]
    travel: tuple[Travel, ...]
    transfers: tuple[Transfer, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    precedence: tuple[Precedence, ...] = ()
    locks: tuple[Lock, ...] = ()
    under_way: tuple[UnderWay, ...] = ()
    confidence_pct: int = 50

    def __post_init__(self) -> None:
        if found := faults(self):
            raise Invalid(found)

    @cached_property
    def stop_of(self) -> Mapping[str, Stop]:
        """Stops by their id."""
        return {stop.id: stop for stop in self.stops}

    @cached_property
    def vehicle_of(self) -> Mapping[str, VehicleType]:
        """Vehicle types by their id."""
        return {vehicle.id: vehicle for vehicle in self.vehicles}

    @cached_property
    def transfer_of(self) -> Mapping[str, Transfer]:
        """Transfers by their id."""
        return {transfer.id: transfer for transfer in self.transfers}

    @cached_property
    def under_way_of(self) -> Mapping[tuple[str, int], UnderWay]:
        """Routes under way by vehicle type and number."""
        return {(route.vehicle, route.number): route for route in self.under_way}

    @cached_property
    def missing_price(self) -> int:
        """What a search pays for leaving out a stop that must be served: more than any skip or way of serving it."""
        dearest = 0
        for vehicle in self.vehicles:
            travel = self.travel_of(vehicle)
            open_ = travel.duration_s != NO_WAY
            leg = int(travel.duration_s.max(initial=0, where=open_)) * vehicle.cost_per_s
            leg += int(travel.distance_m.max(initial=0, where=open_)) * vehicle.cost_per_m
            wait = (vehicle.shift.end_s - vehicle.shift.start_s) * (vehicle.cost_per_s + vehicle.overtime_cost_per_s)
            dearest = max(dearest, vehicle.fixed_cost + 2 * leg + wait)
        return 1 + 2 * dearest + max((stop.skip_cost or 0 for stop in self.stops), default=0)

    def skip_price(self, stop: Stop) -> int:
        """What a search pays for leaving this stop out."""
        return self.missing_price * max(1, stop.priority) if stop.skip_cost is None else stop.skip_cost

    def travel_of(self, vehicle: VehicleType) -> Travel:
        """The matrices the vehicle moves by: its profile's, or the first where it names none."""
        return next(t for t in self.travel if not vehicle.profile or t.profile == vehicle.profile)
