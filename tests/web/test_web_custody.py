"""Scanning anything, and bags from the first parcel in to the last one out, as clerks do it."""

from __future__ import annotations

import re

import pytest
from browser import SignedIn
from flask.testing import FlaskClient
from sqlalchemy import select, update
from walk import a_registered_parcel

from logistics import clock
from logistics.carriers.models import HandOver
from logistics.db import Database
from logistics.parties.models import Office, Role
from logistics.shipments.models import Parcel
from logistics.tracking.models import Bag, EventCode, HandlingEvent
from logistics.tracking.uuid7 import uuid7


@pytest.fixture
def clerk(as_role: SignedIn) -> FlaskClient:
    """The first office's clerk."""
    return as_role(Role.CLERK)


@pytest.fixture
def other(as_role: SignedIn, world: Database) -> FlaskClient:
    """The clerk of the second office, which has a name of its own."""
    with world.transaction() as session:
        second = session.scalars(select(Office.id).order_by(Office.id)).all()[1]
        session.execute(update(Office).where(Office.id == second).values(name="Bưu cục Tam Đường"))
    return as_role(Role.CLERK, office=1)


def a_bag(clerk: FlaskClient, *numbers: str, to: str = "Bưu cục Tam Đường") -> str:
    """The SSCC of a bag with these parcels in it."""
    sscc = clerk.post("/custody/bags", data={"destination": to}).location.rsplit("/", 1)[1]
    for number in numbers:
        assert clerk.post(f"/custody/bags/{sscc}/parcels", data={"code": number}).status_code == 200
    return sscc


def a_sealed_bag(clerk: FlaskClient, *numbers: str, to: str = "Bưu cục Tam Đường") -> str:
    """The SSCC of a bag that left with these parcels."""
    sscc = a_bag(clerk, *numbers, to=to)
    clerk.post(f"/custody/bags/{sscc}/seal", data={"seal": "HL000001", "mass_kg": "4,2"})
    clerk.post(f"/custody/bags/{sscc}/send-off")
    return sscc


def test_a_scanned_parcel_says_where_it_is_and_what_to_do(clerk: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)

    before = clerk.get(f"/custody?q={number}").text
    clerk.post("/custody/accept", data={"code": number})
    after = clerk.get(f"/custody?q={number}").text

    assert "Chưa ai quét lúc lấy hàng" in before
    assert "Hàng đang ở đây. Cho vào túi." in after
    assert 'href="/custody/bags"' in after


def test_a_code_that_cannot_be_read_and_one_that_nobody_knows_are_told_apart(clerk: FlaskClient) -> None:
    assert "Sai số kiểm tra" in clerk.get("/custody?q=HP123456789015").text
    assert "Không có bưu gửi này" in clerk.get("/custody?q=HP123456789014").text


def test_a_carriers_number_leads_to_the_parcel_it_was_given_for(clerk: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)
    with world.transaction() as session:
        parcel = session.scalars(select(Parcel).where(Parcel.item_number == number)).one()
        session.add(
            HandOver(
                parcel_id=parcel.id,
                carrier="viettel_post",
                office_id=parcel.shipment.office_id,
                reference=number,
                created_at=parcel.status_at,
                due_at=parcel.status_at,
                carrier_number="RR123456785VN",
            )
        )

    page = clerk.get("/custody?q=rr 123456785 vn").text

    assert number in page
    assert "Mã của hãng vận chuyển" in page


@pytest.mark.parametrize(("raw", "read"), [("501", "Đã giao"), ("987", "Đang xử lý")])
def test_what_the_carrier_says_stands_in_its_words_and_in_ours(
    clerk: FlaskClient, world: Database, raw: str, read: str
) -> None:
    number = a_registered_parcel(world)
    with world.transaction() as session:
        parcel = session.scalars(select(Parcel).where(Parcel.item_number == number)).one()
        times = {"created_at": parcel.status_at, "due_at": parcel.status_at, "status_at": parcel.status_at}
        named = {"carrier": "viettel_post", "reference": number, "office_id": parcel.shipment.office_id}
        session.add(HandOver(parcel_id=parcel.id, raw_status=raw, **named, **times))

    page = clerk.get(f"/custody?q={number}").text

    said = page[page.index('id="carriers"') :].split("</section>")[0]
    assert "Viettel Post" in said
    assert f"nguyên văn: {raw}" in said
    assert read in said


def test_the_story_shows_to_whom_it_was_given_and_the_signature(
    clerk: FlaskClient, as_role: SignedIn, world: Database
) -> None:
    number = a_registered_parcel(world)
    evidence = {"given_to": "con gái", "signature": "0A1B2C"}
    event = {"id": str(uuid7()), "code": "delivered", "happened_at": clock.now().isoformat(), "parcels": [number]}
    batch = {"sent_at": clock.now().isoformat(), "events": [event | {"evidence": evidence}]}
    as_role(Role.DRIVER).post("/driver/events", json=batch)

    page = clerk.get(f"/custody?q={number}").text

    assert "Giao cho con gái" in page
    assert "Đo được" not in page
    assert '<polyline points="0,10 1,11 2,12 "/>' in page


def test_a_parcel_of_another_office_is_named_and_no_more_is_told(clerk: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world, office=1)

    page = clerk.get(f"/custody?q={number}").text

    assert "Chuyển về đó" in page
    assert "350.000" not in page


