"""Sellers come from a sheet: made by their code, updated, refused with every reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from factories import an_office
from sqlalchemy import func, select

from logistics.db import Database
from logistics.errors import Invalid, NotFound
from logistics.parties.import_sellers import Record, SellersReport, check_sellers, import_sellers
from logistics.parties.models import Office, Seller, VehicleKind
from logistics.parties.seller_row import HEADINGS

ROW = {
    "seller_code": "LC801",
    "kind": "household",
    "name": "Giàng Thị Thưởng",
    "contact": "Giàng A Dơ",
    "phone": "0863741840",
    "language": "Mông",
    "village": "Tam Đường",
    "commune_code": "03390",
    "commune": "Xã Bình Lư",
    "lat": "22.31812",
    "lon": "103.62619",
    "elevation_m": "643",
    "access": "van",
    "meeting_point": "Ngã ba vào Tam Đường",
    "meeting_lat": "22.30736",
    "meeting_lon": "103.63759",
    "meeting_walk_min": "26",
    "ocop_stars": "3",
}


def records(*rows: dict[str, str]) -> Iterator[Record]:
    return enumerate(rows, start=2)


def imported(database: Database, *rows: dict[str, str], office: str = "") -> SellersReport:
    with database.transaction() as session:
        return import_sellers(session, records(*rows), office)


def test_a_row_becomes_a_seller(database: Database) -> None:
    report = imported(database, ROW)

    assert (report.rows, report.made, report.rejected) == (1, 1, [])
    with database.reading() as session:
        seller = session.scalars(select(Seller)).one()
    assert (seller.code, seller.name_folded, seller.phone) == ("LC801", "giang thi thuong", "+84863741840")
    assert (seller.access, seller.meeting_walk_s, seller.ocop_stars) == (VehicleKind.VAN, 26 * 60, 3)


def test_a_house_without_an_office_gets_its_first_one_and_says_so(database: Database) -> None:
    report = imported(database, ROW)

    assert report.opened is not None
    assert (report.opened.code, report.opened.commune_code) == ("BC01", "03390")
    assert imported(database, ROW | {"seller_code": "LC802"}).opened is None


def test_a_seller_goes_to_the_nearest_office_or_to_the_one_given(database: Database) -> None:
    with database.transaction() as session:
        near = an_office(session, lat=22.3, lon=103.6)
        far = an_office(session, lat=22.3, lon=102.5)

    imported(database, ROW)
    imported(database, ROW | {"seller_code": "LC802"}, office=far.code)

    with database.reading() as session:
        offices = session.scalars(select(Seller.office_id).order_by(Seller.code)).all()
    assert offices == [near.id, far.id]


def test_an_unknown_office_is_refused_by_name(database: Database) -> None:
    with pytest.raises(NotFound, match="no office NOWHERE"):
        imported(database, ROW, office="NOWHERE")


def test_the_same_sheet_twice_makes_nothing_twice_and_a_changed_row_updates(database: Database) -> None:
    imported(database, ROW, ROW | {"seller_code": "LC802"})

    report = imported(database, ROW, ROW | {"seller_code": "LC802", "access": "motorbike"})

    assert (report.made, report.updated, report.unchanged) == (0, 1, 1)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Seller)) == 2


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"seller_code": ""}, "seller_code", "missing"),
        ({"kind": "company"}, "kind", "unknown_word"),
        ({"access": "boat"}, "access", "unknown_word"),
        ({"phone": "12"}, "phone", "bad_phone"),
        ({"phone": ""}, "phone", "missing"),
        ({"commune_code": "99999"}, "commune_code", "unknown_commune"),
        ({"lat": "103.6"}, "lat", "bad_number"),
        ({"lon": "nan"}, "lon", "bad_number"),
        ({"lon": ""}, "lon", "missing"),
        ({"meeting_walk_min": "-3"}, "meeting_walk_min", "bad_number"),
        ({"meeting_lon": ""}, "meeting_lat", "half_a_point"),
        ({"ocop_stars": "9"}, "ocop_stars", "bad_number"),
        ({"village": "v" * 121}, "village", "too_long"),
        ({"village": "=1+1"}, "village", "formula"),
    ],
)
def test_a_bad_cell_refuses_its_row_and_no_other(
    database: Database, changes: dict[str, str], field: str, reason: str
) -> None:
    report = imported(database, ROW | {"seller_code": "LC802"}, ROW | changes)

    assert [(one.row, one.field, one.reason) for one in report.rejected] == [(3, field, reason)]
    assert report.made == 1


def test_a_code_in_two_rows_is_taken_once_and_told(database: Database) -> None:
    report = imported(database, ROW, ROW | {"name": "Giàng A Dơ"})

    assert (report.made, [(one.row, one.reason) for one in report.rejected]) == (1, [(3, "repeated_code")])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_headings_and_words_may_be_vietnamese_or_english(database: Database, language: str) -> None:
    row = {f"*{getattr(HEADINGS[word], language).upper()}": value for word, value in ROW.items()}
    row |= {"*LOẠI": "Hộ gia đình", "*XE VÀO ĐƯỢC": "Xe máy"} if language == "vi" else {}

    report = imported(database, row)

    assert (report.made, report.rejected) == (1, [])


def test_a_look_at_the_sheet_writes_nothing(database: Database) -> None:
    with database.transaction() as session:
        checked = check_sellers(session, records(ROW))

    assert checked.report.made == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Seller)) == 0


def test_every_fault_of_a_row_is_told(database: Database) -> None:
    report = imported(database, ROW | {"phone": "x", "lat": "", "kind": ""})

    assert {one.field for one in report.rejected} == {"phone", "lat", "kind"}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Office)) == 0


def test_a_missing_column_is_named_with_those_there_are(database: Database) -> None:
    row = {heading: value for heading, value in ROW.items() if heading != "access"}

    with pytest.raises(Invalid, match=r"Missing columns: access\. .*village"):
        imported(database, row)
