"""A sheet of orders becomes shipments: all that are good, at one stroke, once."""

from __future__ import annotations

import pytest
from factories import a_seller
from order_sheets import (
    NOW,
    SPX,
    SPX_CONTINUED,
    STAMP,
    an_upload,
    as_csv,
    as_xlsx,
    imported,
    prepared,
    the_sellers,
    tiktok,
)
from sqlalchemy import func, select

from logistics.db import Database
from logistics.errors import Invalid
from logistics.parties.models import Office
from logistics.shipments.models import Consignee, Parcel, Sheet, Shipment, ShipmentLine
from logistics.shipments.sheets.batch_import import prepare, take_in
from logistics.shipments.sheets.profile import Field
from logistics.shipments.sheets.report import ImportReport
from logistics.shipments.sheets.write_table import rejects_csv


@pytest.fixture
def house(database: Database) -> Database:
    """A database with the sellers that the sheets name."""
    with database.transaction() as session:
        the_sellers(session)
    return database


def shipments(database: Database) -> list[Shipment]:
    with database.reading() as session:
        found = list(session.scalars(select(Shipment).order_by(Shipment.id)))
        for shipment in found:
            _ = shipment.consignee, [parcel.lines for parcel in shipment.parcels]
    return found


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.reason) for one in report.rejected]


def test_one_order_becomes_one_shipment_with_all_that_its_row_says(house: Database) -> None:
    imported(house, as_csv(tiktok(note="Gọi trước khi giao")))

    (shipment,) = shipments(house)
    (parcel,) = shipment.parcels
    (line,) = parcel.lines
    assert (shipment.channel, shipment.reference, shipment.cod_amount_vnd) == ("tiktok", "1001", 185_000)
    assert shipment.created_at == NOW
    assert shipment.consignee.phone == "+84974305036"
    assert shipment.consignee.name_folded == "tran hong linh"
    assert (shipment.consignee.province_code, shipment.consignee.note) == ("01", "Gọi trước khi giao")
    assert parcel.item_number.startswith("HP")
    assert parcel.gross_mass_g > 200
    assert parcel.chargeable_mass_g >= parcel.gross_mass_g
    assert parcel.keep_by is not None
    assert parcel.status_at == NOW
    assert (line.sku, line.goods, line.quantity, line.amount_vnd) == ("LC901-TEA-200", "TEA-200", 1, 185_000)


def test_lines_of_one_order_become_one_shipment_and_a_repeated_line_counts_once(house: Database) -> None:
    second = tiktok(sku="LC901-MAC-500", amount="145000")
    _, report = imported(house, as_csv(tiktok(), second, second))

    (shipment,) = shipments(house)
    assert (report.rows, report.orders, report.made, report.repeated) == (3, 1, 1, 1)
    assert shipment.goods_value_vnd == 185_000 + 145_000
    assert sorted(line.goods for parcel in shipment.parcels for line in parcel.lines) == ["MAC-500", "TEA-200"]


def test_a_cancelled_order_is_skipped_whatever_else_is_wrong_with_it(house: Database) -> None:
    _, report = imported(house, as_csv(tiktok(), tiktok(order="2", status="Đã hủy", phone="")))

    assert (report.made, report.cancelled, report.rejected) == (1, 1, ())


def test_an_order_of_which_one_line_is_cancelled_is_sent_without_it(house: Database) -> None:
    imported(house, as_csv(tiktok(), tiktok(sku="LC901-MAC-500", status="Đã hủy")))

    (shipment,) = shipments(house)
    assert [line.goods for parcel in shipment.parcels for line in parcel.lines] == ["TEA-200"]


def test_households_of_one_order_each_send_their_own_and_share_the_cash(house: Database) -> None:
    rows = tiktok(amount="100000", total="300001"), tiktok(sku="LC902-MAC-500", amount="200000", total="300001")
    _, report = imported(house, as_csv(*rows))

    assert report.made == 2
    assert [one.cod_amount_vnd for one in shipments(house)] == [100_000, 200_001]


