"""Statements written out once give what the ordinary way gives, also when the connection has died meanwhile."""

from __future__ import annotations

import pytest
from factories import a_seller, a_shipment, an_office
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError

from logistics.db import Database
from logistics.prebuilt import Prebuilt
from logistics.shipments.models import Parcel, Shipment

STORY = Prebuilt(
    select(Parcel.status, Parcel.status_at, Parcel.turns, Parcel.marks, Shipment.promised_on)
    .join(Shipment, Shipment.id == Parcel.shipment_id)
    .where(Parcel.item_number == bindparam("number"), Parcel.sequence == bindparam("sequence"))
)


def _a_parcel(database: Database) -> str:
    with database.transaction() as session:
        shipment = a_shipment(session, a_seller(session, an_office(session)))
        parcel = session.query(Parcel).filter_by(shipment_id=shipment.id).one()
        parcel.marks, parcel.turns = ["fragile"], [["ready", "2025-11-05T05:00:00+00:00", "03408", ""]]
        return parcel.item_number


def test_the_row_is_the_one_of_the_ordinary_way(database: Database) -> None:
    values = {"sequence": 1, "number": _a_parcel(database)}

    prebuilt = database.glance(lambda reader: STORY.one_or_none(reader, **values))
    ordinary = database.glance(lambda reader: reader.execute(STORY.statement, values).one())

    assert tuple(prebuilt) == tuple(ordinary)
    assert prebuilt.status_at.tzinfo is not None


def test_all_gives_every_row_and_values_written_into_the_statement_hold(database: Database) -> None:
    numbers = {_a_parcel(database), _a_parcel(database)}
    labels = Prebuilt(select(Parcel.item_number).where(Parcel.sequence == 1, Parcel.labels_printed < bindparam("most")))

    found = database.glance(lambda reader: labels.all(reader, most=5))

    assert {row.item_number for row in found} == numbers


def test_what_is_not_there_is_none(database: Database) -> None:
    assert database.glance(lambda reader: STORY.one_or_none(reader, number="HP", sequence=1)) is None


def test_a_session_is_read_the_ordinary_way(database: Database) -> None:
    number = _a_parcel(database)

    with database.reading() as session:
        assert STORY.one_or_none(session, number=number, sequence=1).marks == ["fragile"]


def test_a_dead_connection_is_replaced(own_database_url: str) -> None:
    database = Database(own_database_url)
    number = _a_parcel(database)
    database.glance(lambda reader: STORY.one_or_none(reader, number=number, sequence=1))
    if database.dialect == "postgresql":
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        with database.transaction() as session:
            session.execute(text(f"{ended} AND pid <> pg_backend_pid()"))

    found = database.glance(lambda reader: STORY.one_or_none(reader, number=number, sequence=1))

    assert found is not None
    database.dispose()


def test_a_statement_that_fails_says_so_as_ever(database: Database) -> None:
    broken = Prebuilt(select(text("nothing")).select_from(text("nowhere")))

    with pytest.raises(DBAPIError):
        database.glance(lambda reader: broken.one_or_none(reader))
