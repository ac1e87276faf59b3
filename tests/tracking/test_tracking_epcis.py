"""A lot's story as EPCIS 2.0: what counts of it, in the standard's words, and nobody else's parcels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from factories import NOON, a_seller, a_shipment, a_user, an_office
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from logistics.db import Database
from logistics.parties import principal_of, visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.epcis import lot_document
from logistics.tracking.models import Bag

BASE = "https://buugui.example"


class Lot:
    """Two parcels of tea of the lot TRA-11, and a bag."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.office = an_office(session)
        self.seller = a_seller(session, self.office)
        shipment = a_shipment(session, self.seller, parcels=2, lot="TRA-11")
        self.numbers = tuple(session.scalars(select(Parcel.item_number).where(Parcel.shipment_id == shipment.id)))
        self.bag = Bag(sscc="389385012300000018", office_id=self.office.id, destination="Hà Nội", created_at=NOON)
        session.add(self.bag)
        session.flush()

    def happens(self, code: EventCode, *numbers: str, minute: int, **more: Any) -> NewEvent:
        event = NewEvent(
            event_id=uuid7(),
            code=code,
            happened_at=NOON + dt.timedelta(minutes=minute),
            parcels=numbers,
            office_id=self.office.id,
            **more,
        )
        record(self.session, [event], Sender())
        return event

    def told(self) -> list[dict[str, Any]]:
        document = lot_document(self.session, "TRA-11", true(), BASE)
        assert document is not None
        assert (document["type"], document["schemaVersion"]) == ("EPCISDocument", "2.0")
        return [event for event in document["epcisBody"]["eventList"] if event.get("bizStep") != "commissioning"]


@pytest.fixture
def lot(database: Database) -> Iterator[Lot]:
    with database.transaction() as session:
        yield Lot(session)


def test_a_lot_begins_with_its_number_on_every_parcel(lot: Lot) -> None:
    document = lot_document(lot.session, "TRA-11", true(), BASE)

    assert document is not None
    made = document["epcisBody"]["eventList"]
    assert sorted(event["epcList"] for event in made) == [[f"{BASE}/t/{number}"] for number in sorted(lot.numbers)]
    assert {event["ilmd"]["cbvmda:lotNumber"] for event in made} == {"TRA-11"}


def test_one_scan_of_several_parcels_is_one_event(lot: Lot) -> None:
    scan = lot.happens(EventCode.ACCEPTED, *lot.numbers, minute=1)

    [event] = lot.told()

    assert event == {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:{scan.event_id}",
        "eventTime": "2025-11-05T05:01:00.000Z",
        "eventTimeZoneOffset": "+07:00",
        "epcList": sorted(f"{BASE}/t/{number}" for number in lot.numbers),
        "action": "OBSERVE",
        "bizStep": "accepting",
        "disposition": "in_progress",
        "readPoint": {"id": "geo:22.38800,103.47100"},
    }


def test_a_bag_is_an_aggregation_and_its_scan_is_the_bags(lot: Lot) -> None:
    lot.happens(EventCode.BAGGED, *lot.numbers, minute=1, into=lot.bag.sscc)
    lot.happens(EventCode.DEPARTED, minute=2, bags=(lot.bag.sscc,))

    packed, departed = lot.told()

    bag = f"https://id.gs1.org/00/{lot.bag.sscc}"
    assert (packed["type"], packed["action"], packed["parentID"]) == ("AggregationEvent", "ADD", bag)
    assert len(packed["childEPCs"]) == 2
    assert (departed["epcList"], departed["bizStep"], departed["disposition"]) == ([bag], "departing", "in_transit")


def test_what_was_annulled_is_not_told(lot: Lot) -> None:
    wrong = lot.happens(EventCode.LOST, lot.numbers[0], minute=1)
    lot.happens(EventCode.ANNULLED, lot.numbers[0], minute=2, annuls=wrong.event_id)

    assert lot.told() == []


def test_a_failed_attempt_says_nothing_of_where_the_goods_are(lot: Lot) -> None:
    lot.happens(EventCode.PICKUP_FAILED, lot.numbers[0], minute=1, reason="weather")

    assert lot.told() == []


def test_a_lot_that_one_may_not_see_does_not_exist(lot: Lot) -> None:
    stranger = principal_of(a_user(lot.session, Role.SELLER, seller_id=a_seller(lot.session, lot.office).id))

    assert lot_document(lot.session, "TRA-11", visible_to(stranger, Parcel), BASE) is None