@pytest.mark.parametrize("code", ["DEMO01", "TUT-01", "LC-DEMO-01", "9"])
def test_the_code_of_any_seller_may_stand_before_the_sku(house: Database, code: str) -> None:
    with house.transaction() as session:
        seller = a_seller(session, session.scalars(select(Office)).first(), code=code)

    _, report = imported(house, as_csv(tiktok(sku=f"{code.lower()}-MAC-500")))

    assert report.rejected == ()
    assert [one.seller_id for one in shipments(house)] == [seller.id]


def test_a_told_seller_may_sell_under_the_code_of_another_that_exists(house: Database) -> None:
    rows = [tiktok(sku=sku, order=sku) | {"Nhà": "LC901"} for sku in ("LC902-MAC-500", "GIFT-MAC-500")]

    _, report = imported(house, as_csv(*rows), told={"Nhà": Field.SELLER})

    assert reasons(report) == [(3, "Seller SKU", "unknown_seller")]
    assert "'GIFT'" in report.rejected[0].advice.en


def test_a_prepaid_order_collects_nothing(house: Database) -> None:
    imported(house, as_csv(tiktok(payment="Ví điện tử")))

    assert [one.cod_amount_vnd for one in shipments(house)] == [0]


def test_spx_rows_without_an_order_number_continue_the_order_above(house: Database) -> None:
    more = SPX_CONTINUED | {"Mã sản phẩm": "LC901-MAC-500"}
    _, report = imported(house, as_csv(SPX, more, SPX | {"*Mã đơn hàng": "S2", "Thu hộ COD": "N"}))

    first, second = shipments(house)
    assert (report.rows, report.orders, report.made) == (3, 2, 2)
    assert (first.goods_value_vnd, first.cod_amount_vnd) == (185_000 + 2 * 145_000, 185_000)
    assert second.cod_amount_vnd == 0


def test_a_workbook_and_its_csv_make_the_same_shipments_once(house: Database) -> None:
    imported(house, as_csv(tiktok(), tiktok(order="2")))

    _, report = imported(house, as_xlsx(tiktok(), tiktok(order="2")))

    assert (report.made, report.known) == (0, 2)


def test_the_same_file_twice_makes_nothing_twice(house: Database) -> None:
    content = as_csv(tiktok(), tiktok(order="2", phone=""))
    first, _ = imported(house, content)
    again, report = imported(house, content, filename="renamed.csv")

    assert (report.made, report.known, report.rejected_orders) == (0, 1, 1)
    assert again.id == first.id
    assert ImportReport.from_json(again.report).made == 1
    assert len(shipments(house)) == 1


def test_an_order_refused_before_is_made_when_its_row_is_corrected(house: Database) -> None:
    imported(house, as_csv(tiktok(), tiktok(order="2", phone="")))

    _, report = imported(house, as_csv(tiktok(), tiktok(order="2")))

    assert (report.made, report.known) == (1, 1)


def test_a_dry_run_changes_nothing(house: Database) -> None:
    report = prepared(house, as_csv(tiktok())).report

    assert report.made == 1
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Sheet)) == 0
    assert shipments(house) == []


