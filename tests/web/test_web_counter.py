"""The counter: one field for every scan, walk-in shipments, acceptance and labels."""

from __future__ import annotations

import re

import pypdfium2
import pytest
import zxingcpp
from browser import SignedIn
from flask.testing import FlaskClient
from sqlalchemy import func, select
from walk import a_registered_parcel, seller_of, walk_in_form

from logistics.db import Database
from logistics.parties.models import Role, Seller
from logistics.shipments.models import LabelPrint, Parcel, PrintJob, Shipment, Status
from logistics.tracking.models import EventCode, HandlingEvent

PIECE = {"HX-Request": "true"}


@pytest.fixture
def clerk(as_role: SignedIn) -> FlaskClient:
    """The first office's clerk."""
    return as_role(Role.CLERK)


@pytest.fixture
def number(world: Database) -> str:
    """A parcel that waits at a seller of the clerk's office."""
    return a_registered_parcel(world)


def _parcel(world: Database, number: str) -> Parcel:
    with world.reading() as session:
        return session.scalars(select(Parcel).where(Parcel.item_number == number)).one()


def test_a_walk_in_shipment_is_registered_accepted_and_labelled(clerk: FlaskClient, world: Database) -> None:
    answer = clerk.post("/counter/new", data=walk_in_form(seller_of(world).code), follow_redirects=True)

    assert answer.status_code == 200
    with world.reading() as session:
        parcel = session.scalars(select(Parcel)).one()
        shipment = session.scalars(select(Shipment)).one()
    assert (parcel.status, shipment.cod_amount_vnd) == (Status.ACCEPTED, 350_000)
    label = clerk.post("/counter/labels", data={"number": parcel.item_number})
    assert label.mimetype == "application/pdf"
    assert parcel.item_number in _codes(label.data)


def test_a_walk_in_form_without_goods_asks_for_them(clerk: FlaskClient, world: Database) -> None:
    form = walk_in_form(seller_of(world).code, **{"lines-0-sku": "", "consignee-phone": "12"})

    answer = clerk.post("/counter/new", data=form)

    assert answer.status_code == 422
    assert "Chưa có mặt hàng. Chọn hoặc ghi mặt hàng." in answer.text
    assert "không phải số điện thoại" in answer.text


def test_what_was_told_about_a_new_sender_still_stands_there_after_a_refusal(clerk: FlaskClient) -> None:
    told = {"sender-phone": "0972 555 123", "sender-name": "Sùng A Páo", "sender-village": "Sin Chải"}

    answer = clerk.post("/counter/new", data=walk_in_form("") | told)

    assert answer.status_code == 422
    assert 'value="Sùng A Páo"' in answer.text
    assert 'value="Sin Chải"' in answer.text
    assert "Hãy chọn xã/phường của người gửi." in answer.text


def test_what_is_wrong_with_sender_goods_and_recipient_is_said_at_once(clerk: FlaskClient) -> None:
    wrong = {"sender-phone": "abc", "lines-0-sku": "", "consignee-phone": "12", "consignee-name": ""}

    page = clerk.post("/counter/new?lang=en", data=walk_in_form("") | wrong).text

    for fault in ("The sender&#39;s phone number is wrong.", "No goods are named.", "&#39;12&#39; is no phone number."):
        assert fault in page
    assert "seller_code" not in re.findall(r'<li><a href="#([^"]*)"', page)


def test_everything_wrong_with_the_form_is_said_at_once_and_nothing_is_made(
    clerk: FlaskClient, world: Database
) -> None:
    form = walk_in_form(
        seller_of(world).code, **{"consignee-name": "", "consignee-phone": "12", "lines-0-quantity": "0"}
    )

    answer = clerk.post("/counter/new", data=form)

    assert answer.status_code == 422
    for field in ("consignee-name", "consignee-phone", "lines-0-quantity"):
        assert f'href="#{field}"' in answer.text
    assert "Số 5 Hoàng Hoa Thám" in answer.text
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(Shipment)) == 0


def test_a_name_that_the_label_cannot_show_is_told_at_its_field(clerk: FlaskClient, world: Database) -> None:
    answer = clerk.post("/counter/new", data=walk_in_form(seller_of(world).code, **{"consignee-name": "陳大文"}))

    assert answer.status_code == 422
    assert "Viết bằng chữ Latinh như trên căn cước" in answer.text
    assert 'href="#consignee-name"' in answer.text


def test_somebody_new_is_taken_in_with_their_first_parcel(clerk: FlaskClient, world: Database) -> None:
    form = walk_in_form("", **{"sender-phone": "0987 654 321", "sender-name": "Lò Văn Inh", "sender-village": "Nà Ban"})
    form |= {"sender-commune": "03390", "seller_code": ""}

    first, second = (clerk.post("/counter/new", data=form) for _ in range(2))

    assert first.status_code == second.status_code == 302
    with world.reading() as session:
        sender = session.scalars(select(Seller).where(Seller.phone == "+84987654321")).one()
        assert session.scalar(select(func.count()).where(Shipment.seller_id == sender.id)) == 2


