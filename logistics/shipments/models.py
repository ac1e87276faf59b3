"""What is sent: shipments of one or more parcels, whose goods they hold, and for whom."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from logistics.db import Base, Json, one_of, words


class Status(StrEnum):
    """The canonical states of a parcel; each is a fold over its handling events."""

    DRAFT = "draft"
    READY = "ready"
    PICKUP_ASSIGNED = "pickup_assigned"
    COLLECTED = "collected"
    ACCEPTED = "accepted"
    BAGGED = "bagged"
    IN_TRANSIT = "in_transit"
    AT_HUB = "at_hub"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    LOST = "lost"
    DAMAGED = "damaged"


class ImportState(StrEnum):
    """A sheet is stored, then wholly taken in or wholly refused."""

    STORED = "stored"
    DONE = "done"
    REFUSED = "refused"


class Serial(Base):
    """The next unused serial of a kind of number; only ever counted upwards."""

    __tablename__ = "serial"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    next_value: Mapped[int] = mapped_column(default=1)


class Sheet(Base):
    """An uploaded sheet of shipments, known by its content; `report` is what became of its rows."""

    __tablename__ = "sheet"
    __table_args__ = (UniqueConstraint("office_id", "sha256"), one_of("state", ImportState))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(200))
    profile: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    state: Mapped[ImportState] = mapped_column(words(ImportState), default=ImportState.STORED)
    report: Mapped[dict[str, Any]] = mapped_column(Json, default_factory=dict)


class Consignee(Base):
    """Who receives: personal data in a table of its own, so that it can be erased and the story kept."""

    __tablename__ = "consignee"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(160))
    name_folded: Mapped[str] = mapped_column(String(160))
    phone: Mapped[str] = mapped_column(String(20), index=True)
    address: Mapped[str] = mapped_column(String(400))
    commune_code: Mapped[str] = mapped_column(String(8))
    province_code: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(400), default="")
    erased_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class Shipment(Base):
    """One waybill: everything one seller sends one consignee for one sale."""

    __tablename__ = "shipment"
    __table_args__ = (
        UniqueConstraint("seller_id", "channel", "reference"),
        CheckConstraint("cod_amount_vnd >= 0 AND goods_value_vnd >= 0", name="amounts"),
        Index(None, "office_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("seller.id"), index=True)
    consignee_id: Mapped[int] = mapped_column(ForeignKey("consignee.id"), index=True)
    channel: Mapped[str] = mapped_column(String(24))
    reference: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    service: Mapped[str] = mapped_column(String(24), default="standard")
    cod_amount_vnd: Mapped[int] = mapped_column(default=0)
    goods_value_vnd: Mapped[int] = mapped_column(default=0)
    promised_on: Mapped[dt.date | None] = mapped_column(default=None)
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("sheet.id"), index=True, default=None)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    lot: Mapped[str] = mapped_column(String(40), default="")

    consignee: Mapped[Consignee] = relationship(init=False, repr=False)
    parcels: Mapped[list[Parcel]] = relationship(
        init=False, repr=False, back_populates="shipment", order_by="Parcel.sequence"
    )


class Parcel(Base):
    """One barcode: what is packed in one carton, with the standard it was packed to.

    `status`, `status_at`, `status_event_id` and `turns` are a stored fold over its handling events, written with them.
    """

    __tablename__ = "parcel"
    __table_args__ = (
        UniqueConstraint("shipment_id", "sequence"),
        one_of("status", Status),
        CheckConstraint("gross_mass_g > 0", name="mass"),
        Index(None, "status", "status_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"))
    sequence: Mapped[int]
    item_number: Mapped[str] = mapped_column(String(16), unique=True)
    profile_code: Mapped[str] = mapped_column(String(40))
    profile_version: Mapped[int]
    carton_code: Mapped[str] = mapped_column(String(24))
    gross_mass_g: Mapped[int]
    chargeable_mass_g: Mapped[int]
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    status_at: Mapped[dt.datetime]
    marks: Mapped[list[Any]] = mapped_column(Json, default_factory=list)
    keep_by: Mapped[dt.date | None] = mapped_column(default=None)
    status: Mapped[Status] = mapped_column(words(Status), default=Status.READY)
    status_event_id: Mapped[int | None] = mapped_column(default=None)
    turns: Mapped[list[Any] | None] = mapped_column(Json, default=None, deferred=True)
    labels_printed: Mapped[int] = mapped_column(default=0)
    voided_at: Mapped[dt.datetime | None] = mapped_column(default=None)

    shipment: Mapped[Shipment] = relationship(init=False, repr=False, back_populates="parcels")
    lines: Mapped[list[ShipmentLine]] = relationship(init=False, repr=False, order_by="ShipmentLine.id")


class ShipmentLine(Base):
    """Some units of one kind of goods inside one parcel."""

    __tablename__ = "shipment_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), index=True)
    sku: Mapped[str] = mapped_column(String(40))
    goods: Mapped[str] = mapped_column(String(40))
    description: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    unit_mass_g: Mapped[int]
    amount_vnd: Mapped[int] = mapped_column(default=0)


class LabelPrint(Base):
    """One printing of a parcel's label: the first has no reason, every further one does."""

    __tablename__ = "label_print"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), index=True)
    printed_at: Mapped[dt.datetime]
    printed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    layout: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(String(200), default="")


class PrintState(StrEnum):
    """Where a label for the office's printer is; `dropped` is one whose parcel became void meanwhile."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    PRINTED = "printed"
    DROPPED = "dropped"


class PrintJob(Base):
    """One label for the label printer of an office, fetched by the print agent that stands beside it.

    A claim holds until `leased_until`; `fence` grows with every claim, so that an agent that comes back too late
    settles nothing. `maybe_printed`: it was sent once, and nobody knows whether it came out.
    """

    __tablename__ = "print_job"
    __table_args__ = (one_of("state", PrintState), Index(None, "office_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), index=True)
    queued_at: Mapped[dt.datetime]
    queued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    state: Mapped[PrintState] = mapped_column(words(PrintState), default=PrintState.WAITING)
    fence: Mapped[int] = mapped_column(default=0)
    maybe_printed: Mapped[bool] = mapped_column(default=False)
    leased_until: Mapped[dt.datetime | None] = mapped_column(default=None)
    settled_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class OwnProfile(Base):
    """What an office changed of a packaging profile, as one version of it; only ever added to.

    `changes` holds the office's values by name, whole: a later version stands for itself. Versions count from
    1001, so that an office's (code, version) never names what the house's names.
    """

    __tablename__ = "own_profile"
    __table_args__ = (
        UniqueConstraint("office_id", "profile_code", "version"),
        CheckConstraint("version > 1000", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    profile_code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    changes: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