def test_an_import_that_fails_at_its_end_leaves_nothing(house: Database) -> None:
    ready = prepared(house, as_csv(tiktok()))

    def fail_after_all_rows() -> None:
        with house.transaction() as session:
            take_in(session, ready, STAMP)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail_after_all_rows()

    with house.reading() as session:
        for table in (Sheet, Shipment, Consignee, Parcel, ShipmentLine):
            assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"phone": ""}, "Phone #", "missing_phone"),
        ({"phone": "12"}, "Phone #", "bad_phone"),
        ({"quantity": "0"}, "Quantity", "zero_quantity"),
        ({"quantity": ""}, "Quantity", "missing_quantity"),
        ({"quantity": "-1"}, "Quantity", "bad_quantity"),
        ({"quantity": "9" * 30}, "Quantity", "bad_quantity"),
        ({"quantity": "1E+20"}, "Quantity", "bad_quantity"),
        ({"quantity": "2.5"}, "Quantity", "bad_number"),
        ({"quantity": "hai"}, "Quantity", "bad_number"),
        ({"quantity": "=1+1"}, "Quantity", "formula"),
        ({"commune": "", "address": ""}, "Commune", "no_commune"),
        ({"commune": "Xã Không Có Thật"}, "Commune", "unknown_commune"),
        ({"province": "Atlantis"}, "Province", "unknown_province"),
        ({"address": ""}, "Detail Address", "missing_address"),
        ({"name": " "}, "Recipient", "missing_name"),
        ({"name": "x" * 161}, "Recipient", "too_long"),
        ({"name": "陳大文"}, "Recipient", "unprintable"),
        ({"name": "Linh محمد"}, "Recipient", "unprintable"),
        ({"name": "🌸🌸"}, "Recipient", "unprintable"),
        ({"address": "Số 3 улица Ленина"}, "Detail Address", "unprintable"),
        ({"sku": "ZZ999-XXX-1"}, "Seller SKU", "unknown_sku"),
        ({"sku": "LC999-TEA-200"}, "Seller SKU", "unknown_seller"),
        ({"sku": "ABC9-TEA-200"}, "Seller SKU", "unknown_seller"),
        ({"sku": "-TEA-200"}, "Seller SKU", "unknown_sku"),
        ({"sku": ""}, "Seller SKU", "unknown_sku"),
        ({"sold_at": "31/02/2025 10:00:00"}, "Created Time", "impossible_date"),
        ({"sold_at": "04/11/2035 10:00:00"}, "Created Time", "impossible_date"),
        ({"sold_at": "01/01/0001 00:00:00"}, "Created Time", "impossible_date"),
        ({"sold_at": "31/12/2014 23:59:59"}, "Created Time", "impossible_date"),
        ({"mass": "999999"}, "Weight(kg)", "too_heavy"),
        ({"mass": "22.001"}, "Weight(kg)", "too_heavy"),
        ({"mass": "-0.5"}, "Weight(kg)", "negative_mass"),
        ({"total": "nhiều", "amount": "1"}, "Order Amount", "bad_amount"),
        ({"order": "5.97251E+17"}, "Order ID", "lost_digits"),
        ({"order": ""}, "Order ID", "missing_reference"),
        ({"order": "9" * 65}, "Order ID", "too_long"),
    ],
)
def test_a_bad_cell_is_named_with_row_heading_reason_and_advice(
    house: Database, changes: dict[str, str], field: str, reason: str
) -> None:
    _, report = imported(house, as_csv(tiktok(order="7"), tiktok(**changes)))

    assert reasons(report) == [(3, field, reason)]
    assert report.made == 1
    assert all(one.advice.vi and one.advice.en for one in report.rejected)


def test_every_fault_of_an_order_is_told_at_once_and_shared_ones_once(house: Database) -> None:
    rows = tiktok(phone="", quantity="0"), tiktok(phone="", sku="LC902-MAC-500", mass="-1")
    _, report = imported(house, as_csv(*rows))

    assert reasons(report) == [
        (2, "Quantity", "zero_quantity"),
        (2, "Phone #", "missing_phone"),
        (3, "Weight(kg)", "negative_mass"),
    ]


@pytest.mark.parametrize("cells", [2, 4, 9, 14])
def test_a_row_that_is_cut_short_is_called_that_and_nothing_else(house: Database, cells: int) -> None:
    content = as_csv(tiktok(), tiktok(order="7"))
    last = content.decode("utf-8-sig").splitlines()[-1].split(",")[:cells]
    cut = content[: content.rindex(b"7,")] + ",".join(last).encode()

    _, report = imported(house, cut)

    ((row, _, reason),) = reasons(report)
    assert (row, reason) == (3, "row_cut_short")
    assert report.made == 1
    assert f"{cells} of {len(tiktok())} cells" in report.rejected[0].advice.en


def test_an_order_with_a_row_cut_short_is_refused_whole(house: Database) -> None:
    content = as_csv(tiktok(), tiktok(order="7")) + b"1001,,LC901-MAC-500"

    ready = prepared(house, content)

    assert reasons(ready.report) == [(4, "Quantity", "row_cut_short")]
    assert [row.number for row in ready.rejected_rows] == [2, 4]
    assert ready.report.made == 1


