"""Labels: in packing order, recorded, reprinted only with a reason, never for what is void."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from factories import a_parcel
from order_sheets import NOW, as_csv, imported, the_sellers, tiktok
from sqlalchemy import func, select, true

from logistics.db import Database
from logistics.errors import Conflict, NotFound
from logistics.labels.content import LabelContent, LabelKind, Mark
from logistics.labels.pdf import write_pdf
from logistics.shipments.labelling import Printing, parcels_of_numbers, parcels_of_sheet, print_labels
from logistics.shipments.models import LabelPrint, Parcel, Shipment, Status

FIRST = Printing(now=NOW, layout="100x150")
AGAIN = replace(FIRST, reason="Nhãn bị ướt")


@pytest.fixture
def sheet_id(database: Database) -> int:
    """Four orders of two households, mixed as customers bought them."""
    with database.transaction() as session:
        the_sellers(session)
    rows = [("1", "LC902-TEA-200"), ("2", "LC901-RIC-10K"), ("3", "LC902-MAC-500"), ("4", "LC901-MAC-500")]
    sheet, _ = imported(database, as_csv(*(tiktok(order=order, sku=sku) for order, sku in rows)))
    sheet_id: int = sheet.id
    return sheet_id


def printed(database: Database, sheet_id: int, printing: Printing = FIRST) -> list[LabelContent]:
    with database.transaction() as session:
        return print_labels(session, parcels_of_sheet(session, sheet_id, true()), printing)


def test_a_sheets_labels_come_household_by_household_and_goods_together(database: Database, sheet_id: int) -> None:
    labels = printed(database, sheet_id)

    assert [label.reference for label in labels] == ["4", "2", "3", "1"]


def test_a_label_says_what_the_parcel_is(database: Database, sheet_id: int) -> None:
    label = printed(database, sheet_id)[-1]

    assert label.consignee.name == "Trần Hồng Linh"
    assert label.consignee.phone == "0974305036"
    assert (label.consignee.address.commune, label.consignee.address.province) == ("Xã Dân Hòa", "Hà Nội")
    assert label.consignor.address.village == "Tam Đường"
    assert label.cod_amount_vnd == 185_000
    assert label.goods == ("1 × Trà Shan tuyết",)
    assert label.channel == "TikTok Shop"
    assert Mark.KEEP_DRY in label.marks
    assert (label.parcel, label.parcels, label.reprints) == (1, 1, 0)
    assert label.sorting_code.startswith("01-")


def test_a_parcel_that_goes_back_has_a_label_to_its_seller_without_cash(database: Database, sheet_id: int) -> None:
    there = printed(database, sheet_id)[-1]
    with database.transaction() as session:
        session.scalars(select(Parcel).where(Parcel.item_number == there.item_number)).one().status = Status.RETURNING

    back = printed(database, sheet_id, replace(FIRST, reason="Chuyển hoàn"))[-1]

    assert (back.kind, back.item_number, back.reprints) == (LabelKind.RETURN, there.item_number, 1)
    assert (back.consignee, back.consignor) == (there.consignor, there.consignee)
    assert (there.cod_amount_vnd, back.cod_amount_vnd) == (185_000, 0)
    assert back.sorting_code.startswith("12-")
    assert back.goods == there.goods


def test_labels_can_be_printed(database: Database, sheet_id: int) -> None:
    stream = BytesIO()

    assert write_pdf(printed(database, sheet_id), stream) == 4
    assert stream.getvalue().startswith(b"%PDF")


def test_cash_is_asked_for_with_the_first_parcel_only(database: Database) -> None:
    with database.transaction() as session:
        the_sellers(session)
    sheet, _ = imported(database, as_csv(tiktok(sku="LC901-RIC-10K", quantity="5", total="1850000")))

    labels = printed(database, sheet.id)

    assert len(labels) > 1
    assert [label.cod_amount_vnd for label in labels] == [1_850_000] + [0] * (len(labels) - 1)


def test_every_printing_is_recorded(database: Database, sheet_id: int) -> None:
    printed(database, sheet_id)
    again = printed(database, sheet_id, AGAIN)

    assert {label.reprints for label in again} == {1}
    with database.reading() as session:
        assert set(session.scalars(select(Parcel.labels_printed))) == {2}
        kept = session.execute(select(LabelPrint.reason, func.count()).group_by(LabelPrint.reason))
        assert dict(kept.all()) == {"": 4, "Nhãn bị ướt": 4}


def test_printing_again_without_a_reason_is_refused_and_not_recorded(database: Database, sheet_id: int) -> None:
    printed(database, sheet_id)

    with pytest.raises(Conflict, match="Say why"):
        printed(database, sheet_id)

    with database.reading() as session:
        assert set(session.scalars(select(Parcel.labels_printed))) == {1}


@pytest.mark.parametrize("change", [{"voided_at": NOW}, {"status": Status.CANCELLED}])
def test_what_is_void_gets_no_label(database: Database, sheet_id: int, change: dict[str, object]) -> None:
    with database.transaction() as session:
        shipment = session.scalars(select(Shipment)).first()
        assert shipment is not None
        parcel_id = a_parcel(session, shipment, sequence=2, **change).id

    with pytest.raises(Conflict, match="void or cancelled"), database.transaction() as session:
        print_labels(session, [parcel_id], FIRST)
    assert len(printed(database, sheet_id)) == 4


def test_parcels_are_asked_for_by_number_in_any_dress(database: Database, sheet_id: int) -> None:
    with database.reading() as session:
        numbers = list(session.scalars(select(Parcel.item_number).order_by(Parcel.id)))
        dressed = [f"{number[:2].lower()} {number[2:6]}-{number[6:]}" for number in reversed(numbers)]

        found = parcels_of_numbers(session, dressed, true())

        assert found == list(session.scalars(select(Parcel.id).order_by(Parcel.id.desc())))


def test_a_number_that_nobody_has_is_not_found(database: Database, sheet_id: int) -> None:
    with database.reading() as session, pytest.raises(NotFound):
        parcels_of_numbers(session, ["HP000000000019"], true())
