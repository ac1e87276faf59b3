"""Registering and reading shipments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Response, current_app
from pydantic import BaseModel, Field
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid, NotFound
from logistics.parties import visible_to
from logistics.parties.models import Role, Seller
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.shipments.new import NewConsignee, NewLine, NewShipment
from logistics.shipments.register import other_faults, registered
from logistics.shipments.rules import sender_seen
from logistics.shipments.writing import Stamp
from logistics.web.access import current_principal
from logistics.web.handling_events import moment
from logistics.web.iso_times import Day
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import SHIPMENTS, blueprint, json_answer
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.paging import PageQuery, after, cursor_of
from logistics.web.v1.seller_named import unknown_seller

_READERS = (Role.CLERK, Role.DISPATCHER, Role.SELLER, Role.ADMINISTRATOR, Role.INTEGRATOR)


class ConsigneeIn(JsonBody):
    """Who receives. `commune` is a name or the five-digit code of 2025; a district means an older address."""

    name: str = Field(min_length=1, max_length=160, examples=["Trần Hồng Linh"])
    phone: str = Field(max_length=20, examples=["0974305036"])
    address: str = Field(max_length=400, examples=["Số 329 Hùng Vương"])
    province: str = Field(max_length=80, examples=["Hà Nội"])
    commune: str = Field(max_length=80, examples=["Xã Dân Hoà"])
    district: str = Field(default="", max_length=80)
    note: str = Field(default="", max_length=400)


class LineIn(JsonBody):
    """So many units of the goods that the SKU names."""

    sku: str = Field(max_length=40, examples=["TEA-200"])
    quantity: int = Field(ge=1, le=1000)
    amount_vnd: int = Field(default=0, ge=0, le=10**12)
    description: str = Field(default="", max_length=200)


class ShipmentIn(JsonBody):
    """Everything one seller sends one consignee. Seller, channel and reference together name it once."""

    seller_code: str = Field(max_length=16, examples=["LC037"])
    consignee: ConsigneeIn
    lines: list[LineIn] = Field(min_length=1, max_length=60)
    channel: str = Field(default="api", pattern=r"^[a-z0-9_-]{1,24}$")
    reference: str = Field(
        default="",
        max_length=64,
        description="Your own number; asked twice, it is one shipment.",
        examples=["581304127"],
    )
    cod_amount_vnd: int = Field(default=0, ge=0, le=10**12)
    service: str = Field(default="standard", max_length=24)
    lot: str = Field(default="", max_length=40)
    promised_on: Day | None = None

    def meant(self) -> NewShipment:
        """The same in the kernel's words."""
        told = self.model_dump(exclude={"consignee", "lines"})
        return NewShipment(
            consignee=NewConsignee(**self.consignee.model_dump()),
            lines=tuple(NewLine(**line.model_dump()) for line in self.lines),
            **told,
        )


class ParcelOut(BaseModel):
    """One barcode: its carton, masses and where it is."""

    item_number: str
    sequence: int
    status: Status
    status_at: str
    profile_code: str
    profile_version: int
    carton_code: str
    gross_mass_g: int
    chargeable_mass_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    marks: list[str]
    keep_by: dt.date | None


class ShipmentOut(BaseModel):
    """One waybill with its parcels."""

    id: int
    seller_code: str
    channel: str
    reference: str
    service: str
    created_at: str
    cod_amount_vnd: int
    goods_value_vnd: int
    promised_on: dt.date | None
    parcels: list[ParcelOut]


_OF_SHIPMENT = tuple(name for name in ShipmentOut.model_fields if name != "parcels")
_OF_PARCEL = tuple(ParcelOut.model_fields)
_SHOWN = (
    select(
        *(getattr(Shipment, name) for name in _OF_SHIPMENT if name != "seller_code"),
        Seller.code.label("seller_code"),
        *(getattr(Parcel, name) for name in _OF_PARCEL),
    )
    .join(Seller, Seller.id == Shipment.seller_id)
    .join(Parcel, Parcel.shipment_id == Shipment.id)
    .where(Shipment.id.in_(bindparam("ids", expanding=True)))
    .order_by(Parcel.shipment_id, Parcel.sequence)
)