def test_rows_of_one_order_that_name_two_recipients_are_refused(house: Database) -> None:
    _, report = imported(house, as_csv(tiktok(), tiktok(sku="LC901-MAC-500", phone="0914781510")))

    assert reasons(report) == [(2, "Phone #", "contradiction")]


def test_a_shifted_row_is_refused(house: Database) -> None:
    content = as_csv(tiktok()) + ("2," * 30 + "x\r\n").encode()

    _, report = imported(house, content)

    assert reasons(report) == [(3, "Order ID", "too_many_cells")]
    assert report.orders == report.made + report.rejected_orders == 2


def test_the_mass_of_a_whole_order_may_need_several_cartons(house: Database) -> None:
    rows = tiktok(sku="LC901-RIC-10K", quantity="4", mass="40"), tiktok(order="2", sku="LC901-RIC-10K", mass="40")

    _, report = imported(house, as_csv(*rows))

    assert reasons(report) == [(3, "Weight(kg)", "too_heavy")]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "^XA^FO50,50^FDgotcha^FS^XZ", "Robert'); DROP TABLE"])
def test_html_zpl_and_sql_in_a_name_stay_text(house: Database, name: str) -> None:
    imported(house, as_csv(tiktok(name=name)))

    assert [one.consignee.name for one in shipments(house)] == [name]


@pytest.mark.parametrize("name", ["🌸 Trần  Linh 👩🏽‍🌾", "Trần 🇻🇳 Linh\ufe0f"])
def test_pictures_in_a_name_are_left_out(house: Database, name: str) -> None:
    imported(house, as_csv(tiktok(name=name)))

    assert [one.consignee.name for one in shipments(house)] == ["Trần Linh"]


def test_decomposed_letters_are_composed(house: Database) -> None:
    imported(house, as_csv(tiktok(name="Tra\u0302\u0300n Linh")))

    assert [one.consignee.name for one in shipments(house)] == ["Trần Linh"]


def test_the_refused_rows_come_back_as_they_were_and_can_be_corrected(house: Database) -> None:
    bad = [tiktok(order="2", phone="", name="@Linh"), tiktok(order="2", phone="", sku="LC901-MAC-500", name="@Linh")]
    ready = prepared(house, as_csv(tiktok(), *bad))

    rejects = rejects_csv(ready.columns.headings, ready.rejected_rows)
    corrected = rejects.replace(b",,Vi", b",0974305036,Vi").replace(b"'@Linh,,", b"'@Linh,0974305036,")

    assert rejects.decode("utf-8-sig").count("\r\n") == 3
    _, report = imported(house, corrected)
    assert (report.made, report.rejected) == (1, ())
    assert [one.consignee.name for one in shipments(house)] == ["@Linh"]


def test_any_sheet_can_be_told(house: Database) -> None:
    row = {
        "Đơn": "A1",
        "Hàng": "LC901-TEA-200",
        "SL": "2",
        "Khách": "Trần Hồng Linh",
        "Sđt": "0974305036",
        "Tỉnh": "Hà Nội",
        "Xã": "Xã Dân Hoà",
        "Đ/c": "Số 329 Hùng Vương",
    }
    words = zip(row, ["reference", "sku", "quantity", "name", "phone", "province", "commune", "address"], strict=True)

    _, report = imported(house, as_csv(row), told={heading: Field(word) for heading, word in words})

    assert report.made == 1


def test_progress_is_shown_and_ends_at_the_end(house: Database) -> None:
    seen: list[tuple[int, int]] = []
    content = as_csv(*(tiktok(order=str(number)) for number in range(600)))

    with house.reading() as session:
        prepare(session, an_upload(content), NOW, lambda done, total: seen.append((done, total)))

    assert seen == [(250, 600), (500, 600), (600, 600)]


def test_a_sheet_in_a_house_without_an_office_says_what_to_do(database: Database) -> None:
    with pytest.raises(Exception, match="Import the sellers first"):
        imported(database, as_csv(tiktok()))


def test_an_unreadable_file_takes_nothing_in(house: Database) -> None:
    with pytest.raises(Invalid, match="PDF"):
        prepared(house, b"%PDF-1.7")
