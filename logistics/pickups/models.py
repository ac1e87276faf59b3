"""Fetching from the villages: what is to be fetched, the plans for it, and who drives where."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from logistics.db import Base, Json, one_of, words
from logistics.parties.models import VehicleKind


class RequestState(StrEnum):
    """A request is open until its parcels are fetched, or it is cancelled."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class PlaceKind(StrEnum):
    """Where the driver loads: at the farm, at the roadside where the household waits, or from a broken vehicle."""

    FARM = "farm"
    MEETING_POINT = "meeting_point"
    VEHICLE = "vehicle"


class PickupRequest(Base):
    """Everything that is ready at one seller on one service day; window in seconds of the local day."""

    __tablename__ = "pickup_request"
    __table_args__ = (
        UniqueConstraint("seller_id", "service_day"),
        one_of("state", RequestState),
        CheckConstraint("window_end_s > window_start_s", name="window"),
        Index(None, "office_id", "service_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("seller.id"))
    service_day: Mapped[dt.date]
    window_start_s: Mapped[int]
    window_end_s: Mapped[int]
    created_at: Mapped[dt.datetime]
    state: Mapped[RequestState] = mapped_column(words(RequestState), default=RequestState.OPEN)
    note: Mapped[str] = mapped_column(String(400), default="")
    asked_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    """When the seller asked for this day; None where the house gathered the parcels by itself."""


class PickupParcel(Base):
    """A parcel that a request is to fetch; a parcel waits in one request at a time."""

    __tablename__ = "pickup_parcel"

    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("pickup_request.id"), index=True)


class Plan(Base):
    """One version of an office's day: routes for its vehicles, and what could not be served and why."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("office_id", "service_day", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    service_day: Mapped[dt.date]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    cost: Mapped[int]
    distance_m: Mapped[int]
    duration_s: Mapped[int]
    summary: Mapped[dict[str, Any]] = mapped_column(Json)
    """Seed, engine, iterations, seconds, lower bound, travel quality: how this plan came to be."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)

    routes: Mapped[list[CollectionRoute]] = relationship(
        init=False, repr=False, order_by="CollectionRoute.sequence", cascade="all, delete-orphan"
    )
    unserved: Mapped[list[Unserved]] = relationship(init=False, repr=False, cascade="all, delete-orphan")


class Publication(Base):
    """Which version of an office's day is in force; switching it is publishing."""

    __tablename__ = "publication"

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    service_day: Mapped[dt.date] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    fence: Mapped[int]
    published_at: Mapped[dt.datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)


class CollectionRoute(Base):
    """One vehicle's day in a plan."""

    __tablename__ = "collection_route"
    __table_args__ = (UniqueConstraint("plan_id", "sequence"), one_of("vehicle_kind", VehicleKind))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    sequence: Mapped[int]
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"))
    vehicle_kind: Mapped[VehicleKind] = mapped_column(words(VehicleKind))
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    departs_at: Mapped[dt.datetime]
    returns_at: Mapped[dt.datetime]
    distance_m: Mapped[int]
    duration_s: Mapped[int]
    mass_g: Mapped[int]
    volume_cm3: Mapped[int]

    stops: Mapped[list[Stop]] = relationship(
        init=False, repr=False, order_by="Stop.sequence", cascade="all, delete-orphan"
    )


class Stop(Base):
    """One place on a route where parcels of one request are loaded.

    They come from the household or, where `from_vehicle_id` names one, from a vehicle that broke down with them.
    """

    __tablename__ = "stop"
    __table_args__ = (UniqueConstraint("route_id", "sequence"), one_of("place", PlaceKind))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    route_id: Mapped[int] = mapped_column(ForeignKey("collection_route.id"))
    sequence: Mapped[int]
    request_id: Mapped[int] = mapped_column(ForeignKey("pickup_request.id"), index=True)
    place: Mapped[PlaceKind] = mapped_column(words(PlaceKind))
    lat: Mapped[float]
    lon: Mapped[float]
    arrives_at: Mapped[dt.datetime]
    departs_at: Mapped[dt.datetime]
    leg_distance_m: Mapped[int]
    leg_duration_s: Mapped[int]
    leg_quality: Mapped[str] = mapped_column(String(16))
    leg_band: Mapped[float] = mapped_column(default=0.0)
    """How much longer or shorter the leg may take, as a share of its duration."""
    trip: Mapped[int] = mapped_column(default=1)
    from_vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle.id"), default=None)

    parcels: Mapped[list[StopParcel]] = relationship(init=False, repr=False, cascade="all, delete-orphan")


class StopParcel(Base):
    """A parcel that a stop is to load; a large request may be fetched in several stops."""

    __tablename__ = "stop_parcel"

    stop_id: Mapped[int] = mapped_column(ForeignKey("stop.id"), primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)


class TouchedRoute(Base):
    """A route that uses a road which was closed after it was planned; `legs` are the numbers of the stops they lead to.

    0 is the way back to the office.
    """

    __tablename__ = "touched_route"

    route_id: Mapped[int] = mapped_column(ForeignKey("collection_route.id", ondelete="CASCADE"), primary_key=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("route_closure.id"), primary_key=True, index=True)
    legs: Mapped[list[Any]] = mapped_column(Json)
    at: Mapped[dt.datetime]


class Breakdown(Base):
    """A vehicle that cannot drive for the rest of a service day: plans of that day do without it."""

    __tablename__ = "breakdown"

    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"), primary_key=True)
    service_day: Mapped[dt.date] = mapped_column(primary_key=True)
    happened_at: Mapped[dt.datetime]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)


class Unserved(Base):
    """A request that no route of the plan could take, with the reasons for it."""

    __tablename__ = "unserved"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("pickup_request.id"), primary_key=True)
    reasons: Mapped[list[Any]] = mapped_column(Json)
    """A list of {"code", "vi", "en"}; the last may name the cheapest change that would serve it."""
