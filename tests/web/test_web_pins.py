"""The driver says on the phone where a household really is, with or without signal; staff see it and decide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from live import DESK, PHONE, a_browser, accessibility_faults, complaints
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from sqlalchemy import select
from tour import Tour, a_tour, opened

from logistics import clock
from logistics.db import Database
from logistics.parties.credentials import SESSION_LIFETIME, issue
from logistics.parties.models import AuditEntry, CredentialKind, Role, Seller, User
from logistics.parties.pins.models import HouseholdPin
from logistics.tracking.uuid7 import uuid7

Enter = Callable[[Role], FlaskClient]


@pytest.fixture
def tour(world: Database) -> Tour:
    """Three households with two parcels each, today."""
    return a_tour(world)


def _pin(tour: Tour, **more: object) -> dict[str, object]:
    stop = tour.stops[0]
    return {
        "id": str(uuid7()),
        "household": stop.seller_code,
        "place": stop.place,
        "happened_at": clock.now().isoformat(),
        "lat": stop.lat + 0.002,
        "lon": stop.lon,
        "accuracy_m": 9,
        "sequence": 1,
    } | more


def _batch(*pins: dict[str, object]) -> dict[str, object]:
    return {"sent_at": clock.now().isoformat(), "device": "phone", "events": list(pins)}


def _seller(world: Database, tour: Tour) -> Seller:
    with world.reading() as session:
        return session.scalars(select(Seller).where(Seller.code == tour.stops[0].seller_code)).one()


def _pins(world: Database) -> list[HouseholdPin]:
    with world.reading() as session:
        return list(session.scalars(select(HouseholdPin).order_by(HouseholdPin.id)))


def test_a_pin_from_the_phone_has_a_verdict_and_counts_once(as_role: Enter, world: Database, tour: Tour) -> None:
    driver, pin = as_role(Role.DRIVER), _pin(tour)

    answers = [driver.post("/driver/pins", json=_batch(pin)).json["verdicts"][0]["outcome"] for _ in range(2)]

    assert answers == ["applied", "duplicate"]
    assert _seller(world, tour).lat == pin["lat"]


def test_an_unsure_pin_is_kept_for_staff_and_a_foreign_one_is_refused(
    as_role: Enter, world: Database, tour: Tour
) -> None:
    batch = _batch(_pin(tour, accuracy_m=2500), _pin(tour, household="LC000"))

    verdicts = as_role(Role.DRIVER).post("/driver/pins", json=batch).json["verdicts"]

    assert [(each["outcome"], each["doubt"], each["code"]) for each in verdicts] == [
        ("proposed", "vague", None),
        ("rejected", None, "unknown_household"),
    ]
    assert _seller(world, tour).lat == tour.stops[0].lat


@pytest.mark.parametrize("wrong", [{"accuracy_m": None}, {"lat": 91}, {"place": "moon"}, {"parcels": []}])
def test_a_pin_of_another_form_is_malformed(as_role: Enter, tour: Tour, wrong: dict[str, object]) -> None:
    assert as_role(Role.DRIVER).post("/driver/pins", json=_batch(_pin(tour, **wrong))).status_code == 422


def test_staff_see_a_waiting_pin_and_let_it_count(as_role: Enter, world: Database, tour: Tour) -> None:
    as_role(Role.DRIVER).post("/driver/pins", json=_batch(_pin(tour, lat=tour.stops[0].lat + 0.1)))
    clerk, (pin,) = as_role(Role.CLERK), _pins(world)
    assert "ghim cần xem" in clerk.get("/places").text
    assert _seller(world, tour).name in clerk.get("/places/households").text
    page = clerk.get(f"/places/households/{pin.seller_id}").text
    assert "xa chỗ cũ" in page
    assert "driver" in page

    clerk.post(f"/places/pins/{pin.id}", data={"accept": "yes"})

    assert _seller(world, tour).lat == pin.to_lat
    assert "đã nhận" in clerk.get(f"/places/households/{pin.seller_id}").text
    with world.reading() as session:
        assert "household.pin_accept" in session.scalars(select(AuditEntry.action)).all()


def test_staff_decline_a_pin_and_put_the_farm_right_themselves(as_role: Enter, world: Database, tour: Tour) -> None:
    as_role(Role.DRIVER).post("/driver/pins", json=_batch(_pin(tour, accuracy_m=2500)))
    clerk, (pin,) = as_role(Role.CLERK), _pins(world)

    clerk.post(f"/places/pins/{pin.id}", data={"accept": "no"})
    page = f"/places/households/{pin.seller_id}"
    assert clerk.post(page, data={"lat": "48.85", "lon": "2.35"}).status_code == 422
    clerk.post(page, data={"lat": "22.351", "lon": "103.601"})

    assert (_seller(world, tour).lat, _seller(world, tour).lon) == (22.351, 103.601)
    assert [each.accepted for each in _pins(world)] == [False, True]


def test_another_offices_households_stay_unseen(
    as_role: Callable[..., FlaskClient], world: Database, tour: Tour
) -> None:
    as_role(Role.DRIVER).post("/driver/pins", json=_batch(_pin(tour, accuracy_m=2500)))
    (pin,) = _pins(world)
    stranger = as_role(Role.CLERK, office=1)

    assert stranger.get(f"/places/households/{pin.seller_id}").status_code == 404
    assert stranger.post(f"/places/pins/{pin.id}", data={"accept": "yes"}).status_code == 404
    assert tour.stops[0].seller_code not in stranger.get("/places/households").text


def test_a_household_is_found_by_its_code(as_role: Enter, tour: Tour) -> None:
    page = as_role(Role.CLERK).get("/places/households", query_string={"q": tour.stops[1].seller_code}).text

    assert tour.stops[1].seller_code in page
    assert tour.stops[0].seller_code not in page


# --- in the browser -----------------------------------------------------------------------------------------


def _at_the_door(context: BrowserContext, tour: Tour, accuracy_m: int) -> tuple[float, float]:
    lat, lon = tour.stops[0].lat + 0.001, tour.stops[0].lon + 0.001
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": accuracy_m})
    return lat, lon


def _pin_open(page: Page) -> None:
    page.click("#next [data-open]")
    page.click("#pin-open")
    expect(page.locator("#pin-save")).to_be_enabled()


@pytest.mark.browser
def test_a_household_is_pinned_without_signal_and_moves_when_it_comes_back(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        door = _at_the_door(context, tour, accuracy_m=12)
        page = opened(context, address, tour)
        heard = complaints(page)
        context.set_offline(True)
        _pin_open(page)
        expect(page.locator("#pin-save")).to_contain_text("±12 m")
        assert accessibility_faults(page) == []
        page.click("#pin-save")
        expect(page.locator("#stop .undo-toast")).to_be_visible()
        assert _pins(world) == []

        context.set_offline(False)
        page.click("#close-stop")
        expect(page.locator("#send")).to_be_hidden(timeout=60_000)

        (pin,) = _pins(world)
        assert (pin.to_lat, pin.to_lon, pin.accuracy_m, pin.by_id) == (*door, 12, tour.driver_id)
        assert (_seller(world, tour).lat, _seller(world, tour).lon) == door
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert heard == []


@pytest.mark.browser
def test_a_tap_on_the_sketch_says_where_it_is(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        _at_the_door(context, tour, accuracy_m=1800)
        page = opened(context, address, tour)
        _pin_open(page)
        expect(page.locator("#pin-vague")).to_be_visible()
        box = page.locator("#pin-sketch").bounding_box()
        assert box is not None

        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
        expect(page.locator("#pin-vague")).to_be_hidden()
        page.click("#pin-save")
        page.click("#close-stop")
        expect(page.locator("#send")).to_be_visible()
        expect(page.locator("#send")).to_be_hidden(timeout=60_000)

        (pin,) = _pins(world)
        assert pin.tapped
        # A quarter of a sketch of 400 m north of where the office had it.
        assert (pin.to_lat - pin.from_lat) * 111_200 == pytest.approx(100, abs=5)
        assert pin.to_lon == pytest.approx(pin.from_lon, abs=1e-4)


@pytest.mark.browser
def test_a_pin_can_be_taken_back_before_it_is_sent(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        _at_the_door(context, tour, accuracy_m=12)
        page = opened(context, address, tour)
        _pin_open(page)
        page.click("#pin-save")
        page.click(".undo-toast button")

        expect(page.locator("#send")).to_be_hidden()
        assert _pins(world) == []


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_households_pages_fit_and_are_accessible(
    playwright: Playwright,
    address: str,
    tmp_path: Path,
    world: Database,
    tour: Tour,
    as_role: Enter,
    viewport: dict[str, int],
) -> None:
    driver = as_role(Role.DRIVER)
    driver.post("/driver/pins", json=_batch(_pin(tour), _pin(tour, lat=tour.stops[0].lat + 0.1)))
    with world.transaction() as session:
        clerk = session.scalars(select(User).where(User.role == Role.CLERK).order_by(User.id)).all()[0]
        secret = issue(session, clerk, CredentialKind.SESSION, SESSION_LIFETIME)
    with a_browser(playwright, tmp_path / "profile", viewport) as context:
        context.add_cookies([{"name": "session", "value": secret, "url": address}])
        page = context.new_page()
        heard = complaints(page)
        for path in ("/places/households", f"/places/households/{_pins(world)[0].seller_id}"):
            page.goto(address + path)
            assert accessibility_faults(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
        assert heard == []
