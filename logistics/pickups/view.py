"""A plan as people read it: routes, stops with their households and parcels, and what could not be served.

One view serves the dispatcher's page, the driver's phone, the API and the paper route sheet.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from logistics.shipments.models import Status

WAITING = (Status.DRAFT, Status.READY, Status.PICKUP_ASSIGNED)
"""A parcel in one of these states is still where its household keeps it."""


class Outcome(StrEnum):
    """What became of a stop so far, told by its parcels."""

    OPEN = "open"
    PARTLY = "partly"
    COLLECTED = "collected"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ParcelView:
    """One parcel at a stop."""

    id: int
    item_number: str
    contents: str
    gross_mass_g: int
    status: Status
    waiting: bool
    """Whether it is still where this stop is to fetch it: at its household, or on a vehicle that broke down."""


@dataclass(frozen=True, slots=True)
class StopView:
    """One stop: whom to meet, where, when, and what to load."""

    id: int
    request_id: int
    sequence: int
    trip: int
    place: str
    place_name: str
    seller_code: str
    seller_name: str
    contact: str
    phone: str
    village: str
    commune: str
    lat: float
    lon: float
    arrives_at: dt.datetime
    departs_at: dt.datetime
    leg_distance_m: int
    leg_duration_s: int
    leg_quality: str
    leg_band: float
    parcels: tuple[ParcelView, ...]
    failed_reason: str
    taken_from: str
    """The plate of the broken vehicle from which the stop takes its parcels over; "" where they come from home."""
    dealt_at: dt.datetime | None
    """When it was last told that something was fetched here, or was not to be had."""

    @property
    def collected(self) -> int:
        """How many of its parcels have been taken."""
        return sum(not parcel.waiting for parcel in self.parcels)

    @property
    def outcome(self) -> Outcome:
        """Open until something is taken or a failure is recorded."""
        if self.parcels and self.collected == len(self.parcels):
            return Outcome.COLLECTED
        if self.failed_reason:
            return Outcome.FAILED
        return Outcome.PARTLY if self.collected else Outcome.OPEN


@dataclass(frozen=True, slots=True)
class RouteView:
    """One vehicle's day."""

    id: int
    sequence: int
    vehicle_id: int
    vehicle_plate: str
    vehicle_kind: str
    capacity_mass_g: int
    capacity_volume_cm3: int
    driver: str
    driver_phone: str
    departs_at: dt.datetime
    returns_at: dt.datetime
    distance_m: int
    duration_s: int
    mass_g: int
    volume_cm3: int
    stops: tuple[StopView, ...]

    @property
    def parcels(self) -> int:
        """Parcels that the whole route fetches from households; what it takes over was fetched before."""
        return sum(len(stop.parcels) for stop in self.stops if not stop.taken_from)

    @property
    def trips(self) -> int:
        """How often the vehicle sets out from the office."""
        return max((stop.trip for stop in self.stops), default=0)


@dataclass(frozen=True, slots=True)
class UnservedView:
    """A request no route takes, and why."""

    request_id: int
    seller_code: str
    seller_name: str
    village: str
    commune: str
    access: str
    lat: float
    lon: float
    reasons: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """One version of an office's day."""

    id: int
    office_code: str
    office_name: str
    office_lat: float
    office_lon: float
    service_day: dt.date
    version: int
    created_at: dt.datetime
    published: bool
    fence: int
    """Hand this back when publishing: it tells whether somebody else switched meanwhile."""
    cost: int
    distance_m: int
    duration_s: int
    summary: dict[str, Any]
    routes: tuple[RouteView, ...]
    unserved: tuple[UnservedView, ...]
