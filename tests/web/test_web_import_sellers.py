"""Sellers through the page: looked at first, taken in by a click, the refused rows back as a file."""

from __future__ import annotations

import csv
import io
import re

import pytest
from browser import SignedIn
from flask.testing import FlaskClient
from sqlalchemy import func, select
from walk import seller_of
from werkzeug.test import TestResponse

from logistics.db import Database
from logistics.parties.models import AuditEntry, Office, Role, Seller

HEADINGS = "Mã người bán,Loại,Tên,Điện thoại,Bản,Xã/phường,Vĩ độ,Kinh độ,Xe vào được"
GOOD = "LC801,Hộ,Giàng Thị Thưởng,0863741840,Tam Đường,Xã Bình Lư,22.318,103.626,xe máy"
COOP = "LC802,HTX,HTX Nam Long,0964214304,Nam Long,Xã Bình Lư,22.4,103.433,xe tải"
BAD = "LC803,Hộ,Vàng A Páo,12,Nà Ban,Xã Bình Lư,22.3,103.6,xe bò"


def a_sheet(*rows: str) -> bytes:
    return "\n".join([HEADINGS, *rows, ""]).encode()


def _upload(browser: FlaskClient, content: bytes, **more: str) -> TestResponse:
    return browser.post("/imports/sellers", data={"file": (io.BytesIO(content), "ban.csv")} | more)


def _sellers(world: Database) -> int:
    with world.reading() as session:
        return session.scalar(select(func.count()).select_from(Seller)) or 0


@pytest.fixture
def clerk(as_role: SignedIn) -> FlaskClient:
    """The first office's clerk."""
    return as_role(Role.CLERK)


def test_a_sheet_of_sellers_is_shown_before_it_is_taken_in(clerk: FlaskClient, world: Database) -> None:
    before = _sellers(world)

    address = _upload(clerk, a_sheet(GOOD, COOP, BAD)).location
    page = clerk.get(address).text

    assert _sellers(world) == before
    assert "Nhận 2 người bán" in page
    assert "HTX Nam Long" in page
    assert "không phải số điện thoại" in page
    assert "Điện thoại" in page


def test_what_was_shown_is_taken_in_once_into_the_clerks_office(clerk: FlaskClient, world: Database) -> None:
    before, office = _sellers(world), seller_of(world).office_id
    address = _upload(clerk, a_sheet(GOOD, COOP, BAD)).location

    first, second = (clerk.post(address, data={"form_key": "k1"}) for _ in range(2))
    page = clerk.get(first.location).text

    assert (first.status_code, second.status_code) == (302, 302)
    assert _sellers(world) == before + 2
    with world.reading() as session:
        made = session.scalars(select(Seller).where(Seller.code.in_(["LC801", "LC802"])).order_by(Seller.code)).all()
        assert "sellers.import" in session.scalars(select(AuditEntry.action)).all()
    assert [(seller.kind, seller.access, seller.office_id) for seller in made] == [
        ("household", "motorbike", office),
        ("co-operative", "truck", office),
    ]
    assert "Đã tạo 2 người bán, cập nhật 0." in page
    assert "Không còn gì để nhận" in page


def test_what_a_row_changes_is_told_before_and_after(clerk: FlaskClient, world: Database) -> None:
    address = _upload(clerk, a_sheet(GOOD)).location
    clerk.post(address)

    changed = _upload(clerk, a_sheet(GOOD.replace("xe máy", "xe van").replace("Tam Đường", "Nà Ban"))).location
    page = clerk.get(changed).text
    clerk.post(changed)

    assert '<s class="soft">Tam Đường</s> → <b>Nà Ban</b>' in page
    with world.reading() as session:
        seller = session.scalars(select(Seller).where(Seller.code == "LC801")).one()
    assert (seller.village, seller.access) == ("Nà Ban", "van")


def test_refused_rows_come_back_in_their_own_columns(clerk: FlaskClient) -> None:
    address = _upload(clerk, a_sheet(GOOD, BAD)).location

    rows = list(csv.reader(io.StringIO(clerk.get(f"{address}/rejects.csv").data.decode("utf-8-sig"))))

    assert rows == [HEADINGS.split(","), BAD.split(",")]


def test_a_clerk_does_not_touch_sellers_of_another_office(
    clerk: FlaskClient, as_role: SignedIn, world: Database
) -> None:
    foreign = seller_of(world, 1)
    content = a_sheet(GOOD.replace("LC801", foreign.code))

    address = _upload(clerk, content).location
    page = clerk.get(address).text
    clerk.post(address)

    assert "là người bán của bưu cục khác" in page
    assert seller_of(world, 1).name == foreign.name
    as_role(Role.ADMINISTRATOR).post(_upload(as_role(Role.ADMINISTRATOR), content).location)
    assert seller_of(world, 1).village == "Tam Đường"
    assert seller_of(world, 1).office_id == foreign.office_id