def test_a_scale_that_disagrees_with_the_standard_asks_for_a_reason(clerk: FlaskClient, world: Database) -> None:
    form = walk_in_form(seller_of(world).code, mass_kg="3,2")

    asked = clerk.post("/counter/new", data=form)
    given = clerk.post("/counter/new", data=form | {"reason": "gói kèm quà"})

    assert asked.status_code == 422
    assert 'name="reason"' in asked.text
    assert "Cân được 3,2 kg, khai" in asked.text
    assert given.status_code == 302
    with world.reading() as session:
        event = session.scalars(select(HandlingEvent).where(HandlingEvent.code == EventCode.ACCEPTED)).one()
    assert event.evidence == {"weighed_g": 3200, "reason": "gói kèm quà"}


def test_a_carton_that_bulges_asks_for_a_reason_and_both_are_kept(clerk: FlaskClient, world: Database) -> None:
    form = walk_in_form(seller_of(world).code, size_cm="39,1 x 24,7 × 14,4")

    asked = clerk.post("/counter/new", data=form)
    given = clerk.post("/counter/new", data=form | {"reason": "đã bớt hàng, thùng vẫn tốt"})

    assert asked.status_code == 422
    assert "Thùng phồng" in asked.text
    assert given.status_code == 302
    with world.reading() as session:
        event = session.scalars(select(HandlingEvent).where(HandlingEvent.code == EventCode.ACCEPTED)).one()
    assert event.evidence == {"measured_mm": [391, 247, 144], "reason": "đã bớt hàng, thùng vẫn tốt"}


def test_a_parcel_weighs_and_is_charged_as_the_scale_and_the_rule_said(clerk: FlaskClient, world: Database) -> None:
    measured = {"mass_kg": "3,2", "size_cm": "39,1 x 24,7 × 14,4", "reason": "gói kèm quà"}

    clerk.post("/counter/new", data=walk_in_form(seller_of(world).code, **measured))

    with world.reading() as session:
        parcel = session.scalars(select(Parcel)).one()
    assert parcel.gross_mass_g == 3200
    assert (parcel.length_mm, parcel.width_mm, parcel.height_mm) == (391, 247, 144)
    assert parcel.chargeable_mass_g == 3500
    story = clerk.get(f"/counter/parcels/{parcel.item_number}").text
    for told in ("Cân được: 3,2 kg", "Đo được: 391 × 247 × 144 mm", "Vẫn nhận, lý do: gói kèm quà"):
        assert told in story


@pytest.mark.parametrize("size", ["26", "26x19", "26x19x0", "26x19x900", "-1x2x3", "rộng"])
def test_what_no_rule_can_say_is_called_impossible(clerk: FlaskClient, world: Database, size: str) -> None:
    answer = clerk.post("/counter/new", data=walk_in_form(seller_of(world).code, size_cm=size))

    assert answer.status_code == 422
    assert "Ghi ba cạnh như 26×19×11" in answer.text
    assert 'href="#size_cm"' in answer.text


@pytest.mark.parametrize("mass", ["-3", "0", "200,1", "999999999999", "0,0001"])
def test_what_no_scale_can_say_is_called_impossible(clerk: FlaskClient, world: Database, mass: str) -> None:
    answer = clerk.post("/counter/new", data=walk_in_form(seller_of(world).code, mass_kg=mass))

    assert answer.status_code == 422
    assert "Khối lượng phải lớn hơn 0 và tối đa 200 kg" in answer.text
    assert 'href="#mass_kg"' in answer.text


def test_a_scan_answers_with_the_parcel_and_its_next_action(clerk: FlaskClient, number: str) -> None:
    answer = clerk.get("/counter/look", query_string={"q": number.lower()}, headers=PIECE)

    assert "Trần Hồng Linh" in answer.text
    assert "Nhận tại bưu cục" in answer.text


@pytest.mark.parametrize("words", ["0974305036", "hong linh", "TRẦN"])
def test_a_phone_or_a_name_without_marks_finds_it_too(clerk: FlaskClient, number: str, words: str) -> None:
    assert number in clerk.get("/counter", query_string={"q": words}).text


def test_a_mistyped_number_is_called_mistyped(clerk: FlaskClient, number: str) -> None:
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)

    assert "Sai số kiểm tra" in clerk.get("/counter", query_string={"q": wrong}).text


def test_a_parcel_scanned_twice_is_accepted_once(clerk: FlaskClient, world: Database, number: str) -> None:
    first, again = (clerk.post("/counter/accept", data={"number": number}, headers=PIECE) for _ in range(2))

    assert 'data-accepted="yes"' in first.text
    assert 'data-accepted="no"' in again.text
    assert _parcel(world, number).status is Status.ACCEPTED
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(HandlingEvent)) == 1


def test_without_javascript_a_scan_is_accepted_all_the_same(clerk: FlaskClient, world: Database, number: str) -> None:
    answer = clerk.post("/counter/accept", data={"number": number}, follow_redirects=True)

    assert answer.status_code == 200
    assert _parcel(world, number).status is Status.ACCEPTED


