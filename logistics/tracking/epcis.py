"""The story of a lot as EPCIS 2.0 in JSON-LD, for whoever trades it on: what, when, where and why.

Source: GS1 EPCIS 2.0 and CBV 2.0 (business steps, dispositions, lot number as instance/lot master data). Parcels
are named by the address of their tracking page, bags by the Digital Link of their SSCC, places as geo: URIs.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.parties.models import Office
from logistics.shipments.models import Parcel, Shipment
from logistics.tracking.fold import Fact, history
from logistics.tracking.models import Bag, EventCode
from logistics.tracking.stored import facts_of

E = EventCode

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
MOST_PARCELS = 2_000
_COMMISSIONED = uuid.UUID("5a2b7d0c-2f6e-5c1e-8a55-3f0a9a1c7b42")

_MEANING: Mapping[EventCode, tuple[str, str]] = {
    E.COLLECTED: ("collecting", "in_progress"),
    E.ACCEPTED: ("accepting", "in_progress"),
    E.BAGGED: ("packing", "in_progress"),
    E.UNBAGGED: ("unpacking", "in_progress"),
    E.DEPARTED: ("departing", "in_transit"),
    E.ARRIVED: ("arriving", "in_progress"),
    E.OUT_FOR_DELIVERY: ("transporting", "in_transit"),
    E.AVAILABLE_FOR_PICKUP: ("holding", "available"),
    E.DELIVERED: ("receiving", ""),
    E.RETURNING: ("returning", "in_transit"),
    E.RETURNED: ("returning", "returned"),
    E.CANCELLED: ("void_shipping", "inactive"),
    E.DAMAGED: ("inspecting", "damaged"),
    E.LOST: ("", "unknown"),
}
"""Business step and disposition of each event that says where goods are; attempts and plans say nothing of that."""


def lot_document(session: Session, lot: str, seen: ColumnElement[bool], base_url: str) -> dict[str, Any] | None:
    """The EPCIS document of the parcels of a lot among those that `seen` lets through; None where there is none.

    Only what counts is told: annulled events are left out, and so is the scan of a bag that a parcel was not in.
    """
    parcels = session.execute(
        select(Parcel.id, Parcel.item_number, Shipment.created_at)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .where(Shipment.lot == lot, seen)
        .order_by(Parcel.id)
        .limit(MOST_PARCELS)
    ).all()
    if not parcels:
        return None
    names = {row.id: f"{base_url}/t/{row.item_number}" for row in parcels}
    events = [_commissioning(names[row.id], row.created_at, lot) for row in parcels]
    events += _handled(session, names)
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _time(clock.now()),
        "epcisBody": {"eventList": sorted(events, key=lambda event: (event["eventTime"], event["eventID"]))},
    }


def _handled(session: Session, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """What happened to the parcels: an event that named several is one, and so is the scan of their bag."""
    told: dict[tuple[uuid.UUID, int | None, bool], tuple[Fact, list[str]]] = {}
    for parcel, facts in facts_of(session, list(names)).items():
        for fact, _ in history(facts):
            if fact.code in _MEANING:
                key = (fact.event_id, fact.bag_id, fact.of_bag)
                told.setdefault(key, (fact, []))[1].append(names[parcel])
    bags = _bags(session, {fact.bag_id for fact, _ in told.values() if fact.bag_id is not None})
    places = _places(session, {fact.office_id for fact, _ in told.values() if fact.office_id is not None})
    return [
        _event(fact, parcels, bags.get(fact.bag_id or 0, ""), places.get(fact.office_id or 0, ""))
        for fact, parcels in told.values()
    ]


def _event(fact: Fact, parcels: Sequence[str], bag: str, place: str) -> dict[str, Any]:
    step, disposition = _MEANING[fact.code]
    event: dict[str, Any] = {
        # The scans of two bags in one event are two events here.
        "eventID": f"urn:uuid:{uuid.uuid5(fact.event_id, bag) if fact.of_bag else fact.event_id}",
        "eventTime": _time(fact.happened_at),
        "eventTimeZoneOffset": "+07:00",
    }
    if fact.code in (E.BAGGED, E.UNBAGGED) and bag:
        event |= {"type": "AggregationEvent", "parentID": bag, "childEPCs": sorted(parcels)}
        event["action"] = "ADD" if fact.code is E.BAGGED else "DELETE"
    else:
        event |= {"type": "ObjectEvent", "epcList": [bag] if fact.of_bag else sorted(parcels), "action": "OBSERVE"}
    return event | _given(bizStep=step, disposition=disposition, readPoint={"id": place} if place else None)


def _commissioning(parcel: str, made_at: dt.datetime, lot: str) -> dict[str, Any]:
    return {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:{uuid.uuid5(_COMMISSIONED, parcel)}",
        "eventTime": _time(made_at),
        "eventTimeZoneOffset": "+07:00",
        "epcList": [parcel],
        "action": "ADD",
        "bizStep": "commissioning",
        "disposition": "active",
        "ilmd": {"cbvmda:lotNumber": lot},
    }


def _bags(session: Session, ids: Iterable[int]) -> dict[int, str]:
    rows = session.execute(select(Bag.id, Bag.sscc).where(Bag.id.in_(list(ids))))
    return {row.id: f"https://id.gs1.org/00/{row.sscc}" for row in rows}


def _places(session: Session, ids: Iterable[int]) -> dict[int, str]:
    rows = session.execute(select(Office.id, Office.lat, Office.lon).where(Office.id.in_(list(ids))))
    return {row.id: f"geo:{row.lat:.5f},{row.lon:.5f}" for row in rows}


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _time(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
