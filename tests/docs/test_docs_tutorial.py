"""The tutorial's files do what the tutorial says they do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.parties.import_sellers import import_sellers
from logistics.parties.models import Office
from logistics.places import communes
from logistics.shipments.models import Parcel, Shipment, ShipmentLine
from logistics.shipments.sheets.batch_import import Upload, prepare, take_in
from logistics.shipments.sheets.read_table import load_file, read_table
from logistics.shipments.sheets.report import ImportReport
from logistics.shipments.writing import Stamp

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
LARGEST_BYTES = 1_000_000


def _taken_in(database: Database) -> ImportReport:
    commune = communes()["03408"]
    content = load_file(TUTORIAL / "orders.csv", LARGEST_BYTES)
    with database.transaction() as session:
        session.add(Office(code="TUT", name="Tutorial", commune_code=commune.code, lat=commune.lat, lon=commune.lon))
        session.flush()
        sellers = read_table(load_file(TUTORIAL / "sellers.csv", LARGEST_BYTES), LARGEST_BYTES)
        assert not import_sellers(session, sellers.records(), "TUT").rejected
        prepared = prepare(
            session, Upload(content=content, filename="orders.csv", max_bytes=LARGEST_BYTES), clock.now()
        )
        _, report = take_in(session, prepared, Stamp(now=clock.now(), item_number_key="tutorial"))
    return report


def test_the_tutorials_sheet_counts_as_the_tutorial_says(database: Database) -> None:
    report = _taken_in(database)

    text = (TUTORIAL / "README.md").read_text(encoding="utf-8")
    told = (
        f"{report.rows} rows, {report.orders} orders: {report.made} shipments made, {report.known} already known, "
        f"{report.cancelled} cancelled, {report.repeated} repeated lines, {report.rejected_orders} orders refused"
    )
    assert told in text


def test_tea_and_honey_of_one_order_travel_apart(database: Database) -> None:
    _taken_in(database)

    with database.reading() as session:
        lines = session.execute(
            select(Parcel.item_number, ShipmentLine.sku)
            .join(Parcel, Parcel.id == ShipmentLine.parcel_id)
            .join(Shipment, Shipment.id == Parcel.shipment_id)
            .where(Shipment.reference == "LIVE-002")
        ).all()
    assert sorted(sku for _, sku in lines) == ["HON-500", "TEA-200"]
    assert len({number for number, _ in lines}) == 2
