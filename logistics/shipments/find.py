"""Finding parcels by whatever the person at the counter has: a number, a phone, an order, a name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Executable, or_, select
from sqlalchemy.orm import Session

from logistics.codes import CodeKind, check
from logistics.parties.models import Seller
from logistics.parties.phones import e164
from logistics.shipments.models import Consignee, Parcel, Shipment, Status
from logistics.text import clean, fold

MOST = 50
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One parcel as a list shows it."""

    parcel_id: int
    item_number: str
    reference: str
    channel: str
    status: Status
    status_at: dt.datetime
    consignee: str
    phone: str
    commune_code: str
    seller_code: str
    seller: str
    gross_mass_g: int
    cod_amount_vnd: int
    created_at: dt.datetime


_FOUND = (
    select(
        *(Parcel.id.label("parcel_id"), Parcel.item_number, Parcel.status, Parcel.status_at, Parcel.gross_mass_g),
        *(Shipment.reference, Shipment.channel, Shipment.cod_amount_vnd, Shipment.created_at),
        *(Consignee.name.label("consignee"), Consignee.phone, Consignee.commune_code),
        *(Seller.code.label("seller_code"), Seller.name.label("seller")),
    )
    .join(Shipment, Shipment.id == Parcel.shipment_id)
    .join(Consignee, Consignee.id == Shipment.consignee_id)
    .join(Seller, Seller.id == Shipment.seller_id)
    .order_by(Parcel.id.desc())
)


def find_parcels(session: Session, words: str, seen: ColumnElement[bool], limit: int = MOST) -> list[Found]:
    """The newest parcels that the words speak of, among those of `seen`: `visible_to(principal, Parcel)`.

    An item number in any dress, a phone number, an order's reference, or part of a consignee's or a seller's
    name without regard to diacritics. Nothing for empty words.
    """
    text = clean(words)
    if not text:
        return []
    return _found(session, _FOUND.where(seen, _meant(text)).limit(limit))


def recent_parcels(session: Session, seen: ColumnElement[bool], limit: int = MOST) -> list[Found]:
    """The parcels made last, among those of `seen`."""
    return _found(session, _FOUND.where(seen).limit(limit))


def _found(session: Session, statement: Executable) -> list[Found]:
    return [Found(**row._asdict()) for row in session.execute(statement)]


def _meant(text: str) -> ColumnElement[bool]:
    verdict = check(text)
    if verdict.valid and verdict.kind is CodeKind.ITEM_NUMBER:
        return Parcel.item_number == verdict.canonical
    if phone := e164(text):
        return (Consignee.phone == phone) | (Shipment.reference == text)
    by_reference = Shipment.reference == text
    folded = fold(text)
    if len(folded) < _SHORTEST_NAME:
        return by_reference
    names = (Consignee.name_folded, Seller.name_folded)
    return or_(by_reference, *(name.contains(folded, autoescape=True) for name in names))
