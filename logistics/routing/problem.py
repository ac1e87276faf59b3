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
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from logistics.errors import Invalid
from logistics.routing.faults import faults
from logistics.routing.limits import MOST_PRICE, Confidence
from logistics.routing.stop import Stop
from logistics.routing.ties import Lock, Precedence, Transfer
from logistics.routing.travel import NO_WAY, Travel
from logistics.routing.vehicle import UnderWay, VehicleType


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
    confidence_pct: Confidence = 50

    def __post_init__(self) -> None:
        if found := faults(self):
            raise Invalid(found)

    def derived(self, **changes: Any) -> Problem:
        """The problem with changes that the engine makes for itself, which nobody needs to examine again.

        Its sums may pass the limits that hold for callers: what feeders bring is as dear as all that they fetched.
        """
        twin = object.__new__(Problem)
        for field in fields(self):
            object.__setattr__(twin, field.name, changes.get(field.name, getattr(self, field.name)))
        return twin

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
            wait = (vehicle.shift.end_s - vehicle.shift.start_s) * (vehicle.cost_per_s + vehicle.overtime_cost_per_s)
            dearest = max(dearest, vehicle.fixed_cost + 2 * self.dearest_leg(vehicle) + wait)
        return 1 + 2 * dearest + max((stop.skip_cost or 0 for stop in self.stops), default=0)

    def dearest_leg(self, vehicle: VehicleType) -> int:
        """More than any leg of the vehicle costs."""
        travel = self.travel_of(vehicle)
        open_ = travel.duration_s != NO_WAY
        seconds = int(travel.duration_s.max(initial=0, where=open_))
        return seconds * vehicle.cost_per_s + int(travel.distance_m.max(initial=0, where=open_)) * vehicle.cost_per_m

    def skip_price(self, stop: Stop) -> int:
        """What a search pays for leaving this stop out."""
        return min(MOST_PRICE, self.missing_price * max(1, stop.priority) if stop.skip_cost is None else stop.skip_cost)

    def travel_of(self, vehicle: VehicleType) -> Travel:
        """The matrices the vehicle moves by: its profile's, or the first where it names none."""
        return next(t for t in self.travel if not vehicle.profile or t.profile == vehicle.profile)
