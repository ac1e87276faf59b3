"""At the door: what the driver took out is given against cash and signature, or brought back with a reason."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from live import PHONE, a_browser, accessibility_faults, complaints
from PIL import Image
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import select
from tour import Tour, a_tour, opened
from walk import a_registered_parcel
from werkzeug.test import TestResponse

from logistics import clock
from logistics.cod import Account, balances
from logistics.db import Database
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking.models import HandlingEvent
from logistics.tracking.uuid7 import uuid7

COD_VND = 350_000


@pytest.fixture
def tour(world: Database) -> Tour:
    """A driver of the first office, with a route of today."""
    return a_tour(world)


@pytest.fixture
def driver(as_role: Callable[..., FlaskClient], tour: Tour) -> FlaskClient:
    """That driver's browser without a screen."""
    return as_role(Role.DRIVER)


def told(driver: FlaskClient, code: str, number: str, **more: Any) -> str:
    """The outcome of one tap."""
    event = {"id": str(uuid7()), "code": code, "happened_at": clock.now().isoformat(), "parcels": [number]} | more
    batch = {"sent_at": clock.now().isoformat(), "device": "phone", "events": [event]}
    return str(driver.post("/driver/events", json=batch).json["verdicts"][0]["outcome"])


def money(world: Database, number: str) -> dict[Account, int]:
    """Where the parcel's cash stands."""
    with world.reading() as session:
        shipment_id = session.scalars(select(Parcel.shipment_id).where(Parcel.item_number == number)).one()
        return {account: vnd for account, vnd in balances(session, [shipment_id])[shipment_id].of.items() if vnd > 0}


def test_what_is_taken_out_is_on_the_phone_with_whom_where_and_how_much(driver: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)

    told(driver, "out_for_delivery", number)

    (delivery,) = driver.get("/driver/route").json["deliveries"]
    assert delivery["number"] == number
    assert (delivery["name"], delivery["phone"]) == ("Trần Hồng Linh", "+84974305036")
    assert delivery["address"] == "Số 329 Hùng Vương"
    assert delivery["cod_vnd"] == COD_VND
    assert (delivery["sequence"], delivery["of"]) == (1, 1)


def test_nobody_elses_phone_names_the_recipient(
    driver: FlaskClient, as_role: Callable[..., FlaskClient], world: Database
) -> None:
    told(driver, "out_for_delivery", a_registered_parcel(world))

    assert as_role(Role.DRIVER, office=1).get("/driver/route").json["deliveries"] == []


def test_what_was_delivered_leaves_the_phone_and_its_cash_is_in_the_drivers_hands(
    driver: FlaskClient, world: Database
) -> None:
    number = a_registered_parcel(world)
    told(driver, "out_for_delivery", number)

    told(driver, "delivered", number, evidence={"given_to": "con gái", "cod_vnd": COD_VND, "signature": "0A1B 2C3D"})

    assert driver.get("/driver/route").json["deliveries"] == []
    assert money(world, number) == {Account.COLLECTED: COD_VND}


def test_what_could_not_be_delivered_stays_to_be_brought_back(driver: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)
    told(driver, "out_for_delivery", number)

    told(driver, "delivery_failed", number, reason="consignee_absent")

    (delivery,) = driver.get("/driver/route").json["deliveries"]
    assert delivery["status"] == "at_hub"
    assert money(world, number) == {Account.DUE: COD_VND}


def test_a_parcel_of_another_office_is_delivered_by_who_has_it_at_hand(
    driver: FlaskClient, as_role: Callable[..., FlaskClient], world: Database
) -> None:
    number = a_registered_parcel(world, office=1)

    before = told(driver, "out_for_delivery", number)
    as_role(Role.CLERK).post("/custody/accept", data={"code": number})
    after = told(driver, "out_for_delivery", number)

    assert (before, after) == ("rejected", "applied")


def test_a_photo_is_seen_by_the_office_whose_parcel_it_proves_and_by_no_other(
    driver: FlaskClient, as_role: Callable[..., FlaskClient], world: Database
) -> None:
    number, other = a_registered_parcel(world), a_registered_parcel(world)
    jpeg = b"\xff\xd8\xff\xe0 the door"
    sha256 = hashlib.sha256(jpeg).hexdigest()

    outcome = sent_photo(driver, jpeg).json["verdicts"][0]["outcome"]
    told(driver, "out_for_delivery", number)
    told(driver, "delivery_failed", number, reason="consignee_absent", evidence={"photo_sha256": sha256})

    address = f"/custody/parcels/{number}/photos/{sha256}"
    clerk = as_role(Role.CLERK)
    assert outcome == "applied"
    assert (clerk.get(address).data, clerk.get(address).mimetype) == (jpeg, "image/jpeg")
    assert address in clerk.get(f"/custody?q={number}").text
    assert clerk.get(f"/custody/parcels/{other}/photos/{sha256}").status_code == 404
    assert as_role(Role.CLERK, office=1).get(address).status_code == 404


