"""Sheets through the page: stored, taken in by a worker, reported, labelled."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from browser import SignedIn
from flask.testing import FlaskClient
from sqlalchemy import func, select
from walk import seller_of
from werkzeug.test import TestResponse

from logistics.db import Database
from logistics.jobs import queue, worker
from logistics.jobs.models import Job, JobState
from logistics.jobs.work import Work
from logistics.parties.models import Role
from logistics.settings import Settings
from logistics.shipments.models import Parcel, Shipment
from logistics.shipments.sheets.job import IMPORT, handle

HEADINGS = "Mã đơn hàng,Mã người bán,Mã hàng,Số lượng,Người nhận,Điện thoại,Tỉnh/thành phố,Xã/phường,Địa chỉ"
STRANGE = "Mã,Bán,Hàng,SL,Khách,SĐT,Tỉnh,Xã,Đ/c"
MEANINGS = ("reference", "seller", "sku", "quantity", "name", "phone", "province", "commune", "address")


@pytest.fixture
def clerk(as_role: SignedIn) -> FlaskClient:
    """The first office's clerk."""
    return as_role(Role.CLERK)


def a_sheet(world: Database, *, headings: str = HEADINGS, quantity: str = "1", orders: int = 3) -> bytes:
    """A sheet of orders of macadamia, the last with that quantity."""
    code = seller_of(world).code
    rows = [
        f"D{n},{code},MAC-500,{quantity if n == orders else 1},Trần Văn A,091234567{n},Hà Nội,Ba Đình,Số {n}"
        for n in range(1, orders + 1)
    ]
    return "\n".join([headings, *rows, ""]).encode()


def _upload(clerk: FlaskClient, content: bytes, name: str = "don.csv") -> TestResponse:
    return clerk.post("/imports", data={"file": (io.BytesIO(content), name)})


def _work(world: Database, settings: Settings) -> None:
    while worker.run_next(world, settings, {IMPORT: handle}):
        pass


def _shipments(world: Database) -> int:
    with world.reading() as session:
        return session.scalar(select(func.count()).select_from(Shipment)) or 0


def _imported(clerk: FlaskClient, world: Database, settings: Settings, content: bytes) -> str:
    """Where the page leads when the sheet is in."""
    progress = _upload(clerk, content).location
    _work(world, settings)
    return clerk.get(progress).location


def test_a_sheet_goes_from_the_page_to_its_report_and_its_labels(
    clerk: FlaskClient, world: Database, settings: Settings
) -> None:
    progress = _upload(clerk, a_sheet(world)).location
    waiting = clerk.get(progress)
    _work(world, settings)
    done = clerk.get(progress)

    assert "Đang chờ đến lượt" in waiting.text
    assert re.fullmatch(r"/imports/\d+", done.location)
    assert "Mọi đơn đều vào được." in clerk.get(done.location).text
    assert _shipments(world) == 3
    labels = clerk.post(f"{done.location}/labels")
    assert (labels.status_code, labels.mimetype) == (200, "application/pdf")
    assert "in lại" in clerk.get(done.location).text


def test_a_sheet_is_printed_again_only_with_a_reason(clerk: FlaskClient, world: Database, settings: Settings) -> None:
    progress = _upload(clerk, a_sheet(world)).location
    _work(world, settings)
    address = clerk.get(progress).location
    first, same = (clerk.post(f"{address}/labels", data={"form_key": "k1"}) for _ in range(2))

    silent = clerk.post(f"{address}/labels", data={"form_key": "k2"})
    explained = clerk.post(f"{address}/labels", data={"form_key": "k3", "reason": "Máy in hỏng"})

    assert (first.status_code, same.status_code, explained.status_code) == (200, 200, 200)
    assert silent.status_code == 422
    assert "Chọn lý do in lại" in silent.text
    with world.reading() as session:
        assert session.scalars(select(Parcel.labels_printed)).all() == [2, 2, 2]


