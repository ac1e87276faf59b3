"""Finding parcels by whatever the person at the counter has: a number, a phone, an order, a name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Executable, or_, select
from sqlalchemy.orm import Session

from logistics.codes import CodeKind, check
from logistics.parties.models import Office, Seller
from logistics.parties.phones import e164
from logistics.shipments.models import Consignee, Parcel, Shipment, Status
from logistics.text import clean, fold

MOST = 50
_SHORTEST_NAME = 2
_MOST_OFFICES = 3


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


def offices_that_know(session: Session, words: str) -> list[str]:
    """The names of the offices, whoever asks, with a parcel of exactly this number, phone or reference.

    Only that tells a desk where to send somebody; a name is not looked for, and nothing else is told.
    """
    text = clean(words)
    if not text:
        return []
    known = (
        select(Office.name)
        .where(Office.id == Shipment.office_id, Parcel.shipment_id == Shipment.id)
        .where(Consignee.id == Shipment.consignee_id, _exactly(text))
        .distinct()
        .order_by(Office.name)
        .limit(_MOST_OFFICES)
    )
    return list(session.scalars(known))


def _found(session: Session, statement: Executable) -> list[Found]:
    return [Found(**row._asdict()) for row in session.execute(statement)]


def _meant(text: str) -> ColumnElement[bool]:
    exactly, folded = _exactly(text), fold(text)
    if _is_item_number(text) or e164(text) or len(folded) < _SHORTEST_NAME:
        return exactly
    names = (Consignee.name_folded, Seller.name_folded)
    return or_(exactly, *(name.contains(folded, autoescape=True) for name in names))


def _exactly(text: str) -> ColumnElement[bool]:
    """An item number, a consignee's phone or a reference that is the text and no more."""
    if _is_item_number(text):
        return Parcel.item_number == check(text).canonical
    if phone := e164(text):
        return (Consignee.phone == phone) | (Shipment.reference == text)
    return Shipment.reference == text


def _is_item_number(text: str) -> bool:
    verdict = check(text)
    return verdict.valid and verdict.kind is CodeKind.ITEM_NUMBER