def test_a_bag_is_filled_sealed_and_its_papers_printed(clerk: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)
    sscc = a_bag(clerk, number)
    assert clerk.get(f"/custody/bags/{sscc}/label.pdf").status_code == 409

    clerk.post(f"/custody/bags/{sscc}/seal", data={"seal": "HL000001", "mass_kg": "4,2"})

    for paper in ("label", "manifest"):
        answer = clerk.get(f"/custody/bags/{sscc}/{paper}.pdf")
        assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert "HL000001" in clerk.get(f"/custody/bags/{sscc}").text


def test_what_does_not_belong_into_a_bag_is_refused_beside_the_box(clerk: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)
    full, sscc = a_bag(clerk, number), a_bag(clerk)

    answer = clerk.post(f"/custody/bags/{sscc}/parcels", data={"code": number})

    assert answer.status_code == 422
    assert full in answer.text


def test_a_parcel_is_taken_out_of_an_open_bag_again(clerk: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)
    sscc = a_bag(clerk, number)

    clerk.post(f"/custody/bags/{sscc}/take-out", data={"number": number})

    assert number not in clerk.get(f"/custody/bags/{sscc}").text


@pytest.mark.parametrize(
    "sealed", [{"seal": "", "mass_kg": "4"}, {"seal": "1", "mass_kg": "x"}, {"seal": "1", "mass_kg": "0"}]
)
def test_a_seal_without_number_or_weight_is_explained(
    clerk: FlaskClient, world: Database, sealed: dict[str, str]
) -> None:
    sscc = a_bag(clerk, a_registered_parcel(world))

    answer = clerk.post(f"/custody/bags/{sscc}/seal", data=sealed)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_the_other_office_counts_the_bag_and_names_what_differs(
    clerk: FlaskClient, other: FlaskClient, world: Database
) -> None:
    listed, missing, surplus, misrouted = (a_registered_parcel(world) for _ in range(4))
    a_sealed_bag(clerk, misrouted, to="Hà Nội")
    sscc = a_sealed_bag(clerk, listed, missing)
    assert sscc in other.get("/custody/bags").text

    other.post(f"/custody/bags/{sscc}/open", data={"found_seal": "HL000001"})
    answers = {
        number: other.post(f"/custody/bags/{sscc}/unpack", data={"code": number})
        for number in (listed, surplus, misrouted, "HP123456789014")
    }
    page = other.post(f"/custody/bags/{sscc}/finish", follow_redirects=True).text

    assert "Đúng bảng kê" in answers[listed].text
    assert "Thừa: không có trong bảng kê" in answers[surplus].text
    assert "đi Hà Nội. Chuyển về đó." in answers[misrouted].text
    assert answers["HP123456789014"].status_code == 422
    assert "Thiếu" in page
    assert missing in page
    assert missing in other.get("/watch?trouble=missing").text


def test_a_bag_that_is_for_neither_office_does_not_exist_there(
    clerk: FlaskClient, other: FlaskClient, world: Database
) -> None:
    sscc = a_bag(clerk, a_registered_parcel(world), to="Hà Nội")

    assert other.get(f"/custody/bags/{sscc}").status_code == 404
    assert other.post(f"/custody/bags/{sscc}/parcels", data={"code": "x"}).status_code == 404


def test_a_bag_needs_a_destination_and_a_company_prefix(clerk: FlaskClient, world: Database) -> None:
    assert clerk.post("/custody/bags", data={"destination": " "}).status_code == 422
    assert "952" in clerk.get("/custody/bags").text
    with world.reading() as session:
        assert session.scalars(select(Bag)).all() == []


def test_a_dispatcher_looks_at_bags_and_changes_none(clerk: FlaskClient, as_role: SignedIn, world: Database) -> None:
    sscc = a_bag(clerk, a_registered_parcel(world))
    dispatcher = as_role(Role.DISPATCHER)

    page = dispatcher.get(f"/custody/bags/{sscc}").text

    assert "<form" not in page.split("<main")[1]
    assert dispatcher.post(f"/custody/bags/{sscc}/open").status_code == 403


def test_what_a_clerk_does_with_a_bag_counts_once_however_often_the_button_is_pressed(
    clerk: FlaskClient, other: FlaskClient, world: Database
) -> None:
    number = a_registered_parcel(world)
    clerk.post("/custody/accept", data={"code": number})
    address = f"/custody/bags/{a_bag(clerk, number)}"

    def twice(browser: FlaskClient, what: str, **form: str) -> list[int]:
        return [browser.post(f"{address}/{what}", data=form | {"form_key": what}).status_code for _ in range(2)]

    assert twice(clerk, "take-out", number=number) == [302, 302]
    clerk.post(f"{address}/parcels", data={"code": number})
    assert twice(clerk, "seal", seal="HL000001", mass_kg="4,2") == [302, 302]
    assert twice(clerk, "send-off") == [302, 302]
    assert twice(other, "open", found_seal="HL000001") == [302, 302]
    assert twice(other, "finish") == [302, 302]
    with world.reading() as session:
        codes = session.scalars(select(HandlingEvent.code).order_by(HandlingEvent.id)).all()
    assert codes.count(EventCode.DEPARTED) == codes.count(EventCode.ARRIVED) == 1


def test_every_button_of_a_bag_has_a_key_of_its_own(clerk: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)
    page = clerk.get(f"/custody/bags/{a_bag(clerk, number)}").text

    keys = re.findall(r'name="form_key" value="([^"]+)"', page)

    assert len(keys) == len(set(keys)) >= 2