def test_the_page_that_waits_is_led_on_when_the_work_is_done(
    clerk: FlaskClient, world: Database, settings: Settings
) -> None:
    progress = _upload(clerk, a_sheet(world)).location
    _work(world, settings)

    piece = clerk.get(progress, headers={"HX-Request": "true"})

    assert (piece.status_code, piece.data) == (204, b"")
    assert piece.headers["HX-Redirect"].startswith("/imports/")


def test_failing_rows_come_back_in_their_own_columns(clerk: FlaskClient, world: Database, settings: Settings) -> None:
    progress = _upload(clerk, a_sheet(world, quantity="0")).location
    _work(world, settings)
    address = clerk.get(progress).location

    page, file = clerk.get(address).text, clerk.get(f"{address}/rejects.csv")

    assert "Số lượng 0 phải từ 1 đến 500" in page
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert (rows[0], rows[1][0]) == (HEADINGS.split(","), "D3")
    assert _shipments(world) == 2


@pytest.mark.parametrize(("language", "words"), [("vi", "Không còn tệp này"), ("en", "This file is no longer here")])
def test_why_a_sheet_was_refused_is_told_in_the_language_of_the_page(
    clerk: FlaskClient, world: Database, settings: Settings, language: str, words: str
) -> None:
    progress = _upload(clerk, a_sheet(world)).location
    for file in (settings.storage_dir / "sheets").iterdir():
        file.unlink()
    _work(world, settings)

    page = clerk.get(f"{progress}?lang={language}").text

    assert words in page