class ShipmentsOut(BaseModel):
    """One page; `next_cursor` is null on the last."""

    shipments: list[ShipmentOut]
    next_cursor: str | None


class ShipmentsQuery(PageQuery):
    """Newest first, narrowed by reference."""

    reference: str = Field(default="", max_length=64)


class ShipmentPath(BaseModel):
    """Which shipment."""

    shipment_id: Id


@blueprint.post("/shipments", tags=[SHIPMENTS], responses={"201": ShipmentOut, "200": ShipmentOut})
@allow(Role.CLERK, Role.SELLER, Role.INTEGRATOR, Role.ADMINISTRATOR)
def create_shipment(body: ShipmentIn, header: OnceHeader) -> Response:
    """Register a shipment: packed, numbered, ready for its labels.

    201 where it is made now, 200 with the former one where seller, channel and reference are known and all else is
    the same; 409 naming every field that differs where it is not.
    """
    return once(header, partial(_created, body))


def _created(body: ShipmentIn, session: Session) -> Response:
    principal = current_principal()
    sender = sender_seen(session, principal, body.seller_code)
    if sender is None:
        raise Invalid([unknown_seller(body.seller_code), *other_faults(session, body.meant())])
    key: str = current_app.config["SETTINGS"].item_number_key
    stamp = Stamp(now=clock.now(), item_number_key=key, user_id=principal.user_id)
    answer = registered(session, body.meant(), stamp, sender)
    if answer.rows is None:
        (shown,) = _shown(session, [answer.shipment_id])
        return json_answer(shown)
    (told,) = answer.rows.told()
    return json_answer(_as_shown(told | {"seller_code": body.seller_code}), 201)


def _as_shown(told: dict[str, Any]) -> dict[str, Any]:
    """A shipment made now, as `_shown` would read it back."""
    parcels = [{name: parcel[name] for name in _OF_PARCEL} for parcel in told["parcels"]]
    return {name: told[name] for name in _OF_SHIPMENT} | {"parcels": parcels}


@blueprint.get("/shipments", tags=[SHIPMENTS], responses={"200": ShipmentsOut})
@allow(*_READERS)
def list_shipments(query: ShipmentsQuery) -> Response:
    """The shipments one may see, newest first."""
    with current_database().reading() as session:
        wanted = select(Shipment.id).where(visible_to(current_principal(), Shipment)).order_by(Shipment.id.desc())
        if last := after(query.cursor):
            wanted = wanted.where(Shipment.id < last)
        if query.reference:
            wanted = wanted.where(Shipment.reference == query.reference)
        ids = session.scalars(wanted.limit(query.limit + 1)).all()
        page = _shown(session, ids[: query.limit])
    more = cursor_of(ids[query.limit - 1]) if len(ids) > query.limit else None
    return json_answer({"shipments": page, "next_cursor": more})


@blueprint.get("/shipments/<int:shipment_id>", tags=[SHIPMENTS], responses={"200": ShipmentOut})
@allow(*_READERS)
def get_shipment(path: ShipmentPath) -> Response:
    """One shipment with its parcels."""
    with current_database().reading() as session:
        sees = visible_to(current_principal(), Shipment)
        if session.scalar(select(Shipment.id).where(Shipment.id == path.shipment_id, sees)) is None:
            raise NotFound("shipment")
        (shown,) = _shown(session, [path.shipment_id])
    return json_answer(shown)


def _shown(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    """These shipments as ShipmentOut says, in this order."""
    found: dict[int, dict[str, Any]] = {}
    for row in session.connection().execute(_SHOWN, {"ids": ids}).mappings():
        shipment = found.setdefault(row["id"], {name: row[name] for name in _OF_SHIPMENT} | {"parcels": []})
        shipment["parcels"].append({name: row[name] for name in _OF_PARCEL})
    return [found[shipment_id] for shipment_id in ids]


def parcel_out(parcel: Parcel) -> ParcelOut:
    """The parcel as the API shows it."""
    shown = {name: getattr(parcel, name) for name in ParcelOut.model_fields}
    return ParcelOut(**(shown | {"status_at": moment(parcel.status_at)}))