def test_an_administrator_says_to_which_office_new_sellers_belong(as_role: SignedIn, world: Database) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    with world.reading() as session:
        office = session.scalars(select(Office).order_by(Office.id.desc())).all()[0]

    address = _upload(admin, a_sheet(GOOD), office=office.code).location
    assert f'value="{office.code}"' in admin.get(address).text
    admin.post(address, data={"office": office.code})

    with world.reading() as session:
        assert session.scalars(select(Seller).where(Seller.code == "LC801")).one().office_id == office.id


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Chưa chọn tệp"),
        (b"%PDF-1.7", "tệp PDF"),
        (b"a,b\n1,2\n", "Thiếu các cột: Mã người bán (seller_code)"),
        (b"PK\x03\x04 cut", "Tệp XLSX bị cắt hoặc hỏng"),
    ],
)
def test_what_is_no_sheet_of_sellers_is_refused_where_it_was_chosen(
    clerk: FlaskClient, content: bytes, words: str
) -> None:
    answer = _upload(clerk, content)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'name="file"' in answer.text


def _mapping(page: str, **more: str) -> dict[str, str]:
    """The answer to the page as it stands, changed in some columns."""
    kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    chosen = re.findall(r'name="(column-\d+)">.*?<option value="(\w+)" selected>', page)
    return dict(kept) | dict(chosen) | more


def test_unknown_headings_are_asked_for_and_then_the_sheet_goes_on(clerk: FlaskClient, world: Database) -> None:
    sheet = a_sheet(GOOD, BAD).replace("Mã người bán".encode(), b"Code no.").replace("Điện thoại".encode(), b"Mobile")

    page = _upload(clerk, sheet)
    looked_at = clerk.post(
        "/imports/sellers/mapped", data=_mapping(page.text, **{"column-0": "seller_code", "column-3": "phone"})
    )

    assert page.status_code == 422
    assert "Còn thiếu: <b>Mã người bán</b>, <b>Điện thoại</b>." in page.text
    assert "LC801 · LC803" in page.text
    assert looked_at.status_code == 302
    clerk.post(looked_at.location)
    with world.reading() as session:
        assert session.scalars(select(Seller.phone).where(Seller.code == "LC801")).all() == ["+84863741840"]
    corrected = clerk.get(f"{looked_at.location}/rejects.csv").data.replace(b",12,", b",0912345678,")
    assert _upload(clerk, corrected.replace("xe bò".encode(), "xe máy".encode())).status_code == 302


def test_rows_of_a_sheet_whose_headings_were_told_keep_their_numbers_around_empty_rows(clerk: FlaskClient) -> None:
    sheet = b"\n\n" + a_sheet(GOOD, "", ",,,", BAD).replace("Mã người bán".encode(), b"Code no.")

    page = _upload(clerk, sheet).text
    address = clerk.post("/imports/sellers/mapped", data=_mapping(page, **{"column-0": "seller_code"})).location

    refused = set(re.findall(r'<th scope="row" class="fit"[^>]*>(\d+)</th>', clerk.get(address).text))
    assert refused == {"7"}


def test_a_field_told_twice_or_not_at_all_is_asked_for_again(clerk: FlaskClient) -> None:
    page = _upload(clerk, a_sheet(GOOD).replace("Điện thoại".encode(), b"Mobile")).text

    for wrong in ({"column-3": "name"}, {"column-3": ""}):
        answer = clerk.post("/imports/sellers/mapped", data=_mapping(page, **wrong))
        assert answer.status_code == 422
        assert "Mỗi mục cần đúng một cột:" in answer.text
        assert 'name="column-3"' in answer.text


def test_a_damaged_workbook_of_sellers_is_called_that_and_not_text_in_a_wrong_encoding(clerk: FlaskClient) -> None:
    sheet = {"file": (io.BytesIO(bytes(range(256)) * 8), "ban.xlsx")}

    answer = clerk.post("/imports/sellers", data=sheet)

    assert answer.status_code == 422
    assert "Không đọc được tệp XLSX" in answer.text


def test_our_own_sheet_of_sellers_has_the_headings_that_are_known(clerk: FlaskClient) -> None:
    for language in ("vi", "en"):
        headings = clerk.get(f"/imports/sellers/template.csv?in={language}").data.decode("utf-8-sig").strip()
        row = "LC801,household,Giàng,,0863741840,,Tam Đường,03390,,22.3,103.6,,van,,,,,"
        address = _upload(clerk, f"{headings}\n{row}\n".encode()).location
        assert "LC801" in clerk.get(address).text
    assert clerk.get("/imports/sellers/template.xlsx").data.startswith(b"PK")


def test_a_file_that_nobody_uploaded_is_not_found(clerk: FlaskClient) -> None:
    assert clerk.get(f"/imports/sellers/{'0' * 64}").status_code == 404