def test_a_fault_of_ours_is_never_shown_as_the_clerks(
    clerk: FlaskClient, world: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = _upload(clerk, a_sheet(world)).location
    with world.transaction() as session:
        session.scalars(select(Job)).one().max_attempts = 1

    def break_down(work: Work) -> None:
        raise RuntimeError("disk on fire")

    worker.run_next(world, settings, {IMPORT: break_down})
    page = clerk.get(progress).text

    assert "Có lỗi phía chúng tôi" in page
    assert "disk on fire" not in page


def test_a_failed_import_is_tried_again_once_however_often_it_is_asked(
    clerk: FlaskClient, world: Database, settings: Settings
) -> None:
    progress = _upload(clerk, a_sheet(world)).location
    with world.transaction() as session:
        session.scalars(select(Job)).one().state = JobState.DEAD

    answers = [clerk.post(f"{progress}/again") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    _work(world, settings)
    assert _shipments(world) == 3


def test_a_cancelled_import_says_so_and_the_sheet_can_be_sent_again(
    clerk: FlaskClient, world: Database, settings: Settings
) -> None:
    sheet = a_sheet(world)
    progress = _upload(clerk, sheet).location
    with world.transaction() as session:
        queue.cancel(session, session.scalars(select(Job)).one().id)

    page = clerk.get(progress)

    assert "Việc nhập đã bị hủy" in page.text
    assert "hx-trigger" not in page.text
    _imported(clerk, world, settings, sheet)
    assert _shipments(world) == 3


def test_the_same_sheet_twice_makes_nothing_twice(clerk: FlaskClient, world: Database, settings: Settings) -> None:
    first, second = (_imported(clerk, world, settings, a_sheet(world)) for _ in range(2))

    assert _shipments(world) == 3
    words = "không tạo thêm bưu gửi nào"
    assert (words in clerk.get(first).text, words in clerk.get(second).text) == (False, True)


def test_shipments_of_another_office_are_counted_and_labelled_there(
    clerk: FlaskClient, world: Database, settings: Settings
) -> None:
    ours, theirs = (seller_of(world, office).code for office in (0, 1))
    content = a_sheet(world).decode().replace(f"D3,{ours}", f"D3,{theirs}").encode()

    page = clerk.get(_imported(clerk, world, settings, content)).text

    assert "1 bưu gửi của Bưu cục Tân Phong, in nhãn ở đó." in page
    assert "In 2 nhãn của bưu cục mình" in page


def test_unknown_headings_are_asked_for_and_never_guessed(
    clerk: FlaskClient, world: Database, settings: Settings
) -> None:
    asked = _upload(clerk, a_sheet(world, headings=STRANGE))
    sha256 = re.search(r'name="sha256" value="([0-9a-f]{64})"', asked.text)
    assert asked.status_code == 422
    assert sha256

    said = {f"column-{place}": meaning for place, meaning in enumerate(MEANINGS)}
    answer = clerk.post("/imports/mapped", data=said | {"sha256": sha256[1], "filename": "don.csv"})
    _work(world, settings)

    assert answer.status_code == 302
    assert _shipments(world) == 3


def test_a_marketplaces_sheet_with_renamed_columns_is_called_by_its_name(clerk: FlaskClient, world: Database) -> None:
    headings = "Order ID,Shop,Seller SKU,Quantity,Buyer,Tel,Tỉnh,Xã,Đ/c"

    asked = _upload(clerk, a_sheet(world, headings=headings))

    assert "Giống bảng TikTok Shop" in asked.text
    assert '<option value="reference" selected>' in asked.text
    missing = asked.text.partition("Còn thiếu:")[2].partition("</p>")[0]
    assert ("Mã đơn hàng" in missing, "Điện thoại" in missing) == (False, True)


def test_two_columns_said_to_be_the_same_are_asked_about_again(clerk: FlaskClient, world: Database) -> None:
    asked = _upload(clerk, a_sheet(world, headings=STRANGE))
    sha256 = re.search(r'name="sha256" value="([0-9a-f]{64})"', asked.text)
    assert sha256
    said = {f"column-{place}": meaning for place, meaning in enumerate(MEANINGS)} | {"column-1": "phone"}

    again = clerk.post("/imports/mapped", data=said | {"sha256": sha256[1], "filename": "don.csv"})

    assert again.status_code == 422
    assert "Nhiều cột cùng được chỉ là Điện thoại" in again.text
    assert _shipments(world) == 0


def test_columns_that_a_profile_knows_are_not_asked_again(clerk: FlaskClient, world: Database) -> None:
    asked = _upload(clerk, a_sheet(world, headings=HEADINGS.replace("Số lượng", "SL"))).text

    assert '<option value="phone" selected>' in asked
    assert "Còn thiếu: <b>Số lượng</b>." in asked


def test_a_sheet_that_lacks_a_column_is_refused_and_nothing_is_to_be_mapped(
    clerk: FlaskClient, world: Database
) -> None:
    answer = _upload(clerk, ",".join(HEADINGS.split(",")[:-1]).encode() + b"\nD1,LC1,MAC-500,1,A,0912345671,HN,BD\n")

    assert answer.status_code == 422
    assert "Tệp thiếu cột: Địa chỉ (address)" in answer.text
    assert 'name="column-0"' not in answer.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 order list", "tệp PDF"),
        (b"", "Chưa chọn tệp"),
        (HEADINGS.encode() + b"\n", "Tệp trống"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_where_it_was_chosen(
    clerk: FlaskClient, world: Database, content: bytes, words: str
) -> None:
    answer = _upload(clerk, content)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'name="file"' in answer.text
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_sheet_of_another_office_does_not_exist_here(
    as_role: SignedIn, clerk: FlaskClient, world: Database, settings: Settings
) -> None:
    progress = _upload(clerk, a_sheet(world)).location
    _work(world, settings)
    address = clerk.get(progress).location

    other = as_role(Role.CLERK, office=1)

    assert other.get(progress).status_code == 404
    assert other.get(address).status_code == 404
    assert other.get(f"{address}/rejects.csv").status_code == 404
    assert other.post(f"{address}/labels").status_code == 404
    assert "don.csv" not in other.get("/imports").text


def test_a_name_that_leads_out_of_the_store_leads_nowhere(clerk: FlaskClient, settings: Settings) -> None:
    Path(settings.storage_dir).mkdir(parents=True)

    assert clerk.post("/imports/mapped", data={"sha256": "../../web.db", "filename": "x"}).status_code == 404


def test_our_own_sheet_can_be_fetched_and_is_recognised(clerk: FlaskClient) -> None:
    sheet = clerk.get("/imports/template.csv")

    assert "Mã đơn hàng" in sheet.data.decode("utf-8-sig")
    assert clerk.get("/imports/template.xlsx").data.startswith(b"PK")
