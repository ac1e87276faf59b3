"""What gateways and carriers send: believed only with what was agreed with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from api_client import Api
from browser import SignedIn
from factories import a_shipment
from flask.testing import FlaskClient
from sqlalchemy import select

from logistics import clock
from logistics.app import create_app
from logistics.carriers.models import HandOver, HandOverState
from logistics.db import Database
from logistics.notices.models import Notice
from logistics.parties.models import Role, Seller
from logistics.settings import Settings
from logistics.shipments.models import Parcel, Status

SHOP = 885
SECRET = {"X-Gateway-Secret": "agreed"}


@pytest.fixture
def outside(settings: Settings, world: Database) -> FlaskClient:
    """Anybody out there, calling an installation with a gateway and an account with GHN."""
    known = replace(
        settings, sms_inbound_secret="agreed", ghn_token="token", ghn_shop_id=SHOP, ghn_webhook_secret="ours"
    )
    return create_app(known, world).test_client()


def _handed_over(world: Database) -> str:
    """The number of a parcel that GHN carries as G1."""
    now = clock.now()
    with world.transaction() as session:
        shipment = a_shipment(session, session.scalars(select(Seller).order_by(Seller.id)).all()[0])
        parcel = session.scalars(select(Parcel).where(Parcel.shipment_id == shipment.id)).one()
        given = HandOver(
            parcel_id=parcel.id,
            carrier="ghn",
            office_id=shipment.office_id,
            reference=parcel.item_number,
            created_at=now,
            due_at=now,
            state=HandOverState.CONFIRMED,
            carrier_number="G1",
        )
        session.add(given)
        return parcel.item_number


def _report(status: str, **more: Any) -> dict[str, Any]:
    return {"ShopID": SHOP, "OrderCode": "G1", "Status": status, "Time": "2025-11-05T05:00:00Z"} | more


def _status(world: Database, number: str) -> Status:
    with world.reading() as session:
        return session.scalars(select(Parcel.status).where(Parcel.item_number == number)).one()


def test_a_text_with_a_number_is_answered_once(outside: FlaskClient, world: Database) -> None:
    told = {"id": "sms-1", "phone": "0974305036", "text": "HP12345"}

    answers = [outside.post("/api/v1/sms", json=told, headers=SECRET).json for _ in range(2)]

    assert answers == [{"answered": True}, {"answered": False}]
    with world.reading() as session:
        assert [notice.recipient for notice in session.scalars(select(Notice))] == ["+84974305036"]


@pytest.mark.parametrize("headers", [{}, {"X-Gateway-Secret": "guessed"}])
def test_a_text_from_who_does_not_know_the_secret_is_refused(outside: FlaskClient, headers: dict[str, str]) -> None:
    told = {"id": "sms-1", "phone": "0974305036", "text": "x"}

    assert outside.post("/api/v1/sms", json=told, headers=headers).status_code == 403


def test_without_an_agreed_secret_no_text_is_believed(settings: Settings, world: Database) -> None:
    client = create_app(settings, world).test_client()

    answer = client.post("/api/v1/sms", json={"id": "1", "phone": "1", "text": ""}, headers={"X-Gateway-Secret": ""})

    assert answer.status_code == 403


def test_a_carriers_report_moves_the_parcel_once(outside: FlaskClient, world: Database) -> None:
    number, address = _handed_over(world), "/api/v1/carriers/ghn/webhook?secret=ours"

    answers = [outside.post(address, json=_report("delivered")).json for _ in range(2)]

    assert answers == [{"new": 1}, {"new": 0}]
    assert _status(world, number) is Status.DELIVERED


def test_a_carriers_unknown_word_is_kept_and_reads_as_in_progress(
    outside: FlaskClient, world: Database, api: Callable[..., Api]
) -> None:
    number = _handed_over(world)

    outside.post("/api/v1/carriers/ghn/webhook?secret=ours", json=_report("teleporting"))

    assert _status(world, number) is Status.READY
    [word] = api(Role.CLERK)("GET", f"/parcels/{number}/carriers", headers={"Accept-Language": "en"}).json["carriers"]
    assert (word["carrier"], word["number"]) == ("Giao Hàng Nhanh", "G1")
    assert (word["raw"], word["text"]) == ("teleporting", "In progress")


def test_an_unknown_word_stays_in_the_story_for_staff_when_others_follow(
    outside: FlaskClient, world: Database, api: Callable[..., Api], as_role: SignedIn
) -> None:
    number, address = _handed_over(world), "/api/v1/carriers/ghn/webhook?secret=ours"
    for minute, code in enumerate(("drone_hovering", "picked", "delivering")):
        outside.post(address, json=_report(code, Time=f"2025-11-05T05:0{minute}:00Z"))

    [word] = api(Role.CLERK)("GET", f"/parcels/{number}/carriers", headers={"Accept-Language": "en"}).json["carriers"]
    page = as_role(Role.CLERK).get(f"/custody?q={number}").text

    assert [(each["raw"], each["text"], each["moved"]) for each in word["reports"]] == [
        ("drone_hovering", "In progress", False),
        ("picked", "In transit", True),
        ("delivering", "Out for delivery", True),
    ]
    story = page[page.index('class="timeline"') :].split("</ol>")[0]
    assert "nguyên văn: drone_hovering" in story
    assert "Đang xử lý" in story
    assert story.index("delivering") < story.index("drone_hovering")


@pytest.mark.parametrize("secret", ["", "guessed"])
def test_a_report_from_who_does_not_know_the_secret_is_refused(
    outside: FlaskClient, world: Database, secret: str
) -> None:
    number = _handed_over(world)

    answer = outside.post(f"/api/v1/carriers/ghn/webhook?secret={secret}", json=_report("delivered"))

    assert answer.status_code == 403
    assert _status(world, number) is Status.READY


def test_a_carrier_without_an_account_does_not_exist(outside: FlaskClient) -> None:
    assert outside.post("/api/v1/carriers/viettel_post/webhook", json={}).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"ShopID": 885}'])
def test_what_is_no_report_is_refused(outside: FlaskClient, body: bytes) -> None:
    answer = outside.post("/api/v1/carriers/ghn/webhook?secret=ours", data=body, content_type="application/json")

    assert answer.status_code == 422