def test_what_is_far_too_long_for_a_code_is_told_on_the_desk(clerk: FlaskClient) -> None:
    answer = clerk.post("/counter/accept", data={"number": "9" * 10_000})
    page = clerk.get(answer.location)

    assert len(answer.location) < 300
    assert page.status_code == 200
    assert 'role="alert"' in page.text


def test_a_label_is_printed_again_only_with_a_reason(clerk: FlaskClient, world: Database, number: str) -> None:
    first = clerk.post("/counter/labels", data={"number": number})
    silent = clerk.post("/counter/labels", data={"number": number})
    explained = clerk.post("/counter/labels", data={"number": number, "reason": "Nhãn bị hỏng"})

    assert [answer.status_code for answer in (first, silent, explained)] == [200, 409, 200]
    with world.reading() as session:
        assert session.scalars(select(LabelPrint.reason).order_by(LabelPrint.id)).all() == ["", "Nhãn bị hỏng"]


def test_the_same_form_sent_twice_is_one_label(clerk: FlaskClient, world: Database, number: str) -> None:
    form = {"number": number, "form_key": "k1"}

    first, second = (clerk.post("/counter/labels", data=form) for _ in range(2))
    queued = [clerk.post("/counter/print", data=form | {"reason": "Nhãn bị hỏng"}) for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 200)
    assert number in _codes(second.data)
    assert [answer.status_code for answer in queued] == [302, 302]
    assert _parcel(world, number).labels_printed == 2
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(PrintJob)) == 1


def test_a_number_named_many_times_is_one_label(clerk: FlaskClient, world: Database, number: str) -> None:
    label = clerk.post("/counter/labels", data={"number": [number] * 300})

    document = pypdfium2.PdfDocument(label.data)
    assert len(document) == 1
    document.close()
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(LabelPrint)) == 1


def test_labels_of_no_parcel_are_refused(clerk: FlaskClient) -> None:
    assert clerk.post("/counter/labels").status_code == 422


def test_a_parcel_of_another_office_does_not_exist_here(clerk: FlaskClient, world: Database) -> None:
    foreign = a_registered_parcel(world, office=1)

    assert clerk.get(f"/counter/parcels/{foreign}").status_code == 404
    assert clerk.post("/counter/labels", data={"number": foreign}).status_code == 404
    assert "Trần Hồng Linh" not in clerk.get("/counter", query_string={"q": foreign}).text
    assert foreign not in clerk.get("/counter/latest").text


def test_what_another_office_has_is_said_to_be_there_without_a_name(clerk: FlaskClient, world: Database) -> None:
    foreign = a_registered_parcel(world, office=1, channel="tiktok", reference="597251")

    answers = [clerk.get("/counter", query_string={"q": words}).text for words in (foreign, "0974305036", "597251")]

    assert all("thuộc bưu cục khác: Bưu cục Tân Phong" in answer for answer in answers)
    assert not any("Trần Hồng Linh" in answer or "Người mới thì bấm" in answer for answer in answers)


def test_a_name_is_not_looked_for_in_other_offices(clerk: FlaskClient, world: Database) -> None:
    a_registered_parcel(world, office=1)

    assert "thuộc bưu cục khác" not in clerk.get("/counter", query_string={"q": "hong linh"}).text


def test_a_shipment_of_another_office_does_not_exist_here(as_role: SignedIn, world: Database) -> None:
    made = as_role(Role.CLERK, office=1).post("/counter/new", data=walk_in_form(seller_of(world, 1).code))

    assert as_role(Role.CLERK).get(made.location).status_code == 404


def test_communes_are_offered_as_they_are_typed(clerk: FlaskClient) -> None:
    answer = clerk.get("/counter/communes", query_string={"consignee-commune-words": "tan phong lai chau"})

    assert 'value="03408"' in answer.text


def test_the_commune_chosen_stays_chosen_when_the_form_comes_back(clerk: FlaskClient, world: Database) -> None:
    asked = {"consignee-commune-words": "ba dinh"}
    offered = re.findall(r'value="([0-9]{5})"', clerk.get("/counter/communes", query_string=asked).text)

    page = clerk.post("/counter/new", data=walk_in_form(seller_of(world).code, mass_kg="-3")).text
    again = clerk.get("/counter/communes", query_string=asked | {"chosen": offered[1]}).text

    assert """hx-vals='{"chosen": "00004"}'""" in page
    assert re.findall(r'value="([0-9]{5})" checked', again) == [offered[1]]


def test_a_hostile_name_stays_text(clerk: FlaskClient, world: Database) -> None:
    form = walk_in_form(seller_of(world).code, **{"consignee-name": "<script>alert(1)</script>"})

    page = clerk.post("/counter/new", data=form, follow_redirects=True)

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def _codes(pdf: bytes) -> set[str]:
    """What an independent reader sees on the first page."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=4).to_pil()
    document.close()
    return {found.text for found in zxingcpp.read_barcodes(picture)}
