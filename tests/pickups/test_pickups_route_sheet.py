"""The sheet in a driver's hand: whom to ring, in numbers that can be read and dialled."""

from __future__ import annotations

import io

import pypdfium2
from factories import a_seller, a_shipment, a_user, a_vehicle, an_office

from logistics import clock
from logistics.db import Database
from logistics.parties.models import Role
from logistics.pickups import planning
from logistics.pickups.models import CollectionRoute
from logistics.pickups.route_sheet import route_sheet, write_route_sheet
from logistics.routing import Iterations, solve
from logistics.shipments.models import Parcel
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.reasons import PICKUP
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7


def _a_planned_route(database: Database) -> int:
    with database.transaction() as session:
        office = an_office(session, phone="+842133000000")
        driver = a_user(session, Role.DRIVER, office_id=office.id, phone="+84980000003")
        a_vehicle(session, office, driver_id=driver.id)
        a_shipment(session, a_seller(session, office, phone="+84975353175"))
    draft = planning.prepare(database, office.code, clock.service_day(clock.now()))
    found = solve(draft.problem, Iterations(5))
    with database.transaction() as session:
        return planning.keep(session, draft, found, created_by_id=None).routes[0].id


def test_every_number_on_the_sheet_is_written_as_people_dial_it(database: Database) -> None:
    route_id = _a_planned_route(database)

    with database.reading() as session:
        sheet = route_sheet(session, session.get_one(CollectionRoute, route_id))

    assert sheet.emergency_phone == "0213 3000 000"
    assert sheet.driver_phone == "0980 000 003"
    assert sheet.stops[0].people[0][1] == "0975 353 175"


def test_a_sheet_printed_again_says_what_was_done_and_when(database: Database) -> None:
    route_id = _a_planned_route(database)
    with database.transaction() as session:
        stop = session.get_one(CollectionRoute, route_id).stops[0]
        numbers = [session.get_one(Parcel, link.parcel_id).item_number for link in stop.parcels]
        event = NewEvent(event_id=uuid7(), code=EventCode.COLLECTED, happened_at=clock.now(), parcels=tuple(numbers))
        record(session, [event], Sender())

    with database.reading() as session:
        route = session.get_one(CollectionRoute, route_id)
        sheet, stream = route_sheet(session, route), io.BytesIO()
        write_route_sheet(session, route, stream)

    at = f"{clock.local(event.happened_at):%H:%M}"
    assert sheet.stops[0].outcome == f"Đã lấy đủ 1 kiện lúc {at}"
    document = pypdfium2.PdfDocument(stream.getvalue())
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert f"Đã lấy đủ 1 kiện lúc {at}" in text
    assert "Vắng" not in text


def test_a_stop_that_failed_says_why(database: Database) -> None:
    route_id = _a_planned_route(database)
    with database.transaction() as session:
        parcel = session.get_one(Parcel, session.get_one(CollectionRoute, route_id).stops[0].parcels[0].parcel_id)
        told = {"happened_at": clock.now(), "parcels": (parcel.item_number,), "reason": "sender_absent"}
        record(session, [NewEvent(event_id=uuid7(), code=EventCode.PICKUP_FAILED, **told)], Sender())

    with database.reading() as session:
        sheet = route_sheet(session, session.get_one(CollectionRoute, route_id))

    assert sheet.stops[0].outcome.endswith(PICKUP["sender_absent"].text.vi)
    assert "không lấy được" in sheet.stops[0].outcome


def test_the_emergency_number_stands_in_one_line(database: Database) -> None:
    route_id = _a_planned_route(database)
    stream = io.BytesIO()

    with database.reading() as session:
        write_route_sheet(session, session.get_one(CollectionRoute, route_id), stream)

    document = pypdfium2.PdfDocument(stream.getvalue())
    lines = document[0].get_textpage().get_text_range().splitlines()
    document.close()
    assert any("0213 3000 000" in line for line in lines)