@pytest.mark.parametrize("content", [b"GIF89a", b"", b"\xff\xd8"])
def test_what_is_no_photo_is_refused_and_holds_nothing_up(driver: FlaskClient, content: bytes) -> None:
    assert sent_photo(driver, content).json["verdicts"][0]["outcome"] == "rejected"


def test_a_photo_beyond_what_a_phone_makes_is_of_no_right_form(driver: FlaskClient) -> None:
    assert sent_photo(driver, b"\xff\xd8\xff" + bytes(400_000)).status_code == 422


def sent_photo(driver: FlaskClient, content: bytes) -> TestResponse:
    """The answer to a photo from the outbox."""
    photo = {"id": str(uuid7()), "happened_at": clock.now().isoformat(), "jpeg": base64.b64encode(content).decode()}
    batch = {"sent_at": clock.now().isoformat(), "device": "phone", "events": [photo]}
    return driver.post("/driver/photos", json=batch)


def take_out(page: Page, *numbers: str) -> None:
    """Type the numbers at the office and take them along."""
    page.click("#loading-open")
    for number in numbers:
        page.fill("#loading-typed", number)
        page.press("#loading-typed", "Enter")
    page.click("#take-out")
    expect(page.locator("#send")).to_be_visible()


def a_picture(folder: Path) -> Path:
    """A photo as a camera makes it, larger than what is sent."""
    path = folder / "door.png"
    Image.new("RGB", (2000, 1500), "peru").save(path)
    return path


def everything_sent(page: Page) -> None:
    """Wait until nothing waits on the phone."""
    expect(page.locator("#send")).to_be_hidden(timeout=60_000)


def evidence_of(world: Database, number: str, code: str) -> dict[str, Any]:
    """What the newest event of that code tells."""
    with world.reading() as session:
        found = session.scalars(
            select(HandlingEvent.evidence)
            .join(Parcel, Parcel.id == HandlingEvent.parcel_id)
            .where(Parcel.item_number == number, HandlingEvent.code == code)
        ).all()
    return dict(found[-1])


@pytest.mark.browser
def test_a_round_without_signal_is_sent_when_it_comes_back(
    playwright: Playwright,
    address: str,
    tmp_path: Path,
    world: Database,
    tour: Tour,
    as_role: Callable[..., FlaskClient],
) -> None:
    given, refused = a_registered_parcel(world), a_registered_parcel(world)
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        heard = complaints(page)
        take_out(page, given, refused)
        everything_sent(page)
        page.reload()
        cards = page.locator("#door-list .list-card")
        expect(cards).to_have_count(2)
        context.set_offline(True)

        cards.filter(has_text=given[-4:]).click()
        page.fill("#given-to", "con gái")
        page.fill("#cod-taken", "300.000")
        box = page.locator("#sign").bounding_box() or {}
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 200, box["y"] + 80, steps=12)
        page.mouse.up()
        page.set_input_files("#door-photo", a_picture(tmp_path))
        expect(page.locator("#door-photo-taken")).to_be_visible()
        page.click("#given")
        cards.filter(has_text=refused[-4:]).click()
        page.click("#not-given")
        page.click("#door-reasons [data-reason=refused]")
        expect(page.locator("#door-list .collected")).to_have_count(1)
        expect(page.locator("#door-list .failed")).to_have_count(1)
        context.set_offline(False)
        everything_sent(page)

        assert heard == []
    evidence = evidence_of(world, given, "delivered")
    assert (evidence["given_to"], evidence["cod_vnd"]) == ("con gái", 300_000)
    assert 8 <= len(evidence["signature"]) <= 400
    photo = as_role(Role.CLERK).get(f"/custody/parcels/{given}/photos/{evidence['photo_sha256']}")
    assert photo.data.startswith(b"\xff\xd8\xff")
    assert money(world, given) == {Account.COLLECTED: 300_000, Account.DUE: 50_000}
    assert money(world, refused) == {Account.DUE: COD_VND}


@pytest.mark.browser
def test_more_cash_than_is_due_is_not_taken_for_delivered(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    number = a_registered_parcel(world)
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        take_out(page, number)
        everything_sent(page)
        page.reload()
        page.click("#door-list .list-card")

        page.fill("#cod-taken", "3.500.000")
        page.click("#given")

        expect(page.locator("#cod-fault")).to_be_visible()
        expect(page.locator("#door")).to_be_visible()


@pytest.mark.browser
def test_the_screens_at_the_door_are_accessible_and_fit_the_phone(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        page.click("#loading-open")
        assert accessibility_faults(page) == []
        page.click("#loading [data-close]")
        take_out(page, a_registered_parcel(world))
        everything_sent(page)
        page.reload()
        page.click("#door-list .list-card")
        page.click("#not-given")
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
